using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>Finds, among the signatures in a certificate, those that its own primary key made and that policy accepts.</summary>
internal sealed class SelfSignatures(PublicKeyPacket primary, DateTimeOffset now)
{
    public SignaturePacket? DirectKey(CertificatePart part) =>
        Newest(part, type => type == SignatureTypes.DirectKey, digest => digest.Key(primary));

    public Revocation? KeyRevocation(CertificatePart part) =>
        Revoked(part, SignatureTypes.KeyRevocation, digest => digest.Key(primary));

    /// <summary>The newest certification of a user id, unless it was taken back since.</summary>
    public SignaturePacket? Certification(CertificatePart part)
    {
        var certification = Newest(
            part,
            type => type is >= SignatureTypes.FirstCertification and <= SignatureTypes.PositiveCertification,
            digest => Feed(digest, part));
        var revocation = Newest(part, type => type == SignatureTypes.CertificationRevocation, digest => Feed(digest, part));
        return revocation?.Created >= certification?.Created ? null : certification;
    }

    public SignaturePacket? Binding(CertificatePart part, PublicKeyPacket subkey) =>
        Newest(part, type => type == SignatureTypes.SubkeyBinding, digest => Feed(digest, subkey));

    public Revocation? SubkeyRevocation(CertificatePart part, PublicKeyPacket subkey) =>
        Revoked(part, SignatureTypes.SubkeyRevocation, digest => Feed(digest, subkey));

    /// <summary>Did the subkey itself agree to the binding? Else anybody could adopt the signing key of another.</summary>
    public bool HasBackSignature(SignaturePacket binding, PublicKeyPacket subkey) =>
        binding.BackSignature is { } body
        && SignaturePacket.TryParse(new WirePacket(PacketTag.Signature, body, body), out var back, out _)
        && back.Type == SignatureTypes.PrimaryBinding
        && Policy.Judge(back, now) == OpenRefusal.None
        && Verification.IsBy(back, subkey, digest => Feed(digest, subkey));

    private void Feed(SignatureDigest digest, PublicKeyPacket subkey)
    {
        digest.Key(primary);
        digest.Key(subkey);
    }

    private void Feed(SignatureDigest digest, CertificatePart userId)
    {
        digest.Key(primary);
        digest.UserId(userId.Head.Body.Span);
    }

    private SignaturePacket? Newest(CertificatePart part, Func<byte, bool> wanted, Action<SignatureDigest> feed) =>
        Claimed(part, wanted).FirstOrDefault(signature => Verification.IsBy(signature, primary, feed));

    private Revocation? Revoked(CertificatePart part, byte type, Action<SignatureDigest> feed) =>
        Claimed(part, other => other == type)
            .Where(signature => Verification.IsBy(signature, primary, feed))
            .Select(Revocation.Of)
            .Aggregate((Revocation?)null, Revocation.Stronger);

    /// <summary>What claims to be by the primary key and is in order otherwise, newest first. Checking is left to the caller: it costs.</summary>
    private IEnumerable<SignaturePacket> Claimed(CertificatePart part, Func<byte, bool> wanted) =>
        part.Signatures
            .Where(signature => wanted(signature.Type) && signature.Names(primary.Fingerprint)
                && signature.Created >= primary.Created && Policy.Judge(signature, now) == OpenRefusal.None)
            .OrderByDescending(signature => signature.Created)
            .Take(Policy.SelfSignatures);
}
