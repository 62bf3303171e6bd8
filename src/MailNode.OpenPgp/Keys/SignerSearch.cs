using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>Which of a message's signatures counts, and whose it is.</summary>
internal sealed record SignerSearch(SignaturePacket? Signature, Certificate? Signer, OpenRefusal Refusal)
{
    /// <summary>
    /// Any one good signature is enough; without one, the first signature's fault is the reason. The content, or the start of
    /// it, is only for finding a certificate; <paramref name="check"/> has the arithmetic.
    /// </summary>
    public static SignerSearch Find(
        SignedContent read, ReadOnlyMemory<byte> content, OpenRequest request, Func<SignaturePacket, Certificate, SignatureVerdict> check)
    {
        var first = OpenRefusal.None;
        foreach (var signature in read.Signatures)
        {
            var refusal = Check(signature, content, request, check, out var signer);
            if (refusal == OpenRefusal.None)
                return new SignerSearch(signature, signer, refusal);
            first = first == OpenRefusal.None ? refusal : first;
        }
        if (first == OpenRefusal.None)
            first = read.HasUnreadSignature ? OpenRefusal.Unsupported : OpenRefusal.NotSigned;
        return new SignerSearch(null, null, first);
    }

    /// <summary>The same for one signature.</summary>
    public static OpenRefusal Check(
        SignaturePacket signature,
        ReadOnlyMemory<byte> content,
        OpenRequest request,
        Func<SignaturePacket, Certificate, SignatureVerdict> check,
        out Certificate? signer)
    {
        signer = null;
        var refusal = ContentSignature.Judge(signature, request.Now);
        if (refusal != OpenRefusal.None)
            return refusal;
        if (!IsIntended(signature, request.Keys))
            return OpenRefusal.NotIntended;
        signer = request.FindCertificate(ContentSignature.Claim(signature, content));
        return signer is null ? OpenRefusal.UnknownSigner : check(signature, signer).Reason;
    }

    /// <summary>A signer who names the intended readers is believed, so that nobody can pass a letter on as if it were to us.</summary>
    private static bool IsIntended(SignaturePacket signature, IReadOnlyList<SecretKey> own) =>
        signature.IntendedRecipients.Count == 0
        || signature.IntendedRecipients.Any(reader => own.Any(key => key.Certificate.Fingerprint == reader));
}
