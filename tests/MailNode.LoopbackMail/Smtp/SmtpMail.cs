using System.Globalization;
using System.Text;

namespace MailNode.LoopbackMail.Smtp;

/// <summary>One mail on its way: MAIL, RCPT, DATA or BDAT (RFC 5321, section 3.3; RFC 3030), and its delivery into inboxes.</summary>
internal sealed class SmtpMail(SmtpPath from)
{
    private const int MaxRecipients = 1000;

    private readonly List<(LoopbackAccount Account, ReceivedRecipient Said)> recipients = [];

    /// <summary>What BDAT brought so far.</summary>
    public MemoryStream Chunks { get; } = new();

    /// <summary>A chunk has come, so DATA is too late (RFC 3030, section 2).</summary>
    public bool HasChunks { get; set; }

    public bool HasRecipients => recipients.Count > 0;

    private bool IsUtf8 => from.Options.Any(option => option.Equals("SMTPUTF8", StringComparison.OrdinalIgnoreCase));

    public static string Begin(SmtpTalk talk, string rest)
    {
        if (talk.Greeted.Length == 0 || talk.Mail is not null)
            return "503 5.5.1 Not now";
        if (talk.Post.Options.SmtpNeedsLogin && talk.Account is null)
            return "530 5.7.0 Log in first";
        if (SmtpPath.Parse(rest, "FROM:") is not { } from)
            return "501 5.5.4 Cannot understand this";
        if (from.Options.Select(option => SmtpOptions.RefuseOfMail(talk.Post.Options, option)).FirstOrDefault(reply => reply is not null) is { } refusal)
            return refusal;
        var mail = new SmtpMail(from);
        if (!from.IsAscii && !mail.IsUtf8)
            return "550 5.6.7 Such an address needs SMTPUTF8";
        talk.Mail = mail;
        return "250 2.1.0 Go on";
    }

    public static string Address(SmtpTalk talk, string rest)
    {
        if (talk.Mail is not { } mail)
            return "503 5.5.1 MAIL comes first";
        if (SmtpPath.Parse(rest, "TO:") is not { Address: { Length: > 0 } to } path)
            return "501 5.5.4 Cannot understand this";
        if (path.Options.Select(option => SmtpOptions.RefuseOfRecipient(talk.Post.Options, option)).FirstOrDefault(reply => reply is not null) is { } refusal)
            return refusal;
        if (talk.Post.RefusalOf(to) is { } chosen)
            return chosen;
        if (mail.recipients.Count >= MaxRecipients)
            return "452 4.5.3 Too many recipients";
        if (!path.IsAscii && !mail.IsUtf8)
            return "553 5.6.7 Such an address needs SMTPUTF8";
        if (talk.Post.Find(WithoutDetail(to)) is not { } account)
            return "550 5.1.1 Nobody of that name here";
        mail.recipients.Add((account, new ReceivedRecipient(to, path.Options)));
        return "250 2.1.5 Go on";
    }

    /// <summary>Delivers, and gives the reply.</summary>
    public string Deliver(SmtpTalk talk, byte[] message)
    {
        if (message.Length > talk.Post.Options.MaxSize)
            return "552 5.3.4 Too large";
        if (recipients.Any(recipient => recipient.Account.Bytes + message.Length > talk.Post.Options.Quota))
            return "452 4.2.2 A mailbox is full";
        var now = talk.Post.Clock.GetUtcNow();
        foreach (var account in recipients.Select(recipient => recipient.Account).Distinct())
            account.Folder("INBOX").Add([.. Trace(talk, account, now), .. message], [], now);
        talk.Post.Note(new ReceivedMail(from.Address, from.Options, [.. recipients.Select(recipient => recipient.Said)], message, HasChunks));
        return "250 2.0.0 Delivered";
    }

    /// <summary>What a server writes above the mail that it delivers (RFC 5321, section 4.4).</summary>
    private byte[] Trace(SmtpTalk talk, LoopbackAccount account, DateTimeOffset now)
    {
        var with = (IsUtf8 ? "UTF8SMTP" : "ESMTP") + (talk.Wire.IsEncrypted ? "S" : "") + (talk.Account is null ? "" : "A");
        var date = now.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes(
            $"Return-Path: <{from.Address}>\r\nReceived: from {talk.Greeted} ([127.0.0.1])\r\n\tby mail.example.test with {with}\r\n"
            + $"\tfor <{account.Address}>; {date} +0000\r\n");
    }

    private static string WithoutDetail(string address)
    {
        var (plus, at) = (address.IndexOf('+', StringComparison.Ordinal), address.LastIndexOf('@'));
        return plus > 0 && plus < at ? address[..plus] + address[at..] : address;
    }
}
