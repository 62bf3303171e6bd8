using System.Globalization;
using System.Text;

namespace MailNode.LoopbackMail.Smtp;

/// <summary>One mail on its way: MAIL, RCPT and DATA (RFC 5321, section 3.3), and its delivery into inboxes.</summary>
internal sealed class SmtpMail(string from)
{
    private const int MaxRecipients = 1000;

    private readonly List<LoopbackAccount> recipients = [];

    public static string Begin(SmtpTalk talk, string rest)
    {
        if (talk.Greeted.Length == 0 || talk.Mail is not null)
            return "503 5.5.1 Not now";
        if (talk.Post.Options.SmtpNeedsLogin && talk.Account is null)
            return "530 5.7.0 Log in first";
        if (Path(rest, "FROM:", out var options) is not { } from)
            return "501 5.5.4 Cannot understand this";
        foreach (var option in options)
        {
            if (Refuse(talk, option) is { } refusal)
                return refusal;
        }
        talk.Mail = new SmtpMail(from);
        return "250 2.1.0 Go on";
    }

    public static string Address(SmtpTalk talk, string rest)
    {
        if (talk.Mail is not { } mail)
            return "503 5.5.1 MAIL comes first";
        if (Path(rest, "TO:", out _) is not { Length: > 0 } to)
            return "501 5.5.4 Cannot understand this";
        if (talk.Post.RefusalOf(to) is { } refusal)
            return refusal;
        if (mail.recipients.Count >= MaxRecipients)
            return "452 4.5.3 Too many recipients";
        if (talk.Post.Find(WithoutDetail(to)) is not { } account)
            return "550 5.1.1 Nobody of that name here";
        mail.recipients.Add(account);
        return "250 2.1.5 Go on";
    }

    public static async Task<string> TakeAsync(SmtpTalk talk)
    {
        if (talk.Mail is not { recipients.Count: > 0 } mail)
            return talk.Mail is null ? "503 5.5.1 MAIL comes first" : "554 5.5.1 No valid recipients";
        talk.Wire.SayLine("354 Send it");
        await talk.Wire.SendAsync();
        var bytes = new MemoryStream();
        while (await talk.Wire.ReadLineAsync() is var line && line != ".")
        {
            // A line that begins with a dot was given another one on the way (RFC 5321, section 4.5.2).
            var text = line?.StartsWith('.') == true ? line[1..] : line ?? throw Wire.LineWire.Cut();
            if (bytes.Length <= talk.Post.Options.MaxSize)
                bytes.Write(Encoding.Latin1.GetBytes(text + "\r\n"));
        }
        talk.Mail = null;
        await talk.AnswerAsync(Misbehaviour.EndOfData, () => Task.FromResult(mail.Deliver(talk, bytes.ToArray())));
        return "";
    }

    private string Deliver(SmtpTalk talk, byte[] message)
    {
        if (message.Length > talk.Post.Options.MaxSize)
            return "552 5.3.4 Too large";
        var now = talk.Post.Clock.GetUtcNow();
        foreach (var account in recipients.Distinct())
            account.Folder("INBOX").Add([.. Trace(talk, account, now), .. message], [], now);
        return "250 2.0.0 Delivered";
    }

    /// <summary>What a server writes above the mail that it delivers (RFC 5321, section 4.4).</summary>
    private byte[] Trace(SmtpTalk talk, LoopbackAccount account, DateTimeOffset now)
    {
        var with = "ESMTP" + (talk.Wire.IsEncrypted ? "S" : "") + (talk.Account is null ? "" : "A");
        var date = now.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);
        return Encoding.Latin1.GetBytes(
            $"Return-Path: <{from}>\r\nReceived: from {talk.Greeted} ([127.0.0.1])\r\n\tby mail.example.test with {with}\r\n"
            + $"\tfor <{account.Address}>; {date} +0000\r\n");
    }

    private static string? Refuse(SmtpTalk talk, string option)
    {
        var (name, value) = option.Split('=', 2) is [var first, var second] ? (first, second) : (option, "");
        return name.ToUpperInvariant() switch
        {
            "SIZE" => long.TryParse(value, out var size) && size <= talk.Post.Options.MaxSize ? null : "552 5.3.4 Too large",
            "BODY" => value.ToUpperInvariant() is "7BIT" or "8BITMIME" ? null : "501 5.5.4 Unknown body",
            "AUTH" => null,
            _ => "555 5.5.4 Unknown option",
        };
    }

    /// <summary>The address between the angle brackets, and the options after them.</summary>
    private static string? Path(string rest, string begin, out string[] options)
    {
        options = [];
        var end = rest.IndexOf('>', StringComparison.Ordinal);
        var after = rest.StartsWith(begin, StringComparison.OrdinalIgnoreCase) ? rest[begin.Length..].TrimStart() : "";
        if (end < 0 || !after.StartsWith('<'))
            return null;
        options = rest[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return after[1..after.IndexOf('>', StringComparison.Ordinal)];
    }

    private static string WithoutDetail(string address)
    {
        var (plus, at) = (address.IndexOf('+', StringComparison.Ordinal), address.LastIndexOf('@'));
        return plus > 0 && plus < at ? address[..plus] + address[at..] : address;
    }
}
