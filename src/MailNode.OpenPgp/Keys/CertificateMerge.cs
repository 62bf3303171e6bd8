using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>
/// Joins two copies of one certificate, so that renewals and revocations are learnt. Of the other copy only what the owner
/// validly signed is taken: whoever hands copies around can neither take anything away nor crowd anything out.
/// </summary>
internal static class CertificateMerge
{
    /// <summary>
    /// Ours in their order, then what is new of theirs. If that is more than a certificate may be, what strangers have added
    /// to ours makes room; if it still is, ours are unchanged.
    /// </summary>
    public static IReadOnlyList<CertificatePart> Join(
        IReadOnlyList<CertificatePart> ours, IReadOnlyList<CertificatePart> theirs, PublicKeyPacket primary, DateTimeOffset now)
    {
        var genuine = Genuine(theirs, primary, now);
        var joined = Join(ours, genuine);
        if (!IsInBounds(joined))
            joined = Join(Genuine(ours, primary, now), genuine);
        return IsInBounds(joined) ? joined : ours;
    }

    private static List<CertificatePart> Join(IEnumerable<CertificatePart> ours, List<CertificatePart> theirs)
    {
        List<CertificatePart> joined = [.. ours.Select(part => part with { Signatures = [.. part.Signatures] })];
        foreach (var part in theirs)
            Add(joined, part);
        return joined;
    }

    /// <summary>What the owner validly signed, and the primary key.</summary>
    private static List<CertificatePart> Genuine(IReadOnlyList<CertificatePart> parts, PublicKeyPacket primary, DateTimeOffset now)
    {
        var signatures = new SelfSignatures(parts, primary, now);
        return [.. parts.Select(part => part with { Signatures = signatures.Genuine(part) }).Where(part => part.Signatures.Count > 0 || part.Head.Tag == PacketTag.PublicKey)];
    }

    private static void Add(List<CertificatePart> joined, CertificatePart part)
    {
        if (joined.Find(other => other.Head.IsSame(part.Head)) is not { } known)
        {
            // User ids stand before subkeys.
            var firstSubkey = joined.FindIndex(other => other.Head.Tag == PacketTag.PublicSubkey);
            joined.Insert(part.Head.Tag == PacketTag.UserId && firstSubkey >= 0 ? firstSubkey : joined.Count, part with { Signatures = [.. part.Signatures] });
            return;
        }
        foreach (var signature in part.Signatures)
            Add(known.Signatures, signature);
    }

    /// <summary>What is not hashed may differ between copies: a back-signature that was lost on the way is worth a change.</summary>
    private static void Add(List<SignaturePacket> known, SignaturePacket signature)
    {
        var at = known.FindIndex(other => IsSame(other, signature));
        if (at < 0)
            known.Add(signature);
        else if (known[at].BackSignature is null && signature.BackSignature is not null)
            known[at] = signature;
    }

    private static bool IsSame(SignaturePacket one, SignaturePacket other) =>
        one.HashedPart.Span.SequenceEqual(other.HashedPart.Span) && one.Value.Span.SequenceEqual(other.Value.Span)
        && one.Salt.Span.SequenceEqual(other.Salt.Span);

    private static bool IsInBounds(List<CertificatePart> parts) =>
        parts.Sum(part => 1 + part.Signatures.Count) <= Policy.CertificatePackets
        && parts.Sum(part => part.Head.Whole.Length + part.Signatures.Sum(signature => signature.Packet.Whole.Length)) <= Policy.CertificateBytes;
}
