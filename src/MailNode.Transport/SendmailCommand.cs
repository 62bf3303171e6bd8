using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using MailNode.Transport.Smtp;
using MailNode.Transport.Wire;

namespace MailNode.Transport;

/// <summary>
/// Hands mail to a program of this machine that takes it as sendmail does (Postfix, Exim, msmtp, nullmailer and others bring one),
/// and reads from its exit code (sysexits.h) what became of it. No shell is asked.
/// </summary>
public sealed class SendmailCommand(string program, TimeSpan patience, TimeProvider clock)
{
    private const int MaxErrors = 4096;

    private const int Room = 64 * 1024;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <summary>What the exit codes of sysexits.h mean; all others are the program's own troubles, which may pass.</summary>
    private static readonly Dictionary<int, (string Words, MailProblem Problem, Retry Retry)> Meanings = new()
    {
        [64] = ("does not understand how it was called (EX_USAGE)", MailProblem.Other, Retry.Never),
        [65] = ("does not take the mail (EX_DATAERR)", MailProblem.MailRefused, Retry.Never),
        [67] = ("does not know the recipient (EX_NOUSER)", MailProblem.MailRefused, Retry.Never),
        // These two some programs say when the network is down, or the mail system.
        [68] = ("does not know the recipient's server (EX_NOHOST)", MailProblem.MailRefused, Retry.Later),
        [69] = ("does not take the mail (EX_UNAVAILABLE)", MailProblem.MailRefused, Retry.Later),
        [75] = ("cannot do it now (EX_TEMPFAIL)", MailProblem.Other, Retry.Later),
        [77] = ("may not do it (EX_NOPERM)", MailProblem.LoginRefused, Retry.Never),
        [78] = ("is not configured (EX_CONFIG)", MailProblem.Other, Retry.Later),
    };

    /// <summary>Where most systems have it.</summary>
    public static string Usual => "/usr/sbin/sendmail";

    /// <summary>
    /// Runs the program with the envelope as arguments and the message as its input, lines ending in LF as it expects. Throws when the
    /// mail was not taken; the message then says why, with the beginning of what the program wrote to standard error.
    /// </summary>
    public async Task SendAsync(string from, IReadOnlyList<string> recipients, ReadOnlyMemory<byte> message, CancellationToken c)
    {
        if ((from.Length > 0 && !IsSafe(from)) || !recipients.All(IsSafe) || recipients.Count == 0)
            throw new MailException("The sender or a recipient is not a mail address.", MailProblem.MailRefused, Retry.Never);
        using var process = Start(from, recipients);
        using var late = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, c);
        var errors = ReadErrorsAsync(process.StandardError.BaseStream, either.Token);
        var output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, either.Token);
        try
        {
            await WriteAsync(process, message, either.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            c.ThrowIfCancellationRequested();
            throw new MailException($"{program} has not finished within {patience.TotalSeconds:0} seconds.", MailProblem.Other, Retry.Later, e);
        }
        // A daemon that the program left behind may hold the pipes open for ever.
        await Task.WhenAny(Task.WhenAll(errors, output), Task.Delay(LastWords, clock, c)).ConfigureAwait(false);
        if (process.ExitCode != 0)
            throw Refusal(process.ExitCode, errors.IsCompletedSuccessfully ? await errors.ConfigureAwait(false) : "");
    }

    /// <summary>Whether there is such a program. Throws when not.</summary>
    public void Check()
    {
        if (!File.Exists(program))
            throw Missing(null);
    }

    /// <summary>An address that is an option for a careless program, or more than an address, is none.</summary>
    private static bool IsSafe(string address) => SmtpAddress.IsSafe(address) && !address.StartsWith('-');

    private Process Start(string from, IReadOnlyList<string> recipients)
    {
        // -i: a line with a lone dot is not the end. -f: the sender; <> where bounces are to go nowhere. --: only addresses follow.
        var start = new ProcessStartInfo(program, ["-i", "-f", from.Length > 0 ? from : "<>", "--", .. recipients])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start) ?? throw Missing(null);
        }
        catch (Win32Exception e)
        {
            throw Missing(e);
        }
    }

    private static async Task WriteAsync(Process process, ReadOnlyMemory<byte> message, CancellationToken c)
    {
        var input = process.StandardInput.BaseStream;
        try
        {
            foreach (var piece in Pieces(message))
                await input.WriteAsync(piece, c).ConfigureAwait(false);
            await input.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It has heard enough: its exit code says why.
        }
    }

    /// <summary>The message with the line ends of this machine, which sendmail makes those of mail again.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Pieces(ReadOnlyMemory<byte> message)
    {
        var body = new SmtpBody(message, dotted: false);
        var (wire, local) = (new byte[Room], new byte[Room]);
        while (body.Read(wire) is > 0 and var length)
        {
            var kept = 0;
            foreach (var one in wire.AsSpan(0, length))
            {
                if (one != '\r')
                    local[kept++] = one;
            }
            yield return local.AsMemory(0, kept);
        }
    }

    /// <summary>All that it says is read, so that it never waits for us; the beginning is kept.</summary>
    private static async Task<string> ReadErrorsAsync(Stream errors, CancellationToken c)
    {
        var (kept, length, rest) = (new byte[MaxErrors], 0, new byte[1024]);
        while (true)
        {
            var target = length < MaxErrors ? kept.AsMemory(length) : rest;
            var count = await errors.ReadAsync(target, c).ConfigureAwait(false);
            if (count == 0)
                return ServerText.Clean(kept.AsSpan(0, length));
            length = length < MaxErrors ? length + count : length;
        }
    }

    private MailException Refusal(int code, string said)
    {
        var (words, problem, retry) = Meanings.GetValueOrDefault(code, ($"ended with exit code {code}", MailProblem.Other, Retry.Later));
        return new MailException(said.Length > 0 ? $"{program} {words}. It said: {said}" : $"{program} {words}.", problem, retry);
    }

    private MailException Missing(Exception? inner) =>
        new($"The program {program} cannot be run. Is it installed?", MailProblem.Other, Retry.Later, inner);
}
