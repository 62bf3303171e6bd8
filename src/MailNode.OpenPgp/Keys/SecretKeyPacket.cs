using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>A secret key packet (RFC 9580, section 5.5.3) that is open: its numbers are in memory until it is disposed.</summary>
internal sealed class SecretKeyPacket : IDisposable
{
    private const byte Open = 0;

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
    public static UnlockFault TryRead(
        PacketTag tag, PublicKeyPacket key, ReadOnlySpan<byte> afterPublic, string? passphrase, out SecretKeyPacket? packet)
    {
        packet = null;
        var cursor = new ByteCursor(afterPublic);
        if (!cursor.TryByte(out var usage))
            return UnlockFault.Broken;
        var fault = usage == Open
            ? ReadOpen(key.Version, cursor.Rest, out var numbers)
            : ReadLocked(tag, key, usage, ref cursor, passphrase, out numbers);
        if (numbers is not null)
            packet = new SecretKeyPacket(key, numbers);
        return fault;
    }

    /// <summary>The packet's body without protection.</summary>
    public void WriteOpen(WireWriter body)
    {
        body.Bytes(Public.Body.Span).Byte(Open).Bytes(numbers);
        if (Public.Version == 4)
            body.UInt16(SessionKey.Sum(numbers));
    }

    /// <summary>The packet's body under a passphrase.</summary>
    public void WriteLocked(WireWriter body, string passphrase, bool isRandom) =>
        SecretKeyLock.Write(body.Bytes(Public.Body.Span), Public.Version, numbers, passphrase, isRandom);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(numbers);
        Secret?.Dispose();
    }

    /// <summary>Version 4 ends in a sum; it is not a secret's protection, only a guard against slips.</summary>
    private static UnlockFault ReadOpen(int version, ReadOnlySpan<byte> rest, out byte[]? numbers)
    {
        numbers = null;
        var end = version == 6 ? rest.Length : rest.Length - 2;
        if (end < 0 || (version == 4 && SessionKey.Sum(rest[..end]) != (rest[^2] << 8 | rest[^1])))
            return UnlockFault.Broken;
        numbers = rest[..end].ToArray();
        return UnlockFault.None;
    }

    private static UnlockFault ReadLocked(
        PacketTag tag, PublicKeyPacket key, byte usage, ref ByteCursor cursor, string? passphrase, out byte[]? numbers)
    {
        numbers = null;
        var fault = SecretKeyLock.TryRead(key.Version, usage, ref cursor, out var secretLock);
        if (fault != UnlockFault.None)
            return fault;
        if (passphrase is null)
            return UnlockFault.Locked;
        return secretLock!.TryOpen(passphrase, tag, key, cursor.Rest, out numbers) ? UnlockFault.None : UnlockFault.WrongPassphrase;
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
    OldLock,
    WeakStretching,
    NeedsArgon2,
    Unsupported,
}
