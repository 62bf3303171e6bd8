using MailNode.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MailNode.Tests.Configuration;

public sealed class NodeSettingsTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();
    private readonly DataFolder folder;

    public NodeSettingsTests() => folder = new DataFolder(temporary.Path);

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void Without_a_file_there_are_the_defaults()
    {
        var (schedule, feed) = Read();

        Assert.Equal(("0 0/5 * * * ?", "0 0 7 * * ?", 200), (schedule.Sync, schedule.Digest, feed.Threads));
    }

    [Fact]
    public void A_variable_beats_the_file_and_the_file_the_default()
    {
        temporary.Write("appsettings.json", """{ "Feed": { "Threads": 50 }, "Schedule": { "Digest": "", "Sync": "0 0 * * * ?" } } // mine""");

        var (schedule, feed) = Read(("MAILNODE_FEED__THREADS", "60"), ("MAILNODE_PASSWORD", "sesame"), ("Schedule__Sync", "no"));

        Assert.Equal(("0 0 * * * ?", "", 60), (schedule.Sync, schedule.Digest, feed.Threads));
    }

    [Fact]
    public void The_password_does_not_become_a_setting()
    {
        var settings = NodeSettings.Load(folder, [KeyValuePair.Create<string, string?>("MAILNODE_PASSWORD", "sesame")]);

        Assert.Empty(settings.AsEnumerable());
    }

    [Fact]
    public void All_faults_are_said_at_once_each_with_what_to_write()
    {
        temporary.Write("appsettings.json", """
            { "Schedule": { "Sync": "0 7 * * *", "Digest": "daily", "Snyc": "x" }, "Feed": { "Threads": 0 }, "Fed": { "Threads": 1 } }
            """);

        var lines = Assert.Throws<UserError>(() => Read()).Message.Split('\n');

        Assert.Contains(folder.SettingsFile, lines[0], StringComparison.Ordinal);
        Assert.Collection(
            lines[1..],
            line => Assert.StartsWith("  Fed: there is no such section", line, StringComparison.Ordinal),
            line => Assert.StartsWith("  Schedule:Snyc: there is no such setting", line, StringComparison.Ordinal),
            line => Assert.Contains("write \"0 0 7 * * ?\"", line, StringComparison.Ordinal),
            line => Assert.StartsWith("  Schedule:Digest is \"daily\"", line, StringComparison.Ordinal),
            line => Assert.StartsWith("  Feed:Threads is 0: write", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Feed", "Threads", "\"many\"", "Feed:Threads is \"many\": write a whole number from 1 to 10000, for example 200.")]
    [InlineData("Feed", "Threads", "10001", "Feed:Threads is 10001: write a whole number from 1 to 10000, for example 200.")]
    [InlineData("Feed", "Threads", "[1, 2]", "Feed:Threads must be one value")]
    [InlineData("Schedule", "Sync", "\"30 4 * * 1\"", "Schedule:Sync is \"30 4 * * 1\", which is no schedule: write \"0 30 4 ? * MON\"")]
    [InlineData("Schedule", "Sync", "\"\"", "Schedule:Sync is \"\", which is no schedule: write six fields")]
    [InlineData("Schedule", "Sync", "null", "Schedule:Sync is null")]
    [InlineData("Schedule", "Digest", "\"0 0 25 * * ?\"", "or \"\" for never")]
    [InlineData("Logging", "LogLevel", "{ \"Default\": \"Loud\" }", "Logging:LogLevel:Default is \"Loud\": write Trace, Debug,")]
    public void A_value_that_does_not_fit_is_answered_with_one_that_does(string section, string key, string value, string words)
    {
        temporary.Write("appsettings.json", $$"""{ "{{section}}": { "{{key}}": {{value}} } }""");

        Assert.Contains(words, Assert.Throws<UserError>(() => Read()).Message.Split("fit:")[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_json_is_named()
    {
        temporary.Write("appsettings.json", "{ \"Feed\": ");

        var error = Assert.Throws<UserError>(() => Read());

        Assert.Contains($"{folder.SettingsFile} is not JSON", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_with_settings_added_later_does_not_start_with_wrong_ones()
    {
        var builder = NodeSettings.CreateBuilder(folder, []);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("Schedule:Sync", "often"), KeyValuePair.Create<string, string?>("Feed:Threads", "0")]);
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<AggregateException>(() => host.StartAsync());

        Assert.Equal(2, error.InnerExceptions.OfType<OptionsValidationException>().Count());
    }

    [Fact]
    public void A_file_in_the_current_folder_or_beside_the_program_has_no_say()
    {
        using var settings = NodeSettings.CreateBuilder(folder, []).Configuration;

        var file = Assert.Single(settings.Sources.OfType<JsonConfigurationSource>());
        Assert.Equal(folder.SettingsFile, file.FileProvider!.GetFileInfo(file.Path!).PhysicalPath);
        Assert.DoesNotContain(settings.Sources, source => source is EnvironmentVariablesConfigurationSource);
    }

    [Fact]
    public void The_example_says_every_setting_with_its_default()
    {
        File.Copy(Example(), folder.SettingsFile);

        var configuration = NodeSettings.Load(folder, []);

        AssertSaysAll(configuration.GetSection("Schedule"), new ScheduleOptions());
        AssertSaysAll(configuration.GetSection("Feed"), new FeedOptions());
        Assert.Equal("Information", configuration["Logging:LogLevel:Default"]);
    }

    private static void AssertSaysAll<T>(IConfigurationSection section, T defaults)
    {
        Assert.Equal(typeof(T).GetProperties().Select(property => property.Name).Order(), section.GetChildren().Select(child => child.Key).Order());
        Assert.All(typeof(T).GetProperties(), property => Assert.Equal($"{property.GetValue(defaults)}", section[property.Name]));
    }

    private static string Example()
    {
        var place = new DirectoryInfo(AppContext.BaseDirectory);
        while (place is not null && !File.Exists(Path.Combine(place.FullName, "MailNode.sln")))
            place = place.Parent;
        Assert.SkipWhen(place is null, "The tests run outside of the source tree, which has the example.");
        return Path.Combine(place!.FullName, "appsettings.example.json");
    }

    private (ScheduleOptions Schedule, FeedOptions Feed) Read(params (string Name, string Value)[] variables)
    {
        var builder = NodeSettings.CreateBuilder(folder, variables.Select(variable => KeyValuePair.Create<string, string?>(variable.Name, variable.Value)));
        using var host = builder.Build();
        return (host.Services.GetRequiredService<IOptions<ScheduleOptions>>().Value, host.Services.GetRequiredService<IOptions<FeedOptions>>().Value);
    }
}
