using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MailNode.Tests.Agreement;

/// <summary>
/// Delta Chat without its windows: the RPC server of its core (npm: @deltachat/stdio-rpc-server), with one account in a
/// folder of its own. It is asked one thing at a time, a JSON-RPC call a line.
/// </summary>
internal sealed class DeltaChat : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process process;
    private readonly string folder;
    private readonly Task<string> errors;
    private int account;
    private int calls;

    private DeltaChat(Process process, string folder)
    {
        (this.process, this.folder) = (process, folder);
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts one with an empty account; skips the test, visibly, where it is not at hand.</summary>
    public static async Task<DeltaChat> StartAsync()
    {
        var npm = Environment.GetEnvironmentVariable("MAILNODE_NPM");
        if (string.IsNullOrEmpty(npm))
            Assert.Skip("MAILNODE_NPM does not name a folder with Delta Chat's RPC server in its node_modules.");
        var kind = $"{(OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{RuntimeInformation.ProcessArchitecture}".ToLowerInvariant();
        var program = Path.Combine(npm, "node_modules", "@deltachat", "stdio-rpc-server-" + kind, "deltachat-rpc-server");
        if (!File.Exists(program))
            Assert.Skip($"There is no {program}.");
        var folder = Directory.CreateTempSubdirectory("mailnode-delta-").FullName;
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DC_ACCOUNTS_PATH"] = Path.Combine(folder, "accounts") },
        };
        var started = new DeltaChat(Process.Start(start)!, folder);
        started.account = (await started.CallAsync("add_account")).GetInt32();
        return started;
    }

    /// <summary>A method that has the account as its first parameter.</summary>
    public Task<JsonElement> AskAsync(string method, params ReadOnlySpan<JsonNode?> parameters) => CallAsync(method, [account, .. parameters]);

    /// <summary>The next event of that kind; what comes before is passed over.</summary>
    public async Task<JsonElement> NextAsync(string kind)
    {
        while (true)
        {
            var happened = (await CallAsync("get_next_event")).GetProperty("event");
            if (happened.GetProperty("kind").GetString() == kind)
                return happened;
        }
    }

    /// <summary>It ends with its input.</summary>
    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }
        await errors;
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<JsonElement> CallAsync(string method, params JsonNode?[] parameters)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        var id = ++calls;
        var call = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = new JsonArray(parameters) };
        await process.StandardInput.WriteLineAsync(call.ToJsonString().AsMemory(), limit.Token);
        await process.StandardInput.FlushAsync(limit.Token);
        var line = await process.StandardOutput.ReadLineAsync(limit.Token);
        Assert.True(line is not null, $"Delta Chat ended at {method}.");
        var answer = JsonDocument.Parse(line).RootElement;
        Assert.Equal(id, answer.GetProperty("id").GetInt32());
        Assert.False(answer.TryGetProperty("error", out var error), $"{method}: {error}");
        return answer.GetProperty("result");
    }
}
