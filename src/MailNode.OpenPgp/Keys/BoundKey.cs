using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>A key of a certificate with what its owner's valid signatures say about it.</summary>
/// <param name="Binding">What says of the key what it is for.</param>
/// <param name="EndSaidBy">The signature that <paramref name="ExpiresAt"/> is taken from.</param>
internal sealed record BoundKey(
    PublicKeyPacket Key, KeyFlags Flags, DateTimeOffset? ExpiresAt, Revocation? Revocation, CertificatePart Part, SignaturePacket? Binding, SignaturePacket? EndSaidBy)
{
    /// <summary>May it be used now, by its own dates? A clock that is a little ahead of ours does no harm.</summary>
    public bool IsGoodAt(DateTimeOffset now) =>
        Key.Created <= now + Policy.ClockSkew && IsValidAt(now < Key.Created ? Key.Created : now);

    /// <summary>Is it neither unborn, expired nor revoked at that time?</summary>
    public bool IsValidAt(DateTimeOffset time) =>
        Key.Created <= time && !(ExpiresAt <= time) && !(Revocation is { } revocation && revocation.Covers(time));
}

/// <summary>
/// When a key was taken back, and whether signatures from before still count: they do when the owner says that it was
/// only replaced or retired, and do not when it may be in other hands (RFC 9580, section 5.2.3.31).
/// </summary>
internal sealed record Revocation(DateTimeOffset At, bool IsHard, SignaturePacket Signature)
{
    private const byte Superseded = 1;
    private const byte Retired = 3;

    public bool Covers(DateTimeOffset time) => IsHard || time >= At;

    public static Revocation Of(SignaturePacket signature) =>
        new(signature.Created ?? DateTimeOffset.UnixEpoch, signature.RevocationReason is not (Superseded or Retired), signature);

    /// <summary>The one that covers more.</summary>
    public static Revocation? Stronger(Revocation? one, Revocation? other)
    {
        if (one is null || other is null)
            return one ?? other;
        return one.IsHard || (!other.IsHard && one.At <= other.At) ? one : other;
    }
}
