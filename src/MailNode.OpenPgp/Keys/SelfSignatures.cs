using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>
/// Finds, among the signatures in a certificate, those that its own primary key made and that policy accepts. One budget
/// (<see cref="Policy.Verifications"/>) is spent on all of them, and first of all on the revocations, whatever their dates.
/// </summary>
internal sealed class SelfSignatures
{
    /// <summary>Of two of the same second the same one comes first, whoever reads them: two devices may renew at once.</summary>
    private static readonly Comparer<SignaturePacket> NewestFirst = Comparer<SignaturePacket>.Create(
        (one, other) => one.Created == other.Created ? other.Value.Span.SequenceCompareTo(one.Value.Span) : Nullable.Compare(other.Created, one.Created));

    private readonly PublicKeyPacket primary;
    private readonly DateTimeOffset now;
    private readonly HashSet<SignaturePacket> revocations = [];
    private readonly HashSet<SignaturePacket> refuted = [];
    private int left = Policy.Verifications;

    public SelfSignatures(IEnumerable<CertificatePart> parts, PublicKeyPacket primary, DateTimeOffset now)
    {
        (this.primary, this.now) = (primary, now);
        foreach (var part in parts)
        {
            foreach (var signature in part.Signatures)
            {
                if (IsAbout(part, signature) && IsRevocation(signature.Type))
                    AddRevocation(part, signature);
            }
        }
    }

    /// <summary>
    /// Are there revocations left that the budget did not reach? One of them may be genuine: nothing in such a certificate
    /// may count as not taken back.
    /// </summary>
    public bool IsFlooded { get; private set; }

    /// <summary>What only claims to be by the primary key, as far as it was looked at.</summary>
    public IReadOnlySet<SignaturePacket> Refuted => refuted;

    public SignaturePacket? DirectKey(CertificatePart part) => Valid(part).FirstOrDefault();

    public Revocation? KeyRevocation(CertificatePart part) => Revoked(part);

    /// <summary>The newest certification of a user id, unless it was taken back since.</summary>
    public SignaturePacket? Certification(CertificatePart part)
    {
        var certification = Valid(part).FirstOrDefault();
        return Revocations(part).Any(revocation => (revocation.Created ?? DateTimeOffset.MaxValue) >= certification?.Created) ? null : certification;
    }

    /// <summary>The newest binding of a subkey, whatever that is: its packet has not been read yet.</summary>
    public SignaturePacket? Binding(CertificatePart part) => Valid(part).FirstOrDefault();

    public Revocation? SubkeyRevocation(CertificatePart part) => Revoked(part);

    /// <summary>
    /// Did the subkey itself agree to the binding, when that was made? Else anybody could adopt the signing key of another.
    /// A consent that ended later was still one, as a key that ended later was still good.
    /// </summary>
    public bool HasBackSignature(SignaturePacket binding, CertificatePart part, PublicKeyPacket subkey) =>
        binding.BackSignature is { } body
        && SignaturePacket.TryParse(new WirePacket(PacketTag.Signature, body, body), out var back, out _)
        && back.Type == SignatureTypes.PrimaryBinding
        && back.Created <= now + Policy.ClockSkew
        && Policy.JudgeSelf(back, back.Created > binding.Created ? back.Created.Value : binding.Created!.Value) == OpenRefusal.None
        && Prove(back, subkey, part) == Proof.Genuine;

    /// <summary>All that are valid and say something about that part: what is worth passing on.</summary>
    public List<SignaturePacket> Genuine(CertificatePart part) => [.. part.Signatures.Where(revocations.Contains), .. Valid(part)];

    /// <summary>
    /// What is dated ahead would count one day, and could push aside what is there: it is proven at once, or refuted.
    /// To be called last, with what is left of the budget.
    /// </summary>
    public void RefuteAhead(IEnumerable<CertificatePart> parts)
    {
        foreach (var part in parts)
        {
            foreach (var signature in part.Signatures)
            {
                if (signature.Created > now + Policy.ClockSkew && IsAbout(part, signature) && !IsRevocation(signature.Type)
                    && Policy.TryHash(signature.HashAlgorithm, out _) && Prove(signature, primary, part) != Proof.Genuine)
                    refuted.Add(signature);
            }
        }
    }

    private static bool IsRevocation(byte type) =>
        type is SignatureTypes.KeyRevocation or SignatureTypes.SubkeyRevocation or SignatureTypes.CertificationRevocation;

    /// <summary>Does it claim to be the owner's word about that part? What is longer than any key that is used is not looked at.</summary>
    private bool IsAbout(CertificatePart part, SignaturePacket signature) => signature.Names(primary.Fingerprint) && part.Head.Tag switch
    {
        PacketTag.PublicKey => signature.Type is SignatureTypes.DirectKey or SignatureTypes.KeyRevocation,
        PacketTag.UserId when part.Head.Body.Length <= Policy.UserIdBytes =>
            SignatureTypes.IsCertification(signature.Type) || signature.Type == SignatureTypes.CertificationRevocation,
        PacketTag.PublicSubkey when part.Head.Body.Length <= Policy.SubkeyBytes =>
            signature.Type is SignatureTypes.SubkeyBinding or SignatureTypes.SubkeyRevocation,
        _ => false,
    };

    private void AddRevocation(CertificatePart part, SignaturePacket signature)
    {
        if (!Policy.TryHash(signature.HashAlgorithm, out _))
            return;
        var proof = Prove(signature, primary, part);
        if (proof == Proof.Genuine)
            revocations.Add(signature);
        IsFlooded |= proof == Proof.Unchecked;
    }

    private IEnumerable<SignaturePacket> Revocations(CertificatePart part) => revocations.Count == 0
        ? []
        : part.Signatures.Where(signature => revocations.Contains(signature) && Policy.JudgeRevocation(signature, now) == OpenRefusal.None);

    private Revocation? Revoked(CertificatePart part) =>
        Revocations(part).Select(Revocation.Of).Aggregate((Revocation?)null, Revocation.Stronger);

    /// <summary>All but revocations, the newest first; each is checked only when it is asked for, since that costs.</summary>
    private IEnumerable<SignaturePacket> Valid(CertificatePart part) =>
        part.Signatures
            .Where(signature => IsAbout(part, signature) && !IsRevocation(signature.Type)
                && signature.Created >= primary.Created && Policy.JudgeSelf(signature, now) == OpenRefusal.None)
            .Order(NewestFirst)
            .Where(signature => Prove(signature, primary, part) == Proof.Genuine);

    /// <summary>Only what fits the beginning of the digest costs something of the budget: anything else is wrong without arithmetic.</summary>
    private Proof Prove(SignaturePacket signature, PublicKeyPacket key, CertificatePart part)
    {
        var proof = Verification.IsOfKind(signature, key) ? Compare(signature, key, part) : Proof.False;
        if (proof == Proof.False)
            refuted.Add(signature);
        return proof;
    }

    private Proof Compare(SignaturePacket signature, PublicKeyPacket key, CertificatePart part)
    {
        using var running = SignatureDigest.Start(signature.HashAlgorithm, signature.Salt.Span);
        Feed(running, part);
        var digest = running.Finish(signature.HashedPart.Span);
        if (!Verification.Begins(signature, digest))
            return Proof.False;
        if (left == 0)
            return Proof.Unchecked;
        left--;
        return Verification.IsBy(signature, key, digest) ? Proof.Genuine : Proof.False;
    }

    private void Feed(SignatureDigest digest, CertificatePart part)
    {
        digest.Key(primary);
        if (part.Head.Tag == PacketTag.UserId)
            digest.UserId(part.Head.Body.Span);
        else if (part.Head.Tag == PacketTag.PublicSubkey)
            digest.Key(primary.Version, part.Head.Body.Span);
    }

    private enum Proof
    {
        Genuine,
        False,
        Unchecked,
    }
}
