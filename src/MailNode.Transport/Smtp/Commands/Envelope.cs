using System.Text;

namespace MailNode.Transport.Smtp.Commands;

/// <summary>The lines of one mail's envelope: MAIL FROM, and RCPT TO for those whom it can be asked about.</summary>
internal sealed class Envelope
{
    private static readonly SmtpReply BadAddress = new(553, "5.1.3", "This is not a mail address.");

    private static readonly SmtpReply NeedsUtf8 = new(553, "5.6.7", "The server takes only addresses in ASCII.");

    private readonly IReadOnlyList<string> recipients;
    private readonly SmtpExtensions offered;
    private readonly SendOptions options;

    /// <summary>Throws when the sender cannot be said to this server.</summary>
    public Envelope(
        SmtpExtensions offered, string from, IReadOnlyList<string> recipients, ReadOnlySpan<byte> message, SendOptions options)
    {
        DsnWords.Check(options);
        (this.offered, this.recipients) = (offered, recipients);
        this.options = offered.Has("DSN") ? options : SendOptions.None;
        if (from.Length > 0 && !SmtpAddress.IsSafe(from))
            throw new MailException("The sender is not a mail address.", MailProblem.MailRefused, Retry.Never);
        if (!SmtpAddress.IsAscii(from) && !offered.Has("SMTPUTF8"))
            throw new MailException("The server takes only senders in ASCII.", MailProblem.MailRefused, Retry.Never);
        MailFrom = Write(from, message);
        Replies = [.. recipients.Select(recipient => Judge(recipient) ?? default)];
        Asked = [.. Enumerable.Range(0, recipients.Count).Where(i => Replies[i] == default)];
    }

    /// <summary>With its line end.</summary>
    public string MailFrom { get; }

    /// <summary>The answer about each recipient, in order; filled in here for those who are not worth a question.</summary>
    public SmtpReply[] Replies { get; }

    /// <summary>The recipients that the server is asked about.</summary>
    public IReadOnlyList<int> Asked { get; }

    /// <summary>Whether anybody at all gets the mail.</summary>
    public bool IsWanted => Replies.Any(reply => reply.IsOk);

    /// <summary>With its line end.</summary>
    public string RcptTo(int i) => $"RCPT TO:<{recipients[i]}>{DsnWords.OfRecipient(options, recipients[i])}\r\n";

    /// <summary>The same answer for all who were not refused yet.</summary>
    public void Settle(SmtpReply verdict)
    {
        foreach (var i in Asked.Where(i => Replies[i].IsOk))
            Replies[i] = verdict;
    }

    private string Write(string from, ReadOnlySpan<byte> message)
    {
        var line = new StringBuilder($"MAIL FROM:<{from}>");
        if (offered.Has("SIZE"))
            line.Append(" SIZE=").Append(message.Length);
        if (offered.Has("8BITMIME") && IsForeign(message))
            line.Append(" BODY=8BITMIME");
        if (offered.Has("SMTPUTF8") && (!SmtpAddress.IsAscii(from) || !recipients.All(SmtpAddress.IsAscii) || IsForeign(Head(message))))
            line.Append(" SMTPUTF8");
        return line.Append(DsnWords.OfMail(options)).Append("\r\n").ToString();
    }

    private SmtpReply? Judge(string recipient)
    {
        if (!SmtpAddress.IsSafe(recipient))
            return BadAddress;
        return SmtpAddress.IsAscii(recipient) || offered.Has("SMTPUTF8") ? null : NeedsUtf8;
    }

    private static bool IsForeign(ReadOnlySpan<byte> text) => text.ContainsAnyExceptInRange((byte)0, (byte)127);

    private static ReadOnlySpan<byte> Head(ReadOnlySpan<byte> message) =>
        message.IndexOf("\r\n\r\n"u8) is >= 0 and var end ? message[..end] : message.IndexOf("\n\n"u8) is >= 0 and var bare ? message[..bare] : message;
}
