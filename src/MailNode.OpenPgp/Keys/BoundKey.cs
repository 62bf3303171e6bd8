using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>A key of a certificate with what its owner's valid signatures say about it.</summary>
internal sealed record BoundKey(
    PublicKeyPacket Key, KeyFlags Flags, DateTimeOffset? ExpiresAt, Revocation? Revocation, CertificatePart Part, SignaturePacket? Binding)
{
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
