using System.Diagnostics.CodeAnalysis;
using System.Text;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp;

/// <summary>
/// A transferable public key of which only what its owner validly signed is used. Expired and revoked ones parse, so that
/// what they signed in their time can still be read; nothing is encrypted to them.
/// </summary>
public sealed class Certificate
{
    private readonly IReadOnlyList<CertificatePart> parts;
    private readonly CertificateReading reading;

    private Certificate(IReadOnlyList<CertificatePart> parts, CertificateReading reading, DateTimeOffset now)
    {
        this.parts = parts;
        this.reading = reading;
        ParsedAt = now;
        CanEncrypt = CanEncryptAt(now);
    }

    /// <summary>Names the primary key, and so the certificate.</summary>
    public Fingerprint Fingerprint => reading.Primary.Key.Fingerprint;

    /// <summary>Of the OpenPGP format of its keys: 4 or 6.</summary>
    public int Version => Fingerprint.Version;

    /// <summary>The primary user id as its owner wrote it, unverified; empty if there is none.</summary>
    public string UserId => reading.UserIds.FirstOrDefault() is { } part ? TextOf(part) : "";

    /// <summary>
    /// The user ids that its owner certifies and did not take back, the primary one first. Whether a name or an address in
    /// them is true is another matter.
    /// </summary>
    public IReadOnlyList<string> UserIds => [.. reading.UserIds.Select(TextOf)];

    /// <summary>Could something be encrypted to it when it was parsed?</summary>
    public bool CanEncrypt { get; }

    /// <summary>When the primary key was made.</summary>
    public DateTimeOffset CreatedAt => reading.Primary.Key.Created;

    /// <summary>When the primary key expires, if ever.</summary>
    public DateTimeOffset? ExpiresAt => reading.Primary.ExpiresAt;

    /// <summary>Did its owner take the whole certificate back?</summary>
    public bool IsRevoked => reading.Primary.Revocation is not null;

    internal DateTimeOffset ParsedAt { get; }

    internal BoundKey Primary => reading.Primary;

    /// <summary>Does its owner say that sealed messages of version 2 can be read?</summary>
    internal bool ReadsVersion2 => Primary.Binding is { ReadsVersion2: true };

    /// <summary>The packet of <see cref="UserId"/>.</summary>
    internal WirePacket? FirstUserId => reading.UserIds.FirstOrDefault()?.Head;

    internal IEnumerable<BoundKey> Keys => reading.Keys;

    internal IReadOnlyList<CertificatePart> Parts => parts;

    /// <summary>The primary key and the subkeys that are validly bound to it and of a kind that is read, as they are at that time.</summary>
    public IReadOnlyList<KeyDescription> Describe(DateTimeOffset now) =>
        [.. Keys.Select(key => KeyDescription.Of(key, Primary.IsGoodAt(now) && key.IsGoodAt(now)))];

    /// <summary>
    /// This copy with what the owner validly signed in the other one: renewals, revocations, new subkeys and user ids. Throws
    /// if the other is another key's.
    /// </summary>
    public Certificate Merge(Certificate other, DateTimeOffset now)
    {
        if (other.Fingerprint != Fingerprint)
            throw new ArgumentException("These are two different keys.", nameof(other));
        return TryRead(CertificateMerge.Join(parts, other.parts, Primary.Key, now), now, out var merged, out _) ? merged : this;
    }

    /// <summary>
    /// The same key with no other user ids than those that its owner certifies and somebody wants, and without pictures; null where none is wanted, or
    /// what is left cannot be used.
    /// </summary>
    public Certificate? WithUserIds(Func<string, bool> isWanted, DateTimeOffset now)
    {
        List<CertificatePart> wanted = [.. reading.UserIds.Where(part => isWanted(TextOf(part)))];
        List<CertificatePart> kept = [.. parts.Where(part => part.Head.Tag is not (PacketTag.UserId or PacketTag.UserAttribute) || wanted.Exists(one => one.Head == part.Head))];
        return wanted.Count > 0 && TryRead(kept, now, out var reduced, out _) ? reduced : null;
    }

    /// <summary>Reads exactly one certificate, binary or armored; <paramref name="reason"/> is empty if it succeeds.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, DateTimeOffset now, [NotNullWhen(true)] out Certificate? certificate, out string reason)
    {
        certificate = null;
        if (!Armor.TryUnwrapKeys(bytes.ToArray(), Policy.CertificateBytes, out var packets))
            reason = "not OpenPGP, or too large";
        else if (CertificatePart.TrySplit(packets, mostCertificates: 1, out var found, out reason))
            TryRead(found[0], now, out certificate, out reason);
        return certificate is not null;
    }

    /// <summary>Reads a key ring: what is not acceptable in it is left out, and the rest still loads.</summary>
    public static IReadOnlyList<Certificate> ParseRing(ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        if (!Armor.TryUnwrapKeys(bytes.ToArray(), Policy.RingBytes, out var packets)
            || !CertificatePart.TrySplit(packets, Policy.RingCertificates, out var found, out _))
            return [];
        return [.. found.Select(parts => TryRead(parts, now, out var certificate, out _) ? certificate : null).OfType<Certificate>()];
    }

    /// <summary>Is one of its keys the one that a signature claims to be by?</summary>
    public bool Holds(SignerClaim claim) =>
        Keys.Any(key => claim.Fingerprint is { } full ? key.Key.Fingerprint == full : key.Key.Fingerprint.KeyId == claim.KeyId);

    /// <summary>Can something be encrypted to it at that time?</summary>
    public bool CanEncryptAt(DateTimeOffset now) => EncryptionKey(now) is not null;

    /// <summary>The latest time up to <paramref name="now"/> at which something could be encrypted to it; null if it never could, or was taken back.</summary>
    public DateTimeOffset? LastEncryptionTime(DateTimeOffset now) => Keys
        .Select(key => (key.ExpiresAt < ExpiresAt ? key.ExpiresAt : ExpiresAt ?? key.ExpiresAt) - TimeSpan.FromSeconds(1))
        .OfType<DateTimeOffset>().Where(end => end < now).Append(now)
        .OrderDescending().Select(time => (DateTimeOffset?)time)
        .FirstOrDefault(time => CanEncryptAt(time!.Value));

    /// <summary>The packets as they came, without what is only of local use, and without what was found not to be the owner's though it says so.</summary>
    public byte[] ToBytes() => Join(parts);

    /// <summary>What fits into a header or a link: the primary key, one user id, the encryption subkey in use (when it was parsed), the signing ones where the primary key does not sign, the newest self-signatures, and the revocation if there is one.</summary>
    public byte[] Minimal() => Join(reading.Minimal(ParsedAt));

    /// <summary>For people to paste.</summary>
    public string ToArmor() => Armor.Encode("PGP PUBLIC KEY BLOCK", ToBytes());

    /// <inheritdoc/>
    public override string ToString() => Fingerprint.ToString();

    internal static bool TryRead(
        IReadOnlyList<CertificatePart> parts, DateTimeOffset now, [NotNullWhen(true)] out Certificate? certificate, out string reason)
    {
        certificate = null;
        reason = "this is not a public key";
        if (parts[0].Head.Tag != PacketTag.PublicKey)
            return false;
        // Whatever else stands there, secret subkeys above all, must not be given on.
        List<CertificatePart> kept = [.. parts.Where(part => IsPublic(part.Head.Tag))];
        if (!CertificateReading.TryRead(kept, now, out var reading, out reason))
            return false;
        certificate = new Certificate(GivenOn(kept, reading), reading, now);
        return true;
    }

    /// <summary>The newest key that may be encrypted to; a clock that is a little ahead of ours does no harm.</summary>
    internal PublicKeyPacket? EncryptionKey(DateTimeOffset now)
    {
        if (!Primary.IsGoodAt(now))
            return null;
        return Keys.Where(key => (key.Flags & KeyFlags.Encrypt) != 0 && key.Key.Material.CanWrap && key.IsGoodAt(now))
            .MaxBy(key => key.Key.Created)?.Key;
    }

    private static List<CertificatePart> GivenOn(List<CertificatePart> parts, CertificateReading reading) => parts.Exists(part => part.Signatures.Exists(reading.IsLeftOut))
        ? [.. parts.Select(part => part with { Signatures = part.Signatures.FindAll(signature => !reading.IsLeftOut(signature)) })]
        : parts;

    private static string TextOf(CertificatePart userId) => Encoding.UTF8.GetString(userId.Head.Body.Span);

    private static bool IsPublic(PacketTag tag) =>
        tag is PacketTag.PublicKey or PacketTag.PublicSubkey or PacketTag.UserId or PacketTag.UserAttribute;

    private static byte[] Join(IEnumerable<CertificatePart> parts)
    {
        using var writer = new WireWriter(1_024);
        foreach (var part in parts)
        {
            writer.Bytes(part.Head.Whole.Span);
            foreach (var signature in part.Signatures)
                writer.Bytes(signature.Packet.Whole.Span);
        }
        return writer.ToArray();
    }
}
