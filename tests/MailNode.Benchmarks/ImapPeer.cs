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
            && await PeerProgram.OutputAsync(folder, Patience, "npm", ["install", "--silent", "--no-audit", "--no-fund", package]) is null) return null;
        var script = Path.Combine(folder, Script);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "peers", Script), script, overwrite: true);
        var said = await PeerProgram.OutputAsync(folder, Patience, Program, [script, $"{server.ImapPort}", Dovecot.Address(user), Dovecot.Password, $"{count}"]);
        return double.TryParse(said, CultureInfo.InvariantCulture, out var milliseconds) ? milliseconds : null;
    }
}
