namespace MailNode.OpenPgp.Wire;

/// <summary>
/// A signature of version 4 or 6 (RFC 9580, section 5.2.3). Only what is hashed is believed; the unhashed area gives hints at the
/// issuer and holds the back-signature, which proves itself.
/// </summary>
internal sealed class SignaturePacket
{
    private const byte Version2Feature = 0x08;
    private const uint Never = 0;

    private uint? validFor;
    private uint? keyValidFor;
    private List<Fingerprint>? intended;

    private SignaturePacket(WirePacket packet) => Packet = packet;

    public WirePacket Packet { get; }

    /// <summary>4 or 6. A key makes signatures of its own version only.</summary>
    public int Version => Packet.Body.Span[0];

    public byte Type { get; private set; }
    public byte Algorithm { get; private set; }
    public byte HashAlgorithm { get; private set; }

    /// <summary>From the version to the end of the hashed subpackets: what is hashed after the signed bytes.</summary>
    public ReadOnlyMemory<byte> HashedPart { get; private set; }

    /// <summary>What version 6 hashes before everything else; empty in version 4.</summary>
    public ReadOnlyMemory<byte> Salt { get; private set; }

    /// <summary>The first two bytes of the digest.</summary>
    public ReadOnlyMemory<byte> DigestStart { get; private set; }

    /// <summary>The signature itself, in the form its algorithm wants.</summary>
    public ReadOnlyMemory<byte> Value { get; private set; }

    public DateTimeOffset? Created { get; private set; }
    public DateTimeOffset? ExpiresAt => After(Created, validFor);
    public KeyFlags? Flags { get; private set; }
    public bool IsPrimaryUserId { get; private set; }
    public bool ReadsVersion2 { get; private set; }
    public bool HasUnknownCritical { get; private set; }

    /// <summary>Is it for whoever made it alone, and not to be given on (RFC 9580, section 5.2.3.19)?</summary>
    public bool IsLocal { get; private set; }
    public byte? RevocationReason { get; private set; }
    public ReadOnlyMemory<byte>? BackSignature { get; private set; }
    public Fingerprint? Issuer { get; private set; }
    public ulong IssuerKeyId { get; private set; }

    /// <summary>Whom the signer meant it for; empty if that is not said (RFC 9580, section 5.2.3.36).</summary>
    public IReadOnlyList<Fingerprint> IntendedRecipients => intended ?? [];

    /// <summary>Does it say for how long the key is valid (maybe for ever)?</summary>
    public bool SaysKeyExpiry => keyValidFor is not null;

    /// <summary>When a key made at <paramref name="keyCreated"/> expires by this signature.</summary>
    public DateTimeOffset? KeyExpiresAt(DateTimeOffset keyCreated) => After(keyCreated, keyValidFor);

    /// <summary>Could the key with this fingerprint have made it, by what it says itself?</summary>
    public bool Names(Fingerprint key) => Issuer is { } issuer ? issuer == key : IssuerKeyId == key.KeyId;

    /// <summary>Reads one; <paramref name="refusal"/> tells a version we do not read from damage.</summary>
    public static bool TryParse(WirePacket packet, out SignaturePacket signature, out OpenRefusal refusal)
    {
        signature = new SignaturePacket(packet);
        refusal = OpenRefusal.Malformed;
        if (packet.Body.IsEmpty)
            return false;
        if (packet.Body.Span[0] is not (4 or 6))
        {
            refusal = OpenRefusal.Unsupported;
            return false;
        }
        if (!signature.TryRead())
            return false;
        refusal = OpenRefusal.None;
        return true;
    }

    /// <summary>The same in memory of its own.</summary>
    public SignaturePacket Copy() => TryParse(Packet.Copy(), out var copy, out _) ? copy : throw new InvalidOperationException("It was read before.");

    private bool TryRead()
    {
        var body = Packet.Body;
        var cursor = new ByteCursor(body.Span);
        if (!cursor.TryByte(out _) || !cursor.TryByte(out var type) || !cursor.TryByte(out var algorithm)
            || !cursor.TryByte(out var hash) || !TryArea(ref cursor, out var hashed))
            return false;
        HashedPart = body[..^cursor.Rest.Length];
        if (!TryArea(ref cursor, out var unhashed) || !cursor.TryTake(2, out _))
            return false;
        DigestStart = body.Slice(body.Length - cursor.Rest.Length - 2, 2);
        (Type, Algorithm, HashAlgorithm) = (type, algorithm, hash);
        if (Version == 6 && !TrySalt(ref cursor))
            return false;
        Value = body[^cursor.Rest.Length..];
        return TryReadArea(hashed, hashed: true) && TryReadArea(unhashed, hashed: false);
    }

    /// <summary>Subpackets follow their length, in two octets or, in version 6, in four.</summary>
    private bool TryArea(ref ByteCursor cursor, out ReadOnlyMemory<byte> area)
    {
        area = default;
        uint length;
        if (Version == 6)
        {
            if (!cursor.TryUInt32(out length))
                return false;
        }
        else
        {
            if (!cursor.TryUInt16(out var shortLength))
                return false;
            length = (uint)shortLength;
        }
        var start = Packet.Body.Length - cursor.Rest.Length;
        if (length > int.MaxValue || !cursor.TryTake((int)length, out _))
            return false;
        area = Packet.Body.Slice(start, (int)length);
        return true;
    }

    /// <summary>How long the salt is goes by the hash (RFC 9580, section 9.5); of one that is unknown, nothing is checked.</summary>
    private bool TrySalt(ref ByteCursor cursor)
    {
        if (!cursor.TryShort(out var salt))
            return false;
        Salt = Packet.Body.Slice(Packet.Body.Length - cursor.Rest.Length - salt.Length, salt.Length);
        return Hashes.SaltLength(HashAlgorithm) is not { } length || length == salt.Length;
    }

    private bool TryReadArea(ReadOnlyMemory<byte> area, bool hashed)
    {
        for (var count = 0; !area.IsEmpty; count++)
        {
            if (count == Policy.Subpackets || !Subpackets.TryNext(ref area, out var type, out var content))
                return false;
            var understood = hashed ? TryHashed(type, content) : TryHint(SubpacketTypes.WithoutCritical(type), content);
            if (!understood)
                return false;
        }
        return true;
    }

    private bool TryHashed(byte typeOctet, ReadOnlyMemory<byte> content)
    {
        var type = SubpacketTypes.WithoutCritical(typeOctet);
        if (type != typeOctet && !Policy.Knows(type))
            HasUnknownCritical = true;
        var cursor = new ByteCursor(content.Span);
        switch (type)
        {
            case SubpacketTypes.Created:
                return Created is null && TryTime(ref cursor);
            case SubpacketTypes.SignatureExpiry:
                return TrySeconds(ref cursor, ref validFor);
            case SubpacketTypes.Exportable:
                IsLocal = cursor.TryByte(out var exportable) && exportable == 0;
                return true;
            case SubpacketTypes.KeyExpiry:
                return TrySeconds(ref cursor, ref keyValidFor);
            case SubpacketTypes.PrimaryUserId:
                IsPrimaryUserId = cursor.TryByte(out var primary) && primary != 0;
                return true;
            case SubpacketTypes.KeyFlags:
                Flags = cursor.TryByte(out var flags) ? (KeyFlags)flags : KeyFlags.None;
                return true;
            case SubpacketTypes.RevocationReason:
                RevocationReason = cursor.TryByte(out var reason) ? reason : null;
                return true;
            case SubpacketTypes.Features:
                ReadsVersion2 = cursor.TryByte(out var features) && (features & Version2Feature) != 0;
                return true;
            case SubpacketTypes.IntendedRecipient:
                // One that cannot be read stands for somebody: that nobody was named is another thing.
                (intended ??= []).Add(TryFingerprint(content.Span, out var reader) ? reader : default);
                return true;
            default:
                return TryHint(type, content);
        }
    }

    private bool TryHint(int type, ReadOnlyMemory<byte> content)
    {
        var cursor = new ByteCursor(content.Span);
        switch (type)
        {
            case SubpacketTypes.Issuer when cursor.TryUInt64(out var keyId) && IssuerKeyId == 0:
                IssuerKeyId = keyId;
                break;
            case SubpacketTypes.BackSignature:
                BackSignature ??= content;
                break;
            case SubpacketTypes.IssuerFingerprint when TryFingerprint(content.Span, out var issuer):
                Issuer ??= issuer;
                break;
        }
        return true;
    }

    private bool TryTime(ref ByteCursor cursor)
    {
        if (!cursor.TryUInt32(out var seconds) || !cursor.AtEnd)
            return false;
        Created = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }

    private static bool TrySeconds(ref ByteCursor cursor, ref uint? seconds)
    {
        if (!cursor.TryUInt32(out var value) || !cursor.AtEnd)
            return false;
        seconds = value;
        return true;
    }

    /// <summary>A key version, and the fingerprint in that version's length.</summary>
    private static bool TryFingerprint(ReadOnlySpan<byte> content, out Fingerprint fingerprint)
    {
        var length = content.IsEmpty ? 0 : content[0] switch { 4 => Fingerprint.Version4Length, 6 => Fingerprint.Version6Length, _ => 0 };
        var isWhole = length > 0 && content.Length == 1 + length;
        fingerprint = isWhole ? new Fingerprint(content[1..]) : default;
        return isWhole;
    }

    private static DateTimeOffset? After(DateTimeOffset? start, uint? seconds) =>
        seconds is null or Never ? null : start?.AddSeconds(seconds.Value);
}
