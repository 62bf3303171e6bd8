using System.Diagnostics;
using System.Globalization;

namespace MailNode.Benchmarks;

/// <summary>A Postfix (and the Dovecot that it delivers to) for one benchmark, started and stopped by tests/mailserver.</summary>
internal sealed class PostfixServer : IAsyncDisposable
{
    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("mb-");

    /// <summary>Takes mail for example.test without a login.</summary>
    public int Port { get; private init; }

    /// <summary>Null, and why, where it cannot be started.</summary>
    public static async Task<(PostfixServer? Server, string Reason)> StartAsync()
    {
        var reason = "";
        for (var (attempt, first) = (0, 24_000 + (Environment.ProcessId * 35 % 4_000)); attempt < 5; attempt++, first += 5)
        {
            var server = new PostfixServer { Port = first };
            (var code, reason) = await RunAsync("start", server.place.FullName, first.ToString(CultureInfo.InvariantCulture));
            if (code == 0) return (server, "");
            server.place.Delete(recursive: true);
            if (code == 77) break;
        }
        return (null, reason.Trim());
    }

    /// <summary>Until everything has been delivered, so that nothing of one round is left for the next.</summary>
    public async Task DrainAsync() => await RunAsync("drain", place.FullName, "120");

    public async ValueTask DisposeAsync()
    {
        await RunAsync("stop", place.FullName);
        place.Delete(recursive: true);
    }

    private static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "MailNode.sln"))) root = root.Parent;
        if (root is null || !OperatingSystem.IsLinux()) return (77, "the script of the tests is not here");
        var script = Path.Combine(root.FullName, "tests", "mailserver", "mailserver.sh");
        using var process = Process.Start(new ProcessStartInfo("bash", [script, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var said = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }
}
