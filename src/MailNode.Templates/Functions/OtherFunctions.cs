using System.Globalization;
using System.Text;
using MailNode.Templates.Values;

namespace MailNode.Templates.Functions;

/// <summary>The functions of <c>object</c> and <c>date</c>.</summary>
internal static class OtherFunctions
{
    public static IEnumerable<Function> All { get; } =
    [
        new("object.default", 2, 2, given => given[0] is null or "" ? given[1] : given[0]),
        new("object.has_key", 2, 2, given => Key(given, static _ => true)),
        new("object.has_value", 2, 2, given => Key(given, static value => value is not null)),
        new("object.keys", 1, 1, given => given[0] is IReadOnlyDictionary<string, object?> members ? new List<object?>(members.Keys) : []),
        new("object.values", 1, 1, given => given[0] is IReadOnlyDictionary<string, object?> members ? new List<object?>(members.Values) : []),
        new("object.typeof", 1, 1, given => KindOf(given[0])),
        new("object.size", 1, 1, given => Size(given)),
        new("date.to_string", 2, 2, given => given[0] is DateTimeOffset date ? Format(date, given.Text(1) ?? "", given) : null),
    ];

    private static bool Key(Given given, Func<object?, bool> accepts) =>
        given[0] is IReadOnlyDictionary<string, object?> members && given.Text(1) is { } key && members.TryGetValue(key, out var value) && accepts(value);

    private static string? KindOf(object? value) => value switch
    {
        null => null,
        string => "string",
        bool => "boolean",
        int or long or double => "number",
        IReadOnlyDictionary<string, object?> => "object",
        WholeRange => "iterator",
        IReadOnlyList<object?> => "array",
        IEnumerable<object?> => "iterator",
        _ => "object",
    };

    private static int Size(Given given) => given[0] switch
    {
        null => 0,
        string text => text.Length,
        IReadOnlyDictionary<string, object?> members => members.Count,
        _ => given.List(0).Count,
    };

    private static string Format(DateTimeOffset date, string format, Given given)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] == '%' && i + 1 < format.Length)
                text.Append(Part(date, format[++i]) ?? throw given.Spot.Fault($"`%{format[i]}` is not a part of a date"));
            else
                text.Append(format[i]);
        }
        return text.ToString();
    }

    private static string? Part(DateTimeOffset date, char letter) => letter switch
    {
        '%' => "%",
        'j' => date.DayOfYear.ToString("D3", CultureInfo.InvariantCulture),
        'e' => date.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'P' => date.ToString("tt", CultureInfo.InvariantCulture).ToLowerInvariant(),
        's' => date.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'u' => (date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'w' => ((int)date.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        _ => NetFormat(letter) is { } format ? date.ToString(format, CultureInfo.InvariantCulture) : null,
    };

    private static string? NetFormat(char letter) => letter switch
    {
        'a' => "ddd", 'A' => "dddd", 'b' or 'h' => "MMM", 'B' => "MMMM", 'c' => "ddd MMM dd HH:mm:ss yyyy",
        'd' => "dd", 'D' => "MM/dd/yy", 'F' => "yyyy-MM-dd", 'H' => "HH", 'I' => "hh", 'L' => "fff", 'm' => "MM", 'M' => "mm",
        'p' => "tt", 'r' => "hh:mm:ss tt", 'R' => "HH:mm", 'S' => "ss", 'T' => "HH:mm:ss", 'y' => "yy", 'Y' => "yyyy", 'Z' => "zzz",
        _ => null,
    };
}
