using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>
/// How secret numbers are locked under a passphrase (RFC 9580, section 5.5.3): with AES and authentication, or with AES in CFB
/// and a SHA-1 inside. Locks whose check is a 16-bit sum, or that have none, are refused: whoever changes the file makes
/// them give the key away.
/// </summary>
internal sealed class SecretKeyLock
{
    private const byte Authenticated = 253;
    private const byte WithSha1 = 254;
    private const byte WithSum = 255;
    private const byte GnuPgExtension = 101;
    private const int Sha1Length = 20;

    private readonly byte cipher;
    private readonly int keyLength;

    /// <summary>Zero for CFB.</summary>
    private readonly byte mode;
    private readonly Stretching stretching;
    private readonly byte[] iv;

    private SecretKeyLock(byte cipher, int keyLength, byte mode, Stretching stretching, byte[] iv)
    {
        this.cipher = cipher;
        this.keyLength = keyLength;
        this.mode = mode;
        this.stretching = stretching;
        this.iv = iv;
    }

    /// <summary>What stands between the usage octet and the encrypted numbers; version 6 counts it first.</summary>
    public static UnlockFault TryRead(int version, byte usage, ref ByteCursor cursor, out SecretKeyLock? secretLock)
    {
        secretLock = null;
        if (version == 4)
            return usage is WithSha1 or WithSum && IsStub(cursor.Rest) ? UnlockFault.NoSecret : TryReadFields(version, usage, ref cursor, out secretLock);
        if (!cursor.TryShort(out var fields))
            return UnlockFault.Broken;
        var inside = new ByteCursor(fields);
        var fault = TryReadFields(version, usage, ref inside, out secretLock);
        return fault == UnlockFault.None && !inside.AtEnd ? UnlockFault.Broken : fault;
    }

    /// <summary>False if the passphrase is wrong, or the key was changed: nothing tells which.</summary>
    public bool TryOpen(string passphrase, PacketTag tag, PublicKeyPacket key, ReadOnlySpan<byte> encrypted, out byte[]? numbers)
    {
        numbers = null;
        var checkLength = mode == 0 ? Sha1Length : Aead.TagLength;
        if (encrypted.Length < checkLength)
            return false;
        var stretched = stretching.Derive(passphrase, keyLength);
        var isOpen = mode == 0
            ? TryOpenCfb(stretched, encrypted, out numbers)
            : TryOpenAead(stretched, tag, key, encrypted, out numbers);
        CryptographicOperations.ZeroMemory(stretched);
        return isOpen;
    }

    /// <summary>As GnuPG does: AES-256 in CFB, checked by a SHA-1 inside the encryption.</summary>
    public static void Write(WireWriter body, int version, ReadOnlySpan<byte> numbers, string passphrase, bool isRandom)
    {
        var stretching = Stretching.New(isRandom);
        using var specifier = new WireWriter(16);
        stretching.Write(specifier);
        var iv = RandomNumberGenerator.GetBytes(Cfb.BlockLength);
        byte[] content = [.. numbers, .. Check(numbers)];
        var key = stretching.Derive(passphrase, 32);
        Cfb.Encrypt(key, iv, content);
        CryptographicOperations.ZeroMemory(key);
        body.Byte(WithSha1);
        if (version == 6)
            body.Byte(1 + 1 + specifier.Length + iv.Length).Byte(Ciphers.Aes256).Short(specifier.Written);
        else
            body.Byte(Ciphers.Aes256).Bytes(specifier.Written);
        body.Bytes(iv).Bytes(content);
    }

    private static UnlockFault TryReadFields(int version, byte usage, ref ByteCursor cursor, out SecretKeyLock? secretLock)
    {
        secretLock = null;
        if (usage is not (Authenticated or WithSha1))
            return UnlockFault.OldLock;
        byte mode = 0;
        if (!cursor.TryByte(out var cipher) || (usage == Authenticated && !cursor.TryByte(out mode)))
            return UnlockFault.Broken;
        var ivLength = Cfb.BlockLength;
        if (!Policy.AcceptsCipher(cipher, out var keyLength))
            return UnlockFault.OldLock;
        if (usage == Authenticated && !Policy.AcceptsAead(mode, out ivLength))
            return UnlockFault.Unsupported;
        var fault = TryReadStretching(version, ref cursor, out var stretching);
        if (fault != UnlockFault.None)
            return fault;
        if (usage == WithSha1 && stretching is Argon2Stretching)
            return UnlockFault.Unsupported;                // Argon2 goes with authentication only (RFC 9580, section 3.7.2.1)
        if (!cursor.TryTake(ivLength, out var iv))
            return UnlockFault.Broken;
        secretLock = new SecretKeyLock(cipher, keyLength, mode, stretching!, iv.ToArray());
        return UnlockFault.None;
    }

    /// <summary>Version 6 has its length before it.</summary>
    private static UnlockFault TryReadStretching(int version, ref ByteCursor cursor, out Stretching? stretching)
    {
        stretching = null;
        if (version == 4)
            return Stretching.Read(ref cursor, out stretching);
        if (!cursor.TryShort(out var specifier))
            return UnlockFault.Broken;
        var inside = new ByteCursor(specifier);
        var fault = Stretching.Read(ref inside, out stretching);
        return fault == UnlockFault.None && !inside.AtEnd ? UnlockFault.Broken : fault;
    }

    private bool TryOpenCfb(byte[] key, ReadOnlySpan<byte> encrypted, out byte[]? numbers)
    {
        var plain = new byte[encrypted.Length];
        Cfb.Decrypt(key, iv, encrypted, plain);
        var isWhole = CryptographicOperations.FixedTimeEquals(Check(plain.AsSpan(..^Sha1Length)), plain.AsSpan(^Sha1Length..));
        numbers = isWhole ? plain[..^Sha1Length] : null;
        CryptographicOperations.ZeroMemory(plain);
        return isWhole;
    }

    /// <summary>The key is bound to what it is for, and the numbers to their public half.</summary>
    private bool TryOpenAead(byte[] stretched, PacketTag tag, PublicKeyPacket key, ReadOnlySpan<byte> encrypted, out byte[]? numbers)
    {
        var tagOctet = (byte)(0xC0 | (byte)tag);
        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, stretched, keyLength, info: [tagOctet, (byte)key.Version, cipher, mode]);
        var plain = new byte[encrypted.Length - Aead.TagLength];
        var isWhole = Aead.TryOpen(mode, derived, iv, [tagOctet, .. key.Body.Span], encrypted, plain);
        CryptographicOperations.ZeroMemory(derived);
        numbers = isWhole ? plain : null;
        return isWhole;
    }

    /// <summary>Quirk: what GnuPG writes for a key whose secret is elsewhere, a cipher and then a kind of stretching of its own.</summary>
    private static bool IsStub(ReadOnlySpan<byte> afterUsage) => afterUsage.Length > 1 && afterUsage[1] == GnuPgExtension;

#pragma warning disable CA5350 // the format's check inside the encryption
    private static byte[] Check(ReadOnlySpan<byte> content) => SHA1.HashData(content);
#pragma warning restore CA5350
}
