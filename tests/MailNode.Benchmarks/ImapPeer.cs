using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MailNode.Benchmarks;

/// <summary>Another client that fetches the same inbox, in its own language, three times; each script prints the median of milliseconds.</summary>
internal sealed record ImapPeer(string Name, string Program, string Script, string? Package = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static readonly IReadOnlyList<ImapPeer> All =
        [new("imapflow", "node", "imapflow.mjs", "imapflow@1.0.187"), new("Python's imaplib", "python3", "imaplib_fetch.py")];

    /// <summary>Milliseconds; null where it cannot run here.</summary>
    public async Task<double?> RunAsync(Dovecot server, string user, int count)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"mailnode-peer-{Environment.UserName}")).FullName;
        if (Package is { } package && !Directory.Exists(Path.Combine(folder, "node_modules", package.Split('@')[0]))
            && await OutputAsync(folder, "npm", ["install", "--silent", "--no-audit", "--no-fund", package]) is null) return null;
        var script = Path.Combine(folder, Script);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "peers", Script), script, overwrite: true);
        var said = await OutputAsync(folder, Program, [script, $"{server.ImapPort}", Dovecot.Address(user), Dovecot.Password, $"{count}"]);
        return double.TryParse(said, CultureInfo.InvariantCulture, out var milliseconds) ? milliseconds : null;
    }

    /// <summary>Null where it is not there, or fails.</summary>
    private static async Task<string?> OutputAsync(string folder, string program, string[] arguments)
    {
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder })!;
            var complaint = process.StandardError.ReadToEndAsync(limit.Token);
            var said = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await complaint;
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? said : null;
        }
        catch (Exception e) when (e is Win32Exception or OperationCanceledException)
        {
            return null;
        }
    }
}
