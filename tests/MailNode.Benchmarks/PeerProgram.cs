using System.ComponentModel;
using System.Diagnostics;

namespace MailNode.Benchmarks;

/// <summary>Another program that is measured beside ours.</summary>
internal static class PeerProgram
{
    /// <summary>What it says; null where it is not there, fails or takes longer than that.</summary>
    public static async Task<string?> OutputAsync(string folder, TimeSpan patience, string program, string[] arguments)
    {
        try
        {
            using var limit = new CancellationTokenSource(patience);
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
