using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Core.Envelopes;

/// <summary>The Autocrypt Setup Message (Autocrypt Level 1, section 4.4): the identity in the mailbox, behind a recovery code.</summary>
public static class SetupMessage
{
    public const string Header = "Autocrypt-Setup-Message";
    private const string MediaType = "application/autocrypt-setup";
    private const int Digits = 36;
    private const int MaxCode = 200;

    /// <summary>A new recovery code: nine groups of four digits, 119 bits.</summary>
    public static string NewCode() =>
        string.Join('-', Enumerable.Range(0, 9).Select(_ => RandomNumberGenerator.GetString("0123456789", 4)));

    public static byte[] Write(SecretKey key, string code, Address address, string explanation, DateTimeOffset now)
    {
        var armored = Armor.Encode("PGP MESSAGE", Locked(key, code), ("Passphrase-Format", "numeric9x4"), ("Passphrase-Begin", code[..2]));
        return MimeBuilder.Multipart("mixed", [
                MimeBuilder.Text("text/plain", explanation),
                MimeBuilder.Binary(MediaType, Encoding.ASCII.GetBytes($"<html><body><pre>\n{armored}</pre></body></html>\n"), "autocrypt-setup-message.html")])
            .Header("From", address)
            .Header("To", address)
            .Header("Subject", "Autocrypt Setup Message")
            .Header(Header, "v1")
            .Date(now)
            .MessageId("Message-ID", $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}@{address.Email.Domain}")
            .WriteMessage();
    }

    /// <summary>The secret key in a setup message; false with a reason when it is none or the code is wrong.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> mail, string code, DateTimeOffset now, out SecretKey? key, out string reason)
    {
        key = null;
        reason = "this is not an Autocrypt Setup Message";
        var part = MimeEntity.Parse(mail).Leaves().FirstOrDefault(leaf => leaf.ContentType.Is(MediaType));
        if (part is null || !Armor.TryDecode(Block(part.Decode()), out _, out var bytes)) return false;
        reason = "the recovery code does not fit";
        if (!Seal.TryDecryptWithPassphrase(bytes, AsMade(code), out var content, out _)) return false;
        var found = SecretKey.TryUnlock(content.Span, null, now, out key, out reason);
        Wipe(content);
        return found;
    }

    private static byte[] Locked(SecretKey key, string code)
    {
        byte[] bytes = key.ToBytes(), content = [];
        try
        {
            content = Armor.EncodeBytes("PGP PRIVATE KEY BLOCK", bytes, ("Autocrypt-Prefer-Encrypt", "mutual"));
            return Seal.EncryptWithPassphrase(content, code);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>The code with its dashes, however it was typed; what other programs may have made is taken as it is.</summary>
    private static string AsMade(string code)
    {
        var digits = string.Concat(code.Where(char.IsAsciiDigit));
        var isOther = digits.Length != Digits || code.Any(char.IsLetter);
        return isOther ? code[..Math.Min(code.Length, MaxCode)].Trim() : string.Join('-', digits.Chunk(4).Select(group => new string(group)));
    }

    private static void Wipe(ReadOnlyMemory<byte> content)
    {
        if (MemoryMarshal.TryGetArray(content, out var segment)) CryptographicOperations.ZeroMemory(segment);
    }

    /// <summary>The armored block within the HTML around it.</summary>
    private static ReadOnlySpan<byte> Block(ReadOnlyMemory<byte> html)
    {
        var start = html.Span.IndexOf("-----BEGIN PGP MESSAGE-----"u8);
        return start < 0 ? default : html.Span[start..];
    }
}
