using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MailNode.Configuration;

/// <summary>Finds all that is wrong with the settings, also what binding alone would skip: keys that do not exist.</summary>
internal static class SettingsFaults
{
    /// <summary>Sections and keys that hold what others define.</summary>
    private static readonly string[] NotOurs = ["Logging", "$schema"];

    private static readonly string[] Sections = [ScheduleOptions.Section, FeedOptions.Section];

    /// <summary>One sentence for each fault, with the key and what to write instead.</summary>
    public static IReadOnlyList<string> Of(IConfiguration configuration) =>
    [
        .. configuration.GetChildren().Where(child => !IsKnown(child.Key)).Select(UnknownSection),
        .. In(configuration.GetSection(ScheduleOptions.Section), new ScheduleOptionsValidator()),
        .. In(configuration.GetSection(FeedOptions.Section), new FeedOptionsValidator()),
        .. configuration.GetSection("Logging").AsEnumerable().Where(IsBadLevel).Select(BadLevel),
    ];

    private static bool IsBadLevel(KeyValuePair<string, string?> setting) =>
        setting.Value is not null && setting.Key.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase) && !Enum.TryParse<LogLevel>(setting.Value, ignoreCase: true, out _);

    private static string BadLevel(KeyValuePair<string, string?> setting) =>
        $"{Printable.Line(setting.Key)} is \"{Printable.Line(setting.Value!)}\": write {string.Join(", ", Enum.GetNames<LogLevel>())}.";

    private static bool IsKnown(string section) => Sections.Concat(NotOurs).Contains(section, StringComparer.OrdinalIgnoreCase);

    private static string UnknownSection(IConfigurationSection section) =>
        $"{Printable.Line(section.Key)}: there is no such section. Write {string.Join(", ", Sections)} or Logging.";

    private static IEnumerable<string> In<T>(IConfigurationSection section, IValidateOptions<T> validator)
        where T : class, new()
    {
        var keys = typeof(T).GetProperties().ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        var misplaced = section.GetChildren().Select(child => Misplaced(child, keys)).OfType<string>().ToArray();
        var unreadable = keys.Values.Select(property => Unreadable(property, section[property.Name])).OfType<string>().ToArray();
        foreach (var fault in misplaced.Concat(unreadable))
            yield return $"{section.Key}:{fault}";
        if (unreadable.Length > 0)
            yield break;
        foreach (var fault in validator.Validate(null, section.Get<T>() ?? new T()).Failures ?? [])
            yield return $"{section.Key}:{fault}";
    }

    private static string? Misplaced(IConfigurationSection child, Dictionary<string, PropertyInfo> keys)
    {
        if (!keys.ContainsKey(child.Key))
            return $"{Printable.Line(child.Key)}: there is no such setting. Write {string.Join(" or ", keys.Keys)}.";
        return child.GetChildren().Any() ? $"{child.Key} must be one value, not a list or a group." : null;
    }

    /// <summary>A number that is none would end the binding at once, and hide every other fault.</summary>
    private static string? Unreadable(PropertyInfo property, string? value) =>
        property.PropertyType == typeof(int) && value is not null && !int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
            ? $"{property.Name} is \"{Printable.Line(value)}\": {property.GetCustomAttribute<WholeNumberAttribute>()?.Instead}"
            : null;
}
