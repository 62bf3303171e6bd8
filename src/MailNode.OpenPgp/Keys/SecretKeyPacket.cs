using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>A secret key packet (RFC 9580, section 5.5.3) that is open: its numbers are in memory until it is disposed.</summary>
internal sealed class SecretKeyPacket : IDisposable
{
    private const byte Open = 0;
    private const byte LockedWithSha1 = 254;
    private const byte LockedWithSum = 255;
    private const int Sha1Length = 20;
    private const byte GnuPgExtension = 101;

    private readonly byte[] numbers;

    public SecretKeyPacket(PublicKeyPacket key, byte[] numbers)
    {
        Public = key;
        this.numbers = numbers;
        Secret = SecretMaterialReader.Read(key.Material, numbers);
    }

    public PublicKeyPacket Public { get; }

    /// <summary>What can be done with it; null for kinds that we do not use.</summary>
    public SecretMaterial? Secret { get; }

    /// <summary>The secret numbers as they are on the wire: input for derived keys.</summary>
    public ReadOnlySpan<byte> Numbers => numbers;

    /// <summary>Reads one, locked or not. A stub without numbers (on a card, or left out) gives <see cref="UnlockFault.NoSecret"/>.</summary>
    public static UnlockFault TryRead(PublicKeyPacket key, ReadOnlySpan<byte> afterPublic, string? passphrase, out SecretKeyPacket? packet)
    {
        packet = null;
        var cursor = new ByteCursor(afterPublic);
        if (!cursor.TryByte(out var usage))
            return UnlockFault.Broken;
        byte[]? numbers = null;
        var fault = usage switch
        {
            Open => ReadOpen(cursor.Rest, out numbers),
            LockedWithSha1 => ReadLocked(ref cursor, passphrase, out numbers),
            LockedWithSum when IsStub(cursor.Rest) => UnlockFault.NoSecret,
            _ => UnlockFault.Unsupported,
        };
        if (numbers is not null)
            packet = new SecretKeyPacket(key, numbers);
        return fault;
    }

    /// <summary>The packet's body without protection.</summary>
    public void WriteOpen(WireWriter body) =>
        body.Bytes(Public.Body.Span).Byte(Open).Bytes(numbers).UInt16(Sum(numbers));

    /// <summary>The packet's body under a passphrase: AES-256, checked by a SHA-1 inside the encryption.</summary>
    public void WriteLocked(WireWriter body, string passphrase, bool isRandom)
    {
        var stretching = Stretching.New(isRandom);
        var iv = RandomNumberGenerator.GetBytes(Cfb.BlockLength);
        byte[] content = [.. numbers, .. Check(numbers)];
        var key = stretching.Derive(passphrase, 32);
        Cfb.Encrypt(key, iv, content);
        CryptographicOperations.ZeroMemory(key);
        body.Bytes(Public.Body.Span).Byte(LockedWithSha1).Byte(Ciphers.Aes256);
        stretching.Write(body);
        body.Bytes(iv).Bytes(content);
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(numbers);
        Secret?.Dispose();
    }

    private static UnlockFault ReadOpen(ReadOnlySpan<byte> rest, out byte[]? numbers)
    {
        numbers = null;
        if (rest.Length < 2 || Sum(rest[..^2]) != (rest[^2] << 8 | rest[^1]))
            return UnlockFault.Broken;
        numbers = rest[..^2].ToArray();
        return UnlockFault.None;
    }

    private static UnlockFault ReadLocked(ref ByteCursor cursor, string? passphrase, out byte[]? numbers)
    {
        numbers = null;
        if (IsStub(cursor.Rest))
            return UnlockFault.NoSecret;
        if (!cursor.TryByte(out var cipher))
            return UnlockFault.Broken;
        if (!Policy.AcceptsCipher(cipher, out var keyLength) || !Stretching.TryRead(ref cursor, out var stretching))
            return UnlockFault.Unsupported;
        if (!cursor.TryTake(Cfb.BlockLength, out var iv) || cursor.Rest.Length < Sha1Length)
            return UnlockFault.Broken;
        if (passphrase is null)
            return UnlockFault.Locked;
        var key = stretching!.Derive(passphrase, keyLength);
        var plain = new byte[cursor.Rest.Length];
        Cfb.Decrypt(key, iv, cursor.Rest, plain);
        CryptographicOperations.ZeroMemory(key);
        if (CryptographicOperations.FixedTimeEquals(Check(plain.AsSpan(..^Sha1Length)), plain.AsSpan(^Sha1Length..)))
            numbers = plain[..^Sha1Length];
        CryptographicOperations.ZeroMemory(plain);
        return numbers is null ? UnlockFault.WrongPassphrase : UnlockFault.None;
    }

    /// <summary>Quirk: what GnuPG writes for a key whose secret is elsewhere, a cipher and then a kind of stretching of its own.</summary>
    private static bool IsStub(ReadOnlySpan<byte> afterUsage) => afterUsage.Length > 1 && afterUsage[1] == GnuPgExtension;

#pragma warning disable CA5350 // the format's check inside the encryption
    private static byte[] Check(ReadOnlySpan<byte> content) => SHA1.HashData(content);
#pragma warning restore CA5350

    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var b in bytes)
            sum += b;
        return sum & 0xFFFF;
    }
}

/// <summary>Why a secret key packet does not open.</summary>
internal enum UnlockFault
{
    None,
    Broken,
    Locked,
    WrongPassphrase,
    NoSecret,
    Unsupported,
}
