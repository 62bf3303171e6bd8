using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MailNode.Configuration;

/// <summary>The settings of the worker: defaults, then appsettings.json in the data folder, then variables that begin with MAILNODE_.</summary>
internal static class NodeSettings
{
    private const string Prefix = "MAILNODE_";
    private const string Separator = "__";

    /// <summary>A host with these settings checked, and nothing else: no file of the current folder may speak for the node.</summary>
    /// <exception cref="UserError">All that is wrong with them, at once.</exception>
    public static HostApplicationBuilder CreateBuilder(DataFolder folder, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        Load(folder, environment);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "mailnode" });
        // Not AddConfiguration of what was just loaded: a chained configuration loses empty values, and "" means never.
        AddSources(builder.Configuration, folder, environment);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        AddOptions(builder.Services, builder.Configuration);
        return builder;
    }

    /// <summary>The settings themselves, for whoever needs no host; the later source wins.</summary>
    /// <exception cref="UserError">All that is wrong with them, at once.</exception>
    public static IConfigurationRoot Load(DataFolder folder, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        var settings = Build(folder, environment);
        var faults = SettingsFaults.Of(settings);
        return faults.Count == 0
            ? settings
            : throw new UserError(
                $"The settings in {folder.SettingsFile} or in variables that begin with {Prefix} do not fit:\n"
                + string.Join('\n', faults.Select(fault => $"  {fault}")));
    }

    /// <summary>The options, checked once more when the host starts: whoever adds a source later gets the same answer.</summary>
    public static void AddOptions(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<ScheduleOptions>, ScheduleOptionsValidator>();
        services.AddSingleton<IValidateOptions<FeedOptions>, FeedOptionsValidator>();
        services.AddOptions<ScheduleOptions>().Bind(configuration.GetSection(ScheduleOptions.Section)).ValidateOnStart();
        services.AddOptions<FeedOptions>().Bind(configuration.GetSection(FeedOptions.Section)).ValidateOnStart();
    }

    private static IConfigurationRoot Build(DataFolder folder, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        try
        {
            return AddSources(new ConfigurationBuilder(), folder, environment).Build();
        }
        catch (InvalidDataException e)
        {
            throw new UserError(
                $"The file {folder.SettingsFile} is not JSON: {Printable.Line(e.InnerException?.Message ?? e.Message)} "
                + "Compare it with appsettings.example.json.", inner: e);
        }
    }

    private static IConfigurationBuilder AddSources(
        IConfigurationBuilder configuration, DataFolder folder, IEnumerable<KeyValuePair<string, string?>> environment) =>
        configuration.AddJsonFile(folder.SettingsFile, optional: true, reloadOnChange: false).AddInMemoryCollection(Ours(environment));

    /// <summary>Only those with a section in their name: MAILNODE_PASSWORD must not become a setting that somebody prints.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Ours(IEnumerable<KeyValuePair<string, string?>> environment) =>
        from variable in environment
        where variable.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && variable.Key.Contains(Separator, StringComparison.Ordinal)
        select KeyValuePair.Create(
            variable.Key[Prefix.Length..].Replace(Separator, ConfigurationPath.KeyDelimiter, StringComparison.Ordinal), variable.Value);
}
