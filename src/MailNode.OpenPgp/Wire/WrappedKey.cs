using MailNode.OpenPgp.Keys;

namespace MailNode.OpenPgp.Wire;

/// <summary>
/// A session key wrapped for one key (PKESK; RFC 9580, section 5.1). Version 3 names that key by its key id and goes with a
/// body of version 1, version 6 by its fingerprint and with one of version 2. One without a name is for anybody.
/// </summary>
internal sealed record WrappedKey(SealVersion GoesWith, ulong KeyId, Fingerprint? Reader, byte Algorithm, ReadOnlyMemory<byte> Value)
{
    private const byte Version3 = 3;
    private const byte Version6 = 6;

    public bool IsAnonymous => KeyId == 0 && Reader is null;

    public bool Names(PublicKeyPacket key) => Reader is { } reader ? reader == key.Fingerprint : KeyId == key.Fingerprint.KeyId;

    /// <summary>Null for other versions and for damage: either may stand beside one that we can read.</summary>
    public static WrappedKey? Read(ReadOnlyMemory<byte> body)
    {
        var cursor = new ByteCursor(body.Span);
        if (!cursor.TryByte(out var version))
            return null;
        return version switch
        {
            Version3 => ReadVersion3(body, cursor),
            Version6 => ReadVersion6(body, cursor),
            _ => null,
        };
    }

    /// <summary>Writes what stands before the algorithm's own part.</summary>
    public static void WriteHead(WireWriter body, SealVersion goesWith, PublicKeyPacket recipient, bool anonymous)
    {
        if (goesWith == SealVersion.One)
            body.Byte(Version3).UInt64(anonymous ? 0 : recipient.Fingerprint.KeyId);
        else if (anonymous)
            body.Byte(Version6).Byte(0);
        else
            body.Byte(Version6).Short([(byte)recipient.Fingerprint.Version, .. recipient.Fingerprint.ToBytes()]);
        body.Byte(recipient.Algorithm);
    }

    private static WrappedKey? ReadVersion3(ReadOnlyMemory<byte> body, ByteCursor cursor) =>
        cursor.TryUInt64(out var keyId) && cursor.TryByte(out var algorithm)
            ? new WrappedKey(SealVersion.One, keyId, null, algorithm, body[^cursor.Rest.Length..])
            : null;

    private static WrappedKey? ReadVersion6(ReadOnlyMemory<byte> body, ByteCursor cursor)
    {
        if (!cursor.TryShort(out var name) || !TryName(name, out var reader) || !cursor.TryByte(out var algorithm))
            return null;
        return new WrappedKey(SealVersion.Two, 0, reader, algorithm, body[^cursor.Rest.Length..]);
    }

    private static bool TryName(ReadOnlySpan<byte> name, out Fingerprint? reader)
    {
        reader = null;
        if (name.IsEmpty)
            return true;
        if (name.Length is not (1 + Fingerprint.Version4Length or 1 + Fingerprint.Version6Length))
            return false;
        reader = new Fingerprint(name[1..]);
        return reader.Value.Version == name[0];
    }
}
