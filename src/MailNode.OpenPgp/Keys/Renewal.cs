using System.Buffers.Binary;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>Makes the self-signatures of a key anew, with another end and otherwise as they were.</summary>
internal sealed class Renewal(SecretKeyPacket primary, DateTimeOffset now)
{
    /// <summary>For how long a new key is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(2 * 365);

    /// <summary>Less is never given: friends have to hear of a renewal in time.</summary>
    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromDays(30);

    /// <summary>A key is renewed when less than this is left: whoever looks once a year never meets an expired one.</summary>
    private static readonly TimeSpan LongestMargin = TimeSpan.FromDays(365);

    private static ReadOnlySpan<byte> NotTakenOver =>
    [
        SubpacketTypes.Created, SubpacketTypes.SignatureExpiry, SubpacketTypes.KeyExpiry, SubpacketTypes.Issuer,
        SubpacketTypes.BackSignature, SubpacketTypes.IssuerFingerprint,
    ];

    /// <summary>
    /// The part with a new self-signature in place of <paramref name="old"/>. The old one stays behind it, and what is older
    /// goes: should the clock have been wrong when the new one was made, the key is still there by the old one.
    /// </summary>
    /// <param name="subkey">The subkey that the part is, if it is one.</param>
    /// <param name="expires">When the key expires by it; null for never.</param>
    /// <param name="isFirst">Where there are several user ids: is it the one that comes first? The newest would, and now all are as new.</param>
    public SecretPart Renew(SecretPart part, PublicKeyPacket? subkey, SignaturePacket old, DateTimeOffset? expires, bool? isFirst)
    {
        var isUserId = part.Public.Head.Tag == PacketTag.UserId;
        using var writer = Start(old.Type is SignatureTypes.DirectKey or SignatureTypes.SubkeyBinding ? old.Type : SignatureTypes.PositiveCertification, old);
        foreach (var (type, content) in Subpackets.Hashed(old).Where(one => IsTakenOver(SubpacketTypes.WithoutCritical(one.Type), isUserId && isFirst is not null)))
            writer.Subpacket(type, content.Span);
        if (isUserId && isFirst == true)
            writer.Subpacket(SubpacketTypes.PrimaryUserId, [1]);
        if (old.BackSignature is { } back)
            writer.Subpacket(SubpacketTypes.BackSignature, (part.Secret is { Secret.CanSign: true } secret ? Consent(secret, part) : back).Span);
        WriteExpiry(writer, (subkey ?? primary.Public).Created, expires);
        var made = Sign(writer, part, subkey);
        var others = part.Public.Signatures.Where(other => !Replaces(made, other));
        return part with { Public = part.Public with { Signatures = [made, old, .. others] } };
    }

    /// <summary>For how long a signature made the key good, so that renewing it gives the same again.</summary>
    public static TimeSpan LifetimeBy(SignaturePacket signature, DateTimeOffset end) =>
        end - signature.Created is { } lifetime && lifetime > ShortestLifetime ? lifetime : ShortestLifetime;

    /// <summary>Is so little left that it is time? Half of a short life, a year of a long one.</summary>
    public static bool IsDue(BoundKey key, DateTimeOffset now)
    {
        if (key is not { ExpiresAt: { } end, EndSaidBy: { } signature })
            return false;
        var half = LifetimeBy(signature, end) / 2;
        return end - now < (half < LongestMargin ? half : LongestMargin);
    }

    /// <summary>A certification of a user id that says what <paramref name="like"/> says, and that this user id comes first.</summary>
    public SecretPart CertifyFirst(SecretPart part, SignaturePacket like)
    {
        using var writer = Start(SignatureTypes.PositiveCertification, like);
        ReadOnlySpan<byte> left =
        [
            SubpacketTypes.Created, SubpacketTypes.SignatureExpiry, SubpacketTypes.Issuer, SubpacketTypes.BackSignature,
            SubpacketTypes.IssuerFingerprint, SubpacketTypes.PrimaryUserId,
        ];
        foreach (var (type, content) in Subpackets.Hashed(like))
        {
            if (!left.Contains(SubpacketTypes.WithoutCritical(type)))
                writer.Subpacket(type, content.Span);
        }
        var made = Sign(writer.Subpacket(SubpacketTypes.PrimaryUserId, [1]), part, null);
        return part with { Public = part.Public with { Signatures = [made, .. part.Public.Signatures] } };
    }

    /// <summary>When a key of that birth expires, as a subpacket; nothing for never.</summary>
    public static void WriteExpiry(SignatureWriter writer, DateTimeOffset created, DateTimeOffset? expires)
    {
        if (expires is not { } end)
            return;
        Span<byte> seconds = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(seconds, (uint)Math.Clamp((end - created).TotalSeconds, 1, uint.MaxValue));
        writer.Subpacket(SubpacketTypes.KeyExpiry, seconds);
    }

    /// <summary>Newer than the old one whatever the clock says, or it would not count: by a whole second, as they are written.</summary>
    private SignatureWriter Start(byte type, SignaturePacket old) =>
        new(type, primary, old.Created is { } before && UnixTime.Of(before) >= UnixTime.Of(now) ? before.AddSeconds(1) : now);

    /// <summary>The subkey's own signature, made anew: one with an end would not be good for the new binding.</summary>
    private ReadOnlyMemory<byte> Consent(SecretKeyPacket subkey, SecretPart part)
    {
        using var writer = new SignatureWriter(SignatureTypes.PrimaryBinding, subkey, now);
        return Sign(writer, part, subkey.Public).Packet.Body;
    }

    private static bool IsTakenOver(int type, bool isOneOfSeveral) =>
        !NotTakenOver.Contains((byte)type) && !(isOneOfSeveral && type == SubpacketTypes.PrimaryUserId);

    private SignaturePacket Sign(SignatureWriter writer, SecretPart part, PublicKeyPacket? subkey)
    {
        var signature = writer.Sign(digest =>
        {
            digest.Key(primary.Public);
            if (subkey is not null)
                digest.Key(subkey);
            else if (part.Public.Head.Tag == PacketTag.UserId)
                digest.UserId(part.Public.Head.Body.Span);
        });
        return KeyMaker.Parse(signature);
    }

    private bool Replaces(SignaturePacket made, SignaturePacket other) =>
        other.Names(primary.Public.Fingerprint)
        && (SignatureTypes.IsCertification(made.Type) ? SignatureTypes.IsCertification(other.Type) : other.Type == made.Type);
}
