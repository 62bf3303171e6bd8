using System.Text;

namespace MailNode.Transport.Smtp.Commands;

/// <summary>MAIL FROM and RCPT TO, in one go where the server can (RFC 2920).</summary>
internal static class Envelope
{
    private const int AtOnce = 50;

    private static readonly SmtpReply BadAddress = new(553, "5.1.3", "This is not a mail address.");

    private static readonly SmtpReply NeedsUtf8 = new(553, "5.6.7", "The server takes only addresses in ASCII.");

    /// <summary>The answer for each recipient, in order. Throws when the server does not take the sender, or the mail as such.</summary>
    public static async Task<SmtpReply[]> RunAsync(
        SmtpDialog dialog, string from, IReadOnlyList<string> recipients, ReadOnlyMemory<byte> message, CancellationToken c)
    {
        var mail = MailFrom(dialog.Extensions, from, recipients, message.Span);
        var replies = new SmtpReply[recipients.Count];
        var asked = new List<int>();
        for (var i = 0; i < recipients.Count; i++)
        {
            if (Judge(recipients[i], dialog.Extensions) is { } refused)
                replies[i] = refused;
            else
                asked.Add(i);
        }
        if (asked.Count == 0)
            return replies;
        if (dialog.Extensions.Has("PIPELINING"))
            await TogetherAsync(dialog, mail, recipients, asked, replies, c).ConfigureAwait(false);
        else
            await OneByOneAsync(dialog, mail, recipients, asked, replies, c).ConfigureAwait(false);
        return replies;
    }

    private static string MailFrom(SmtpExtensions offered, string from, IReadOnlyList<string> recipients, ReadOnlySpan<byte> message)
    {
        if (from.Length > 0 && !SmtpAddress.IsSafe(from))
            throw new MailException("The sender is not a mail address.", MailProblem.MailRefused, Retry.Never);
        var line = new StringBuilder($"MAIL FROM:<{from}>");
        if (offered.Has("SIZE"))
            line.Append(" SIZE=").Append(message.Length);
        if (offered.Has("8BITMIME") && message.ContainsAnyExceptInRange((byte)0, (byte)127))
            line.Append(" BODY=8BITMIME");
        if (offered.Has("SMTPUTF8") && (!SmtpAddress.IsAscii(from) || !recipients.All(SmtpAddress.IsAscii)))
            line.Append(" SMTPUTF8");
        return line.Append("\r\n").ToString();
    }

    private static SmtpReply? Judge(string recipient, SmtpExtensions offered)
    {
        if (!SmtpAddress.IsSafe(recipient))
            return BadAddress;
        return SmtpAddress.IsAscii(recipient) || offered.Has("SMTPUTF8") ? null : NeedsUtf8;
    }

    private static async Task TogetherAsync(
        SmtpDialog dialog, string mail, IReadOnlyList<string> recipients, List<int> asked, SmtpReply[] replies, CancellationToken c)
    {
        SmtpReply? sender = null;
        SmtpReply last = default;
        foreach (var group in asked.Chunk(AtOnce))
        {
            var lines = string.Concat(group.Select(i => RcptTo(recipients[i])));
            await dialog.SendAsync(sender is null ? mail + lines : lines, c).ConfigureAwait(false);
            sender ??= last = await dialog.ReadAsync(c).ConfigureAwait(false);
            foreach (var i in group)
                replies[i] = last = dialog.IsClosing ? last : await dialog.ReadAsync(c).ConfigureAwait(false);
            ThrowUnlessTaken(sender.Value);
            if (dialog.IsClosing)
                return;
        }
    }

    private static async Task OneByOneAsync(
        SmtpDialog dialog, string mail, IReadOnlyList<string> recipients, List<int> asked, SmtpReply[] replies, CancellationToken c)
    {
        await dialog.SendAsync(mail, c).ConfigureAwait(false);
        ThrowUnlessTaken(await dialog.ReadAsync(c).ConfigureAwait(false));
        SmtpReply last = default;
        foreach (var i in asked)
        {
            if (!dialog.IsClosing)
            {
                await dialog.SendAsync(RcptTo(recipients[i]), c).ConfigureAwait(false);
                last = await dialog.ReadAsync(c).ConfigureAwait(false);
            }
            replies[i] = last;
        }
    }

    private static string RcptTo(string recipient) => $"RCPT TO:<{recipient}>\r\n";

    private static void ThrowUnlessTaken(SmtpReply sender)
    {
        if (!sender.IsOk)
            throw SmtpFailure.From(sender, "take the mail", MailProblem.MailRefused);
    }
}
