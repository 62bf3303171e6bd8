using System.Text;
using MailNode.Core.Letters;
using MailNode.Mime;
using MailNode.OpenPgp;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Core.Letters;

/// <summary>Mail to Ben, who knows Ana's key and Eve's, in all forms that honest and hostile senders give it.</summary>
internal static class Post
{
    public const string Secret = "HIDDEN-WORDS";

    public static readonly byte[] Payload = Bytes(
        "Content-Type: text/plain; charset=utf-8; hp=\"cipher\"\r\nFrom: Ana <ana@example.org>\r\nTo: ben@example.org\r\nSubject: Tea\r\n"
        + $"Message-ID: <one@example.org>\r\nHP-Outer: Subject: [...]\r\nHP-Outer: From: Ana <ana@example.org>\r\nHP-Outer: To: ben@example.org\r\n\r\n{Secret}\r\n");

    public static readonly OpenRequest BenReads = Keys.Reader(Keys.Ben, Keys.Ana.Certificate, Keys.Eve.Certificate);

    public static string BensKeyId => $"{Keys.Ben.Certificate.EncryptionKey(Keys.Now)!.Fingerprint.KeyId:X16}";

    public static LetterReading Read(string mail, OpenRequest? request = null) => Letter.Read(MimeEntity.Parse(Bytes(mail)), request ?? BenReads);

    public static LetterReading.Genuine Genuine(string mail) => Assert.IsType<LetterReading.Genuine>(Read(mail));

    public static OpenRefusal Refusal(string mail) => Assert.IsType<LetterReading.Refused>(Read(mail)).Reason;

    /// <summary>Not taken for a protected mail, and nothing of it was opened.</summary>
    public static void IsErrant(string mail)
    {
        var asked = false;
        var request = BenReads with { FindCertificate = _ => { asked = true; return null; } };
        Assert.True(Assert.IsType<LetterReading.Unprotected>(Read(mail, request)).HasErrantLayer);
        Assert.False(asked, "a body that protects nothing was opened");
    }

    public static string Armored(byte[]? content = null, SecretKey? signer = null) =>
        Armor.Encode("PGP MESSAGE", Seal.Encrypt(content ?? Payload, signer ?? Keys.Ana, [Keys.Ben.Certificate], Keys.Now)).ReplaceLineEndings("\r\n");

    /// <summary>Encrypted to Ben without a signature.</summary>
    public static string Unsigned(byte[] content) =>
        Armor.Encode("PGP MESSAGE", OpenPgp.Forge.Sealed(Keys.Ben.Certificate, OpenPgp.Forge.Literal(content))).ReplaceLineEndings("\r\n");

    public static string Signature(byte[] content, SecretKey? signer = null) =>
        Armor.Encode("PGP SIGNATURE", DetachedSignature.Sign(content, signer ?? Keys.Ana, Keys.Now)).ReplaceLineEndings("\r\n");

    /// <summary>A multipart/encrypted without the headers of a mail.</summary>
    public static string Encrypted(string armored) => Multipart("encrypted; protocol=\"application/pgp-encrypted\"", Version, $"Content-Type: application/octet-stream\r\n\r\n{armored}");

    public static string Version => "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n";

    public static string Signed(byte[] part, SecretKey? signer = null, string micalg = "pgp-sha256") =>
        Multipart($"signed; micalg={micalg}; protocol=\"application/pgp-signature\"", Text(part), SignaturePart(part, signer));

    public static string SignaturePart(byte[] part, SecretKey? signer = null) =>
        $"Content-Type: application/pgp-signature; name=\"signature.asc\"\r\n\r\n{Signature(part, signer)}";

    /// <summary>The boundary differs with the parts, so that one multipart may lie in another.</summary>
    public static string Multipart(string subtype, params string[] parts)
    {
        var boundary = $"b{string.Concat(parts).GetHashCode(StringComparison.Ordinal):x8}";
        return $"Content-Type: multipart/{subtype}; boundary={boundary}\r\n\r\n{string.Concat(parts.Select(part => $"--{boundary}\r\n{part}\r\n"))}--{boundary}--\r\n";
    }

    public static string TextPart(string text, string subtype = "plain") => $"Content-Type: text/{subtype}\r\n\r\n{text}";

    /// <summary>The headers of a mail before an entity.</summary>
    public static string Mail(string entity, string from = "Ana <ana@example.org>", string subject = "[...]") =>
        $"From: {from}\r\nTo: ben@example.org\r\nSubject: {subject}\r\nDate: Sat, 21 Nov 2026 08:00:00 +0000\r\nMIME-Version: 1.0\r\n{entity}";

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
