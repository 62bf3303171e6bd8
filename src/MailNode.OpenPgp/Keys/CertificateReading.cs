using System.Diagnostics.CodeAnalysis;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>What a certificate says once its signatures are checked: the usable keys and the user id that comes first.</summary>
internal sealed class CertificateReading
{
    private readonly SignaturePacket? direct;
    private readonly IReadOnlySet<SignaturePacket> refuted;
    private readonly List<(CertificatePart UserId, SignaturePacket Certification)> userIds;

    private CertificateReading(
        BoundKey primary,
        SignaturePacket? direct,
        List<(CertificatePart UserId, SignaturePacket Certification)> userIds,
        List<BoundKey> keys,
        IReadOnlySet<SignaturePacket> refuted)
    {
        this.refuted = refuted;
        Primary = primary;
        this.direct = direct;
        this.userIds = userIds;
        Keys = keys;
    }

    public BoundKey Primary { get; }

    /// <summary>
    /// Is it not to be kept? What only claims to be the owner's may one day be in the way of what is; and what others
    /// signed for themselves alone is not to be given on.
    /// </summary>
    public bool IsLeftOut(SignaturePacket signature) =>
        refuted.Contains(signature) || (signature.IsLocal && !signature.Names(Primary.Key.Fingerprint));

    /// <summary>Those that the owner certifies and did not take back; the one that comes first stands first.</summary>
    public IEnumerable<CertificatePart> UserIds => userIds.Select(one => one.UserId);

    /// <summary>The primary key and the subkeys that are validly bound to it.</summary>
    public IReadOnlyList<BoundKey> Keys { get; }

    public static bool TryRead(
        IReadOnlyList<CertificatePart> parts, DateTimeOffset now, [NotNullWhen(true)] out CertificateReading? reading, out string reason)
    {
        reading = null;
        reason = "";
        if (!PublicKeyPacket.TryParse(parts[0].Head.Body, out var primary))
            reason = "the primary key is damaged, or of a version that is not read";
        else if (primary.Material is PublicMaterial.Unusable unusable)
            reason = "the primary key is not accepted: " + unusable.Reason;
        else if (primary.Created > now + Policy.ClockSkew)
            reason = "the primary key is from the future";
        else
            reading = TryRead(parts, new SelfSignatures(parts, primary, now), primary, out reason);
        return reading is not null;
    }

    /// <summary>The parts that a reader needs to check signatures and to answer.</summary>
    /// <param name="now">Chosen are the keys that are used then: the encryption subkey that others take, and whatever may sign.</param>
    public IEnumerable<CertificatePart> Minimal(DateTimeOffset now)
    {
        yield return Keep(Primary.Part, Primary.Revocation?.Signature, direct);
        if (userIds.Count > 0)
            yield return Keep(userIds[0].UserId, userIds[0].Certification);
        foreach (var subkey in MinimalSubkeys(now))
            yield return Keep(subkey.Part, subkey.Binding);
    }

    /// <summary>
    /// Where the primary key does not sign, all subkeys that may: which of them has its secret where a message is signed is
    /// not known here. Where none is good at that time, the newest: a renewal may still come.
    /// </summary>
    private List<BoundKey> MinimalSubkeys(DateTimeOffset now)
    {
        var subkeys = Keys.Where(key => key != Primary && key.Revocation is null)
            .OrderByDescending(key => key.IsGoodAt(now)).ThenByDescending(key => key.Key.Created).ToList();
        var signing = (Primary.Flags & KeyFlags.Sign) != 0 ? [] : subkeys.FindAll(key => (key.Flags & KeyFlags.Sign) != 0);
        var kept = signing.FindAll(key => key == signing[0] || key.IsGoodAt(now));
        if (subkeys.Find(key => (key.Flags & KeyFlags.Encrypt) != 0 && key.Key.Material.CanWrap) is { } encryption && !kept.Contains(encryption))
            kept.Add(encryption);
        return kept;
    }

    private static CertificatePart Keep(CertificatePart part, params ReadOnlySpan<SignaturePacket?> signatures)
    {
        var kept = new List<SignaturePacket>();
        foreach (var signature in signatures)
        {
            if (signature is not null)
                kept.Add(signature);
        }
        return part with { Signatures = kept };
    }

    private static CertificateReading? TryRead(
        IReadOnlyList<CertificatePart> parts, SelfSignatures signatures, PublicKeyPacket key, out string reason)
    {
        reason = "there are more revocations in it than are checked";
        if (signatures.IsFlooded)
            return null;
        reason = "there is no valid self-signature";
        if (Read(parts, signatures, key) is not { } reading)
            return null;
        reason = "";
        signatures.RefuteAhead(parts);
        return reading;
    }

    private static CertificateReading? Read(IReadOnlyList<CertificatePart> parts, SelfSignatures signatures, PublicKeyPacket key)
    {
        var direct = signatures.DirectKey(parts[0]);
        var userIds = UserIdsOf(parts, signatures);
        // What version 6 says of its primary key stands in the direct key signature alone (RFC 9580, sections 5.2.3.10 and 10.1.1).
        var certification = key.Version == 6 || userIds.Count == 0 ? null : userIds[0].Certification;
        if (direct is null && certification is null)
            return null;
        var end = certification is { SaysKeyExpiry: true } ? certification : direct;
        var primary = new BoundKey(
            key,
            certification?.Flags ?? direct?.Flags ?? Policy.DefaultFlags(key.Material, primary: true),
            end?.KeyExpiresAt(key.Created),
            signatures.KeyRevocation(parts[0]),
            parts[0],
            certification ?? direct,
            end);
        List<BoundKey> keys = [primary];
        keys.AddRange(parts.Where(part => part.Head.Tag == PacketTag.PublicSubkey)
            .Select(part => Bind(part, key.Version, signatures)).OfType<BoundKey>().Take(Policy.Subkeys));
        return new CertificateReading(primary, direct, userIds, keys, signatures.Refuted);
    }

    /// <summary>First the one that its owner marks as primary, else the one certified last.</summary>
    private static List<(CertificatePart UserId, SignaturePacket Certification)> UserIdsOf(
        IReadOnlyList<CertificatePart> parts, SelfSignatures signatures) =>
    [
        .. parts.Where(part => part.Head.Tag == PacketTag.UserId)
            .Select(part => (UserId: part, Certification: signatures.Certification(part)!))
            .Where(found => found.Certification is not null)
            .Take(Policy.Subkeys)
            .OrderByDescending(found => found.Certification.IsPrimaryUserId)
            .ThenByDescending(found => found.Certification.Created),
    ];

    /// <summary>The owner's signature comes first: reading a key costs more than seeing that nobody signed it.</summary>
    private static BoundKey? Bind(CertificatePart part, int version, SelfSignatures signatures)
    {
        if (signatures.Binding(part) is not { } binding || !PublicKeyPacket.TryParse(part.Head.Body, out var subkey)
            || subkey.Material is PublicMaterial.Unusable || subkey.Version != version)
            return null;
        var flags = binding.Flags ?? Policy.DefaultFlags(subkey.Material, primary: false);
        if ((flags & KeyFlags.Sign) != 0 && !signatures.HasBackSignature(binding, part, subkey))
            flags &= ~KeyFlags.Sign;
        return new BoundKey(
            subkey, flags & ~KeyFlags.Certify, binding.KeyExpiresAt(subkey.Created), signatures.SubkeyRevocation(part), part, binding, binding);
    }
}
