using System.Security.Cryptography;
using System.Text;
using MailNode.Core.Letters;
using MailNode.Mime;

namespace MailNode.Core.Replies;

/// <summary>Decides whether a mail is the owner's reply to something that the node showed, and what it says.</summary>
public static class ReplyMail
{
    /// <summary>The headers that tell whether a mail may be a reply: what is fetched before the whole mail is.</summary>
    public static IReadOnlyList<string> TellingHeaders { get; } = ["In-Reply-To", "References", "Subject"];

    /// <summary>The token of ours that a mail's headers carry, in the order in which mail clients keep them best; null without one.</summary>
    public static ReplyToken? Token(HeaderList headers, ReplyKeys keys, EmailAddress owner, DateTimeOffset now) =>
        TellingHeaders.Select(name => LastToken(headers.Text(name) ?? "", keys, owner, now)).FirstOrDefault(token => token is not null);

    /// <summary>
    /// A reply speaks for the owner only if it is from the owner's address alone, to the node alone, and written by a person.
    /// That it lies in the owner's Sent folder is for the caller to know.
    /// </summary>
    /// <param name="content">What was inside, where the mail is sealed by the owner to the owner; else null.</param>
    public static ReplyReading Read(MimeEntity mail, ReplyKeys keys, EmailAddress owner, DateTimeOffset now, MimeEntity? content = null)
    {
        // What stands outside a sealed reply anybody on the way may have written, unless its sender protected nothing else.
        var headers = content is not null && ProtectedHeaders.Of(content) is { Protection: not HeaderProtection.Draft } ? content.Headers : mail.Headers;
        if (Token(headers, keys, owner, now) is not { } token) return new ReplyReading.NoReply();
        if (headers.Addresses("From") is not [var from] || from.Email != owner) return new ReplyReading.Ignored("it is not from the owner");
        if (!IsToNodeAlone(headers, owner)) return new ReplyReading.Ignored("it is not addressed to the node alone");
        if (Automation.IsAutomatic([.. mail.Headers.Select(one => (one.Name, one.Text))])) return new ReplyReading.Ignored("it was made by a machine");
        var origin = Origin(mail, keys);
        if (token.Purpose == TokenPurpose.Like) return new ReplyReading.Like(token.Packet, origin);
        if (token.Purpose != TokenPurpose.Reply) return new ReplyReading.Ignored("its token is for something else");
        // Its text would be armor.
        if (content is null && LetterShape.Of(mail) is LetterShape.Sealed) return new ReplyReading.Ignored("it is sealed, and not by the owner to the owner");
        var letter = content ?? mail;
        var shown = ReadingText.Of(letter);
        if (NewText.IsForward(letter.Headers.Text("Subject") ?? "", shown.Plain ?? "")) return new ReplyReading.Ignored("it was forwarded");
        var text = WrittenText(shown);
        if (text.Length > Packets.PacketLimits.Text) return new ReplyReading.Ignored("it is too long for a comment");
        return text.Length == 0 ? new ReplyReading.Ignored("it has no text of its own") : new ReplyReading.Comment(token.Packet, text, origin);
    }

    /// <summary>The keyed hash by which two copies of one mail are known, whatever folder they lie in.</summary>
    public static string Origin(MimeEntity mail, ReplyKeys keys)
    {
        var id = mail.Headers.MessageIds("Message-ID").Take(1).FirstOrDefault();
        var named = id is null ? [.. Encoding.UTF8.GetBytes(mail.Headers.Text("Date") ?? ""), .. mail.RawBody.Span] : Encoding.UTF8.GetBytes(id);
        return Packets.Base32.Encode(HMACSHA256.HashData(keys.Origins, named).AsSpan(0, 20));
    }

    private static ReplyToken? LastToken(string text, ReplyKeys keys, EmailAddress owner, DateTimeOffset now)
    {
        // The last reference is the mail that was answered; the ones before it are further up the thread.
        var last = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Reverse().Take(100);
        return last.Select(word => ReplyToken.Find(word, keys.Tokens, owner, now)).FirstOrDefault(token => token is not null);
    }

    private static bool IsToNodeAlone(HeaderList headers, EmailAddress owner) =>
        headers.Addresses("To") is [var to] && to.Email == owner
        && headers.Addresses("Cc").Count == 0 && headers.Addresses("Bcc").Count == 0;

    /// <summary>Whether a mail answers another one, by its headers or by what it quotes; who wrote it is not asked.</summary>
    public static bool IsAnswer(MimeEntity mail) => IsAnswer(mail, ReadingText.Of(mail));

    internal static bool IsAnswer(MimeEntity mail, ReadingText shown)
    {
        var text = shown.Plain ?? "";
        var subject = mail.Headers.Text("Subject") ?? "";
        if (NewText.IsForward(subject, text)) return false;
        return mail.Headers.MessageIds("In-Reply-To").Count > 0 || mail.Headers.MessageIds("References").Count > 0
            || NewText.IsAnswer(subject, text);
    }

    /// <summary>What was typed in a mail: in its plain text if it has one.</summary>
    internal static string WrittenText(ReadingText shown) =>
        (shown.Plain is { } plain ? NewText.FromPlain(plain) : NewText.FromHtml(shown.Html ?? "")).Trim();
}

/// <summary>The keys for tokens and origins, derived from the identity, so that a restored node knows its own again.</summary>
public sealed record ReplyKeys(byte[] Tokens, byte[] Origins)
{
    public static ReplyKeys Of(OpenPgp.SecretKey identity) =>
        new(identity.Derive("mailnode reply token", 32), identity.Derive("mailnode origin", 32));
}

/// <summary>What a mail with a token turned out to be.</summary>
public abstract record ReplyReading
{
    private ReplyReading() { }

    public sealed record NoReply : ReplyReading;

    /// <summary>It has a valid token, yet must not speak for the owner.</summary>
    public sealed record Ignored(string Reason) : ReplyReading;

    /// <param name="Packet">The beginning of the id of the packet that it answers.</param>
    public sealed record Comment(string Packet, string Text, string Origin) : ReplyReading;

    public sealed record Like(string Packet, string Origin) : ReplyReading;
}
