using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp;

/// <summary>Signatures that travel beside what they sign.</summary>
public static class DetachedSignature
{
    /// <summary>One signature packet over the bytes. Throws if the key cannot sign at <paramref name="now"/>.</summary>
    public static byte[] Sign(ReadOnlyMemory<byte> content, SecretKey key, DateTimeOffset now) =>
        Sign(content, key.SigningKey(now) ?? throw new ArgumentException("The key cannot sign.", nameof(key)), now);

    /// <summary>Does one of the signatures, armored or binary, come from that certificate and fit the content?</summary>
    public static SignatureVerdict Verify(ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> signature, Certificate signer, DateTimeOffset now)
    {
        if (!Armor.TryUnwrap(signature, Policy.CertificateBytes, out var packets))
            return SignatureVerdict.Bad(OpenRefusal.NotOpenPgp);
        var first = OpenRefusal.NotSigned;
        using var digests = new ContentDigests(OpenLimits.Default);
        var reader = new PacketReader(packets);
        for (var count = 0; reader.TryNext(out var packet); count++)
        {
            if (count == OpenLimits.Default.Signatures)
                return SignatureVerdict.Bad(OpenRefusal.OverLimit);
            var verdict = Verify(content, packet, digests, signer, now);
            if (verdict.Good)
                return verdict;
            first = first == OpenRefusal.NotSigned ? verdict.Reason : first;
        }
        return SignatureVerdict.Bad(reader.AtEnd ? first : OpenRefusal.Malformed);
    }

    /// <summary>
    /// The same where it is not known who signed: each signature is judged as if it lay inside a message, with the certificate that is
    /// found for it, and one good one is enough. Gives no <see cref="Opened.NotForUs"/>.
    /// </summary>
    public static Opened Open(ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> signature, OpenRequest request)
    {
        if (!Armor.TryUnwrap(signature, Policy.CertificateBytes, out var packets))
            return new Opened.Refused(OpenRefusal.NotOpenPgp, false);
        var first = OpenRefusal.NotSigned;
        using var digests = new ContentDigests(request.Limits);
        var reader = new PacketReader(packets);
        for (var count = 0; reader.TryNext(out var packet); count++)
        {
            if (count == request.Limits.Signatures)
                return new Opened.Refused(OpenRefusal.OverLimit, false);
            var opened = Open(content, packet, digests, request);
            if (opened is Opened.Genuine)
                return opened;
            first = first == OpenRefusal.NotSigned && opened is Opened.Refused refused ? refused.Reason : first;
        }
        return new Opened.Refused(reader.AtEnd ? first : OpenRefusal.Malformed, false);
    }

    internal static byte[] Sign(ReadOnlyMemory<byte> content, SecretKeyPacket key, DateTimeOffset now)
    {
        using var writer = new SignatureWriter(SignatureTypes.Binary, key, now);
        return writer.Sign(digest => digest.Bytes(content.Span));
    }

    private static SignatureVerdict Verify(
        ReadOnlyMemory<byte> content, WirePacket packet, ContentDigests digests, Certificate signer, DateTimeOffset now)
    {
        if (packet.Tag != PacketTag.Signature)
            return SignatureVerdict.Bad(OpenRefusal.Malformed);
        return SignaturePacket.TryParse(packet, out var signature, out var refusal)
            ? ContentSignature.Check(signature, () => digests.Of(signature, content.Span), signer, now)
            : SignatureVerdict.Bad(refusal);
    }

    private static Opened Open(ReadOnlyMemory<byte> content, WirePacket packet, ContentDigests digests, OpenRequest request)
    {
        if (packet.Tag != PacketTag.Signature)
            return new Opened.Refused(OpenRefusal.Malformed, false);
        if (!SignaturePacket.TryParse(packet, out var signature, out var refusal))
            return new Opened.Refused(refusal, false);
        refusal = SignerSearch.Check(
            signature,
            content,
            request,
            (one, by) => ContentSignature.Check(one, () => digests.Of(one, content.Span), by, request.Now),
            out var signer);
        return refusal == OpenRefusal.None
            ? new Opened.Genuine(content, signer!, packet.Whole, signature.Created!.Value, signature.Type)
            : new Opened.Refused(refusal, false);
    }
}
