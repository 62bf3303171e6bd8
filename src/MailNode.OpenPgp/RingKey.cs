using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp;

/// <summary>What lies in a file with keys: each of them, or why it is not accepted.</summary>
public abstract record RingKey
{
    private RingKey() { }

    /// <summary>A key, or the public half of a secret one, whose secret is not looked into.</summary>
    /// <param name="Certificate">The public half.</param>
    /// <param name="IsSecret">The file holds its secret, or a stub of it.</param>
    /// <param name="IsPrimaryMissing">Of the primary key there is but a stub: its secret is elsewhere, or on a card.</param>
    public sealed record Read(Certificate Certificate, bool IsSecret, bool IsPrimaryMissing = false) : RingKey;

    /// <summary>What is refused.</summary>
    /// <param name="Fingerprint">Null where not even the primary key can be read.</param>
    /// <param name="Reason">In words.</param>
    public sealed record Refused(Fingerprint? Fingerprint, string Reason) : RingKey;

    /// <summary>Reads a ring, armored or binary, of public or secret keys, locked or not. Empty where there is no key at all.</summary>
    public static IReadOnlyList<RingKey> ReadAll(ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        using var packets = new SecretPackets(bytes, Policy.RingBytes);
        return packets.TrySplit(Policy.RingCertificates, out var found, out _) ? [.. found.Select(parts => Of(parts, now))] : [];
    }

    private static RingKey Of(List<CertificatePart> parts, DateTimeOffset now)
    {
        var isSecret = parts[0].Head.Tag == PacketTag.SecretKey;
        if (Certificate.TryRead([.. parts.Select(AsPublic)], now, out var certificate, out var reason)) return new Read(certificate, isSecret, isSecret && IsStub(parts[0]));
        return new Refused(PublicKeyPacket.TryParseStart(parts[0].Head.Body, out var primary) ? primary.Fingerprint : null, reason);
    }

    private static bool IsStub(CertificatePart primary)
    {
        var fault = SecretPart.TryOpen(primary, null, out var opened);
        opened?.Secret?.Dispose();
        return fault == UnlockFault.NoSecret;
    }

    private static CertificatePart AsPublic(CertificatePart part) =>
        part.Head.Tag is PacketTag.SecretKey or PacketTag.SecretSubkey && PublicKeyPacket.TryParseStart(part.Head.Body, out var key)
            ? SecretPart.AsPublic(part, key)
            : part.Copy();
}
