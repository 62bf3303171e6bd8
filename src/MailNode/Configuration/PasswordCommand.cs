using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace MailNode.Configuration;

/// <summary>Runs --password-command or --token-command and takes the first line that it prints.</summary>
internal static class PasswordCommand
{
    /// <summary>In characters: more than any token that a server takes.</summary>
    private const int LongestOutput = 16 * 1024;

    private const int LongestComplaint = 4096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <summary>The password. The command gets no input, and a minute; then it and what it started is ended.</summary>
    /// <param name="command">For /bin/sh -c.</param>
    /// <param name="option">What it is called in messages.</param>
    /// <param name="clock">Measures the minute.</param>
    /// <param name="c">Ends the command.</param>
    /// <exception cref="UserError">It failed, took too long, or printed nothing or too much; with what it wrote to standard error, never its output.</exception>
    public static async Task<string> RunAsync(string command, string option, TimeProvider clock, CancellationToken c)
    {
        using var process = Start(command, option);
        process.StandardInput.Close();
        var output = new BoundedText(process.StandardOutput, LongestOutput);
        var errors = new BoundedText(process.StandardError, LongestComplaint);
        await FinishAsync(process, option, clock, c);
        // A daemon that the command left behind may hold the pipes open for ever.
        await Task.WhenAny(Task.WhenAll(output.End, errors.End), Task.Delay(LastWords, clock, c));
        if (process.ExitCode != 0)
            throw Failed(option, $"ended with exit code {process.ExitCode}", errors.Text);
        var line = FirstLine.Of(output.Text) ?? throw Failed(option, "printed no password in its first line", errors.Text);
        return line.Length < LongestOutput ? line : throw Failed(option, $"printed a first line of {LongestOutput} characters or more", errors.Text);
    }

    private static Process Start(string command, string option)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "sh" : "/bin/sh", ["-c", command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        try
        {
            return Process.Start(start) ?? throw Failed(option, "did not start", "");
        }
        catch (Win32Exception e)
        {
            throw Failed(option, $"cannot be run by {start.FileName} ({e.Message})", "");
        }
    }

    private static async Task FinishAsync(Process process, string option, TimeProvider clock, CancellationToken c)
    {
        using var late = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, c);
        try
        {
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            c.ThrowIfCancellationRequested();
            throw Failed(option, $"has not finished within {Patience.TotalSeconds:0} seconds", "");
        }
    }

    private static UserError Failed(string option, string how, string errors) =>
        new($"The {option} {how}. {(Printable.Lines(errors) is { Length: > 0 } said ? $"It said: {said}" : "Try it by hand in a shell.")}");
}
