using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace MailNode.OpenPgp.Keys;

/// <summary>AES in CFB with full feedback, for any length: the platform's own takes whole blocks, the rest is done here.</summary>
internal static class Cfb
{
    public const int BlockLength = 16;
    private const int FeedbackBits = 8 * BlockLength;

    /// <summary>What fits into a core's own cache.</summary>
    private const int PieceLength = 128 << 10;

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

    /// <summary>
    /// Decrypts into <paramref name="plain"/>, which does not overlap. Decryption, unlike encryption, needs no block before
    /// the next: all masks are made at once, several times as fast as the platform's own CFB.
    /// </summary>
    public static void Decrypt(byte[] key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> content, Span<byte> plain)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        var whole = content.Length - content.Length % BlockLength;
        var previous = iv;
        for (var at = 0; at < whole; at += PieceLength)
        {
            var end = Math.Min(whole, at + PieceLength);
            aes.EncryptEcb(previous, plain[at..], PaddingMode.None);
            if (end - at > BlockLength)
                aes.EncryptEcb(content[at..(end - BlockLength)], plain[(at + BlockLength)..end], PaddingMode.None);
            Mask(plain[at..end], content[at..end]);
            previous = content[(end - BlockLength)..end];
        }
        Rest(aes, previous, content[whole..], plain[whole..]);
    }

    private static void Mask(Span<byte> masks, ReadOnlySpan<byte> content)
    {
        var words = MemoryMarshal.Cast<byte, Vector128<byte>>(masks);
        var others = MemoryMarshal.Cast<byte, Vector128<byte>>(content);
        for (var i = 0; i < words.Length; i++)
            words[i] ^= others[i];
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
