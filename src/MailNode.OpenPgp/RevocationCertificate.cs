using System.Diagnostics.CodeAnalysis;
using System.Text;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp;

/// <summary>Why a key is taken back; the numbers are those of RFC 9580, section 5.2.3.31.</summary>
public enum RevocationReason
{
    /// <summary>Not said. Signatures from before do not count any more.</summary>
    Unspecified = 0,

    /// <summary>Another key has taken its place. Signatures from before still count.</summary>
    Superseded = 1,

    /// <summary>Somebody else may have it. Signatures from before do not count any more.</summary>
    Compromised = 2,

    /// <summary>It is not used any more. Signatures from before still count.</summary>
    Retired = 3,
}

/// <summary>
/// A signature by which a key is taken back, before it is put into force: made early and kept apart, it also helps whoever
/// has lost the secret key.
/// </summary>
public sealed class RevocationCertificate
{
    private const int MostTextBytes = 1_000;

    private readonly SignaturePacket signature;

    private RevocationCertificate(SignaturePacket signature) => this.signature = signature;

    /// <summary>Whose key it takes back, by what it says itself; null if it has the key id only.</summary>
    public Fingerprint? Issuer => signature.Issuer;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt => signature.Created ?? DateTimeOffset.UnixEpoch;

    /// <summary>Do signatures from before not count any more, since somebody else may have made them?</summary>
    public bool IsHard => Revocation.Of(signature).IsHard;

    /// <summary>
    /// What stands in a certificate, armored or binary, and says that it takes its key back; empty for what is no certificate. No signature is
    /// checked, so it costs little: whether one is genuine shows when it is applied.
    /// </summary>
    public static IReadOnlyList<RevocationCertificate> Within(ReadOnlySpan<byte> certificate) =>
        Armor.TryUnwrap(certificate.ToArray(), Policy.CertificateBytes, out var packets)
        && CertificatePart.TrySplit(packets, mostCertificates: 1, out var found, out _)
            ? [.. found[0][0].Signatures.Where(one => one.Type == SignatureTypes.KeyRevocation).Select(one => new RevocationCertificate(one))]
            : [];

    /// <summary>Reads one, armored (as a public key block) or binary. Whether it is genuine shows when it is applied.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out RevocationCertificate? revocation)
    {
        revocation = null;
        if (!Armor.TryUnwrap(bytes.ToArray(), Policy.CertificateBytes, out var packets))
            return false;
        var reader = new PacketReader(packets);
        if (reader.TryNext(out var packet) && reader.AtEnd && packet.Tag == PacketTag.Signature
            && SignaturePacket.TryParse(packet, out var signature, out _) && signature.Type == SignatureTypes.KeyRevocation)
            revocation = new RevocationCertificate(signature);
        return revocation is not null;
    }

    /// <summary>Does it say that it is by the key of that certificate?</summary>
    public bool Names(Certificate certificate) => signature.Names(certificate.Fingerprint);

    /// <summary>The certificate, taken back. False if the revocation is not by its key, or is damaged or from the future.</summary>
    public bool TryApply(Certificate certificate, DateTimeOffset now, [NotNullWhen(true)] out Certificate? revoked)
    {
        revoked = null;
        var first = certificate.Parts[0];
        CertificatePart[] alone = [first with { Signatures = [signature] }];
        if (new SelfSignatures(alone, certificate.Primary.Key, now).KeyRevocation(alone[0]) is null)
            return false;
        CertificatePart[] parts = [first with { Signatures = [signature, .. first.Signatures] }, .. certificate.Parts.Skip(1)];
        return Certificate.TryRead(parts, now, out revoked, out _) && revoked.IsRevoked;
    }

    /// <summary>One signature packet.</summary>
    public byte[] ToBytes() => signature.Packet.Whole.ToArray();

    /// <summary>As other programs write and read it.</summary>
    public string ToArmor() => Armor.Encode("PGP PUBLIC KEY BLOCK", ToBytes(), ("Comment", "This is a revocation certificate"));

    internal static RevocationCertificate Make(SecretKeyPacket primary, RevocationReason reason, string text, DateTimeOffset now)
    {
        var words = Encoding.UTF8.GetBytes(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(words.Length, MostTextBytes, nameof(text));
        using var writer = new SignatureWriter(SignatureTypes.KeyRevocation, primary, now).Subpacket(SubpacketTypes.RevocationReason, [(byte)reason, .. words]);
        return new RevocationCertificate(KeyMaker.Parse(writer.Sign(digest => digest.Key(primary.Public))));
    }
}
