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

    /// <summary>What is not worth more than one call.</summary>
    private const int SmallLength = 8 << 10;

    /// <summary>Encrypts in place.</summary>
    public static void Encrypt(byte[] key, ReadOnlySpan<byte> iv, Span<byte> content)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        if (content.Length <= SmallLength)
        {
            EncryptSmall(aes, iv, content);
            return;
        }
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
        if (content.Length <= SmallLength)
        {
            DecryptSmall(aes, iv, content, plain);
            return;
        }
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

    /// <summary>By one call too: zeros behind the end change nothing of what is before it.</summary>
    private static void EncryptSmall(Aes aes, ReadOnlySpan<byte> iv, Span<byte> content)
    {
        Span<byte> padded = stackalloc byte[SmallLength + BlockLength];
        aes.EncryptCfb(content, iv, padded, PaddingMode.Zeros, FeedbackBits);
        padded[..content.Length].CopyTo(content);
    }

    /// <summary>All masks by one call, since for a letter it is the calls that cost.</summary>
    private static void DecryptSmall(Aes aes, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> content, Span<byte> plain)
    {
        var whole = content.Length - content.Length % BlockLength;
        var masks = new byte[whole + BlockLength];
        iv.CopyTo(masks);
        content[..whole].CopyTo(masks.AsSpan(BlockLength));
        aes.EncryptEcb(masks, masks, PaddingMode.None);
        Mask(masks.AsSpan(0, whole), content[..whole]);
        for (var i = whole; i < content.Length; i++)
            masks[i] ^= content[i];
        masks.AsSpan(0, content.Length).CopyTo(plain);
        CryptographicOperations.ZeroMemory(masks);
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
