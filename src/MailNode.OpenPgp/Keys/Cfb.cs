using System.Security.Cryptography;

namespace MailNode.OpenPgp.Keys;

/// <summary>AES in CFB with full feedback, for any length: the platform's own takes whole blocks, the rest is done here.</summary>
internal static class Cfb
{
    public const int BlockLength = 16;
    private const int FeedbackBits = 8 * BlockLength;

    /// <summary>Encrypts in place.</summary>
    public static void Encrypt(byte[] key, ReadOnlySpan<byte> iv, Span<byte> content)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        var whole = content.Length - content.Length % BlockLength;
        if (whole > 0)
            aes.EncryptCfb(content[..whole], iv, content[..whole], PaddingMode.None, FeedbackBits);
        Rest(aes, whole == 0 ? iv : content[(whole - BlockLength)..whole], content[whole..], content[whole..]);
    }

    /// <summary>Decrypts into <paramref name="plain"/>, which does not overlap.</summary>
    public static void Decrypt(byte[] key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> content, Span<byte> plain)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        var whole = content.Length - content.Length % BlockLength;
        if (whole > 0)
            aes.DecryptCfb(content[..whole], iv, plain[..whole], PaddingMode.None, FeedbackBits);
        Rest(aes, whole == 0 ? iv : content[(whole - BlockLength)..whole], content[whole..], plain[whole..]);
    }

    private static void Rest(Aes aes, ReadOnlySpan<byte> previous, ReadOnlySpan<byte> content, Span<byte> result)
    {
        if (content.IsEmpty)
            return;
        Span<byte> mask = stackalloc byte[BlockLength];
        aes.EncryptEcb(previous, mask, PaddingMode.None);
        for (var i = 0; i < content.Length; i++)
            result[i] = (byte)(content[i] ^ mask[i]);
    }
}
