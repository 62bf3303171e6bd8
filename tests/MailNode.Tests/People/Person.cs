using System.Text.Json;
using MailNode.Commands;

namespace MailNode.Tests.People;

/// <summary>Somebody with a node of their own, driven through the real command line, and with a mail client beside it.</summary>
internal sealed class Person(string name, string address, MailWorld world, string data)
{
    public string Name => name;

    public string Address => address;

    public string Data => data;

    public ManualClock Clock => world.Clock;

    /// <summary>Runs a command that has to succeed, and gives its output.</summary>
    public async Task<string> RunAsync(params string[] args)
    {
        var (code, output, errors) = await TryAsync(args);
        Assert.True(code == 0, $"{name}: mailnode {string.Join(' ', args)} ended with {code}:\n{errors}\n{output}");
        return output;
    }

    public async Task<(int Code, string Output, string Errors)> TryAsync(params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var surroundings = new Surroundings(world.Clock, world.Variables, TextReader.Null, output, errors);
        var code = await CommandLine.RunAsync([.. args, "--data", data], surroundings, TestContext.Current.CancellationToken);
        return (code, output.ToString(), errors.ToString());
    }

    public async Task<JsonElement> JsonAsync(params string[] args) =>
        JsonDocument.Parse(await RunAsync([.. args, "--json"])).RootElement.Clone();

    public Task<string> InitAsync(params string[] more) => RunAsync(["init", address, "--name", name, .. world.InitArguments(address), .. more]);

    public Task<JsonElement> SyncAsync() => JsonAsync("sync");

    public async Task<string> InviteAsync() => (await JsonAsync("invite")).GetProperty("invite").GetString()!;

    /// <summary>The id of the new post.</summary>
    public async Task<string> PostAsync(string text, params string[] more) => (await JsonAsync(["post", text, .. more])).GetProperty("id").GetString()!;

    public async Task<IReadOnlyList<JsonElement>> FeedAsync() => [.. (await JsonAsync("feed")).EnumerateArray()];

    /// <summary>The one thread whose root says this; fails when there is none.</summary>
    public async Task<JsonElement> ThreadAsync(string text) => Assert.Single(await FeedAsync(), one => one.GetProperty("text").GetString() == text);

    public async Task<bool> SeesAsync(string text) => (await RunAsync("feed", "--json")).Contains(JsonEncodedText.Encode(text).ToString(), StringComparison.Ordinal);

    public async Task<JsonElement?> ContactAsync(Person other)
    {
        var found = (await JsonAsync("contacts")).EnumerateArray().Where(one => one.GetProperty("address").GetString() == other.Address).ToList();
        return found.Count == 0 ? null : Assert.Single(found);
    }

    public async Task<string?> TrustAsync(Person other) => (await ContactAsync(other))?.GetProperty("trust").GetString();

    public MailClient MailClient => new(this, world);
}
