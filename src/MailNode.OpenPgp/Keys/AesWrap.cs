using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MailNode.OpenPgp.Keys;

/// <summary>AES key wrap (RFC 3394).</summary>
internal static class AesWrap
{
    private const ulong Check = 0xA6A6A6A6A6A6A6A6;
    private const int Block = 8;
    private const int Rounds = 6;

    /// <summary>Wraps a multiple of 8 bytes.</summary>
    public static byte[] Wrap(byte[] wrappingKey, ReadOnlySpan<byte> plain)
    {
        var wrapped = new byte[plain.Length + Block];
        plain.CopyTo(wrapped.AsSpan(Block));
        using var encryptor = Blocks(wrappingKey, encrypts: true);
        var pair = new byte[2 * Block];
        var count = plain.Length / Block;
        var register = Check;
        for (var step = 1; step <= Rounds * count; step++)
        {
            var block = wrapped.AsSpan(Block * ((step - 1) % count + 1), Block);
            register = Turn(encryptor, pair, register, block) ^ (ulong)step;
        }
        BinaryPrimitives.WriteUInt64BigEndian(wrapped, register);
        return wrapped;
    }

    public static bool TryUnwrap(byte[] wrappingKey, ReadOnlySpan<byte> wrapped, out byte[] plain)
    {
        plain = [];
        if (wrapped.Length < 3 * Block || wrapped.Length % Block != 0)
            return false;
        plain = wrapped[Block..].ToArray();
        using var decryptor = Blocks(wrappingKey, encrypts: false);
        var pair = new byte[2 * Block];
        var count = plain.Length / Block;
        var register = BinaryPrimitives.ReadUInt64BigEndian(wrapped);
        for (var step = Rounds * count; step > 0; step--)
            register = Turn(decryptor, pair, register ^ (ulong)step, plain.AsSpan(Block * ((step - 1) % count), Block));
        CryptographicOperations.ZeroMemory(pair);
        return (register ^ Check) == 0;
    }

    private static ulong Turn(ICryptoTransform cipher, byte[] pair, ulong register, Span<byte> block)
    {
        BinaryPrimitives.WriteUInt64BigEndian(pair, register);
        block.CopyTo(pair.AsSpan(Block));
        cipher.TransformBlock(pair, 0, pair.Length, pair, 0);
        pair.AsSpan(Block).CopyTo(block);
        return BinaryPrimitives.ReadUInt64BigEndian(pair);
    }

    private static ICryptoTransform Blocks(byte[] key, bool encrypts)
    {
        if (Curve25519.UsesLibcrypto)
            return new LibcryptoAes(key, encrypts);
        using var aes = Aes.Create();
        aes.Padding = PaddingMode.None;
#pragma warning disable CA5358 // the wrap is built from single blocks
        aes.Mode = CipherMode.ECB;
#pragma warning restore CA5358
        return encrypts ? aes.CreateEncryptor(key, null) : aes.CreateDecryptor(key, null);
    }
}
