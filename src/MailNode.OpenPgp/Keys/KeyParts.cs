using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>The parts of a secret key as its life goes on: renewed, named anew, united with another copy of the same key.</summary>
internal static class KeyParts
{
    /// <summary>
    /// All self-signatures that say when the key ends, with another end. Of the subkeys only those in use: an old one that
    /// has ended must not come back.
    /// </summary>
    /// <param name="expires">The end of everything; null for none.</param>
    /// <param name="asBefore">Everything for as long as it was given last, and what never ends stays so.</param>
    public static IEnumerable<SecretPart> Renewed(
        IReadOnlyList<SecretPart> parts, Certificate certificate, DateTimeOffset? expires, bool asBefore, DateTimeOffset now)
    {
        var primary = parts[0].Secret!;
        var (renewal, self) = (new Renewal(primary, now), new SelfSignatures(parts.Select(part => part.Public), primary.Public, now));
        var inUse = InUse(parts, certificate, now).ToList();
        var first = certificate.UserIds.Count > 1 ? certificate.FirstUserId : null;
        foreach (var part in parts)
        {
            var isFirst = first is { } head && part.Public.Head == head;
            var subkey = inUse.Find(key => part.Public.Head.Tag == PacketTag.PublicSubkey && key.Part.Head.Body.Span.SequenceEqual(part.Public.Head.Body.Span))?.Key;
            var old = part.Public.Head.Tag switch
            {
                PacketTag.PublicKey => self.DirectKey(part.Public) is { SaysKeyExpiry: true } direct ? direct : null,
                PacketTag.UserId => self.Certification(part.Public),
                _ => subkey is null ? null : self.Binding(part.Public),
            };
            var end = old?.KeyExpiresAt((subkey ?? primary.Public).Created);
            var newEnd = asBefore ? end is null ? null : now + Renewal.LifetimeBy(old!, end.Value) : expires;
            if (old is null || (asBefore && end is null && !isFirst))
                yield return part;
            else
                yield return renewal.Renew(part, subkey, old, newEnd, first is null ? null : isFirst);
        }
    }

    /// <summary>The user id comes first from now on; it is added if it is not there.</summary>
    public static IEnumerable<SecretPart> Named(IReadOnlyList<SecretPart> parts, Certificate certificate, byte[] userId, DateTimeOffset now)
    {
        var like = certificate.Primary.Binding!;           // whatever the first user id says of the key, the new one says too
        var renewal = new Renewal(parts[0].Secret!, now);
        var there = parts.FirstOrDefault(part => part.Public.Head.Tag == PacketTag.UserId && part.Public.Head.Body.Span.SequenceEqual(userId));
        var named = renewal.CertifyFirst(there ?? KeyMaker.Part(PacketTag.UserId, userId, null, null), like);
        return [parts[0], named, .. parts.Skip(1).Where(part => part != there)];
    }

    /// <summary>
    /// What both copies say together; of the other one only what the owner validly signed. Secrets and subkeys come from
    /// secret copies only: a public subkey in a secret key would be one that nobody can open for.
    /// </summary>
    public static IEnumerable<SecretPart> United(IReadOnlyList<SecretPart> own, IEnumerable<SecretPart> other, DateTimeOffset now)
    {
        var (secrets, theirs) = (own.ToList(), other.ToList());
        var signatures = new SelfSignatures(theirs.Select(part => part.Public), own[0].Secret!.Public, now);
        foreach (var part in theirs.Select(part => part with { Public = part.Public with { Signatures = signatures.Genuine(part.Public) } }))
        {
            var at = secrets.FindIndex(one => one.Public.Head.IsSame(part.Public.Head));
            if (at >= 0)
                secrets[at] = new SecretPart(Unite(secrets[at].Public, part.Public), secrets[at].Secret ?? part.Secret, secrets[at].Stub);
            else if (part.Public.Signatures.Count > 0 && (part.Secret is not null || part.Public.Head.Tag == PacketTag.UserId))
                secrets.Add(part);
        }
        return secrets.OrderBy(part => Rank(part.Public));
    }

    /// <summary>Does the end of one of the keys in use come near?</summary>
    public static bool IsRenewalDue(IReadOnlyList<SecretPart> parts, Certificate certificate, DateTimeOffset now) =>
        InUse(parts, certificate, now).Prepend(certificate.Primary).Any(key => Renewal.IsDue(key, now));

    /// <summary>
    /// Of each use the newest subkey whose secret is here and that was not taken back: one that is good now, or, where all
    /// have ended, the last one.
    /// </summary>
    private static IEnumerable<BoundKey> InUse(IReadOnlyList<SecretPart> parts, Certificate certificate, DateTimeOffset now)
    {
        foreach (var use in (KeyFlags[])[KeyFlags.Encrypt, KeyFlags.Sign])
        {
            var newest = certificate.Keys
                .Where(key => key != certificate.Primary && key.Revocation is null && (key.Flags & use) != 0 && Can(parts, key, use))
                .OrderByDescending(key => key.IsGoodAt(now)).ThenByDescending(key => key.Key.Created).FirstOrDefault();
            if (newest is not null)
                yield return newest;
        }
    }

    private static bool Can(IReadOnlyList<SecretPart> parts, BoundKey key, KeyFlags use) => parts.Any(part =>
        part.Secret is { Secret: { } secret } packet && packet.Public.Fingerprint == key.Key.Fingerprint && (use == KeyFlags.Sign ? secret.CanSign : secret.CanUnwrap));

    /// <summary>First the primary key, then the user ids, then the subkeys (RFC 9580, section 10.1).</summary>
    private static int Rank(CertificatePart part) => part.Head.Tag switch { PacketTag.PublicKey => 0, PacketTag.PublicSubkey => 2, _ => 1 };

    private static CertificatePart Unite(CertificatePart one, CertificatePart other)
    {
        var more = other.Signatures.Where(signature => !one.Signatures.Any(known => known.Packet.Body.Span.SequenceEqual(signature.Packet.Body.Span)));
        return one with { Signatures = [.. one.Signatures, .. more] };
    }
}
