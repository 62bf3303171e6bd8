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

    public MailClient MailClient => new(this, world);

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
        world.Clock.Advance(TimeSpan.FromMilliseconds(10));             // no two things happen at the same time
        return (code, output.ToString(), errors.ToString());
    }

    /// <summary>Runs a command that has to fail with this exit code, and gives its words.</summary>
    public async Task<string> FailAsync(int expected, params string[] args)
    {
        var (code, output, errors) = await TryAsync(args);
        Assert.True(code == expected, $"{name}: mailnode {string.Join(' ', args)} ended with {code} instead of {expected}:\n{errors}\n{output}");
        Assert.NotEmpty(errors);
        return errors;
    }

    public async Task<JsonElement> JsonAsync(params string[] args) =>
        JsonDocument.Parse(await RunAsync([.. args, "--json"])).RootElement.Clone();

    public Task<JsonElement> InitAsync(params string[] more) => JsonAsync(["init", address, "--name", name, .. world.InitArguments(address), .. more]);

    public Task<JsonElement> RestoreAsync(string code) => JsonAsync(["restore", address, "--name", name, "--code", code, .. world.InitArguments(address)]);

    public async Task<JsonElement> SyncAsync()
    {
        await world.SettleAsync();
        return await JsonAsync("sync");
    }

    public async Task<string> InviteAsync() => (await JsonAsync("invite")).Text("invite");

    public async Task<string> FingerprintAsync() => (await JsonAsync("key", "export")).Text("fingerprint");

    /// <summary>The id of the new post.</summary>
    public async Task<string> PostAsync(string text, params string[] more) => (await JsonAsync(["post", text, .. more])).Text("id");

    public async Task<string> CommentAsync(string about, string text) => (await JsonAsync("comment", about, text)).Text("id");

    /// <summary>Threads, newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> FeedAsync() => [.. (await JsonAsync("feed")).EnumerateArray()];

    /// <summary>The one thread whose root says this; fails when there is none.</summary>
    public async Task<JsonElement> ThreadAsync(string text) => Assert.Single(await FeedAsync(), one => one.Text("text") == text);

    /// <summary>Everything the feed shows, posts and comments, as "Ana: text".</summary>
    public async Task<IReadOnlyList<string>> LinesAsync() =>
        [.. (await FeedAsync()).SelectMany(Walk).Select(one => $"{one.GetProperty("author").Text("name")}: {one.Text("text")}")];

    public async Task<bool> SeesAsync(string text) => (await FeedAsync()).SelectMany(Walk).Any(one => one.Text("text") == text);

    public async Task<JsonElement?> ContactAsync(Person other)
    {
        var found = (await JsonAsync("contacts")).EnumerateArray().Where(one => one.Text("address") == other.Address).ToList();
        return found.Count == 0 ? null : Assert.Single(found);
    }

    public async Task<string?> TrustAsync(Person other) => (await ContactAsync(other))?.Text("trust");

    private static IEnumerable<JsonElement> Walk(JsonElement entry) => [entry, .. entry.List("comments").SelectMany(Walk)];
}
