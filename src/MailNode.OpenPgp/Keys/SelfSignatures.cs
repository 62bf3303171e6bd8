using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>Finds, among the signatures in a certificate, those that its own primary key made and that policy accepts.</summary>
internal sealed class SelfSignatures(PublicKeyPacket primary, DateTimeOffset now)
{
    /// <summary>The primary key's, which all of its subkeys have too.</summary>
    public int Version => primary.Version;

    public SignaturePacket? DirectKey(CertificatePart part) =>
        Newest(part, type => type == SignatureTypes.DirectKey, digest => digest.Key(primary));

    public Revocation? KeyRevocation(CertificatePart part) =>
        Revoked(part, SignatureTypes.KeyRevocation, digest => digest.Key(primary));

    /// <summary>The newest certification of a user id, unless it was taken back since.</summary>
    public SignaturePacket? Certification(CertificatePart part)
    {
        var certification = Newest(part, SignatureTypes.IsCertification, digest => Feed(digest, part));
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
        && Policy.JudgeSelf(back, now) == OpenRefusal.None
        && Verification.IsBy(back, subkey, digest => Feed(digest, subkey));

    /// <summary>All that are valid and say something about that part: what is worth passing on.</summary>
    public List<SignaturePacket> Genuine(CertificatePart part) => part.Head.Tag switch
    {
        PacketTag.PublicKey => [.. Valid(part, type => type is SignatureTypes.DirectKey or SignatureTypes.KeyRevocation, digest => digest.Key(primary))],
        PacketTag.UserId => [.. Valid(part, IsAboutUserId, digest => Feed(digest, part))],
        PacketTag.PublicSubkey when PublicKeyPacket.TryParse(part.Head.Body, out var subkey) =>
            [.. Valid(part, type => type is SignatureTypes.SubkeyBinding or SignatureTypes.SubkeyRevocation, digest => Feed(digest, subkey))],
        _ => [],
    };

    private static bool IsAboutUserId(byte type) => SignatureTypes.IsCertification(type) || type == SignatureTypes.CertificationRevocation;

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
        Valid(part, wanted, feed).FirstOrDefault();

    /// <summary>The newest first; each is checked only when it is asked for, since that costs.</summary>
    private IEnumerable<SignaturePacket> Valid(CertificatePart part, Func<byte, bool> wanted, Action<SignatureDigest> feed) =>
        Claimed(part, wanted).Where(signature => Verification.IsBy(signature, primary, feed));

    private Revocation? Revoked(CertificatePart part, byte type, Action<SignatureDigest> feed) =>
        Valid(part, other => other == type, feed)
            .Select(Revocation.Of)
            .Aggregate((Revocation?)null, Revocation.Stronger);

    /// <summary>What claims to be by the primary key and is in order otherwise, newest first.</summary>
    private IEnumerable<SignaturePacket> Claimed(CertificatePart part, Func<byte, bool> wanted) =>
        part.Signatures
            .Where(signature => wanted(signature.Type) && signature.Names(primary.Fingerprint)
                && signature.Created >= primary.Created && Policy.JudgeSelf(signature, now) == OpenRefusal.None)
            .OrderByDescending(signature => signature.Created)
            .Take(Policy.SelfSignatures);
}
