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
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "mailnode" });
        Read(builder.Configuration, folder, environment);
        Check(builder.Configuration, folder);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        AddOptions(builder.Services, builder.Configuration);
        return builder;
    }

    /// <summary>How many threads the Feed folder holds copies of.</summary>
    /// <exception cref="UserError">All that is wrong with the settings, at once.</exception>
    public static FeedOptions Feed(DataFolder folder, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        var configuration = new ConfigurationManager();
        Read(configuration, folder, environment);
        Check(configuration, folder);
        return configuration.GetSection(FeedOptions.Section).Get<FeedOptions>() ?? new FeedOptions();
    }

    /// <summary>The two sources, the later one winning.</summary>
    public static void Read(IConfigurationBuilder configuration, DataFolder folder, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        try
        {
            configuration.AddJsonFile(folder.SettingsFile, optional: true, reloadOnChange: false);
        }
        catch (InvalidDataException e)
        {
            throw new UserError(
                $"The file {folder.SettingsFile} is not JSON: {Printable.Line(e.InnerException?.Message ?? e.Message)} "
                + "Compare it with appsettings.example.json.", inner: e);
        }

        configuration.AddInMemoryCollection(Ours(environment));
    }

    /// <summary>All faults of all sections in one message.</summary>
    public static void Check(IConfiguration configuration, DataFolder folder)
    {
        var faults = SettingsFaults.Of(configuration);
        if (faults.Count > 0)
            throw new UserError(
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

    /// <summary>Only those with a section in their name: MAILNODE_PASSWORD must not become a setting that somebody prints.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Ours(IEnumerable<KeyValuePair<string, string?>> environment) =>
        from variable in environment
        where variable.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && variable.Key.Contains(Separator, StringComparison.Ordinal)
        select KeyValuePair.Create(
            variable.Key[Prefix.Length..].Replace(Separator, ConfigurationPath.KeyDelimiter, StringComparison.Ordinal), variable.Value);
}
