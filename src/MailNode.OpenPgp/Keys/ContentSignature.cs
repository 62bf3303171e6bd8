using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>Signatures over content, judged by policy and by the certificate that is said to have made them.</summary>
internal static class ContentSignature
{
    public static SignerClaim Claim(SignaturePacket signature, ReadOnlyMemory<byte> content) =>
        new(signature.Issuer, signature.Issuer?.KeyId ?? signature.IssuerKeyId, content);

    /// <summary>Is there anything wrong with it that no certificate can mend?</summary>
    public static OpenRefusal Judge(SignaturePacket signature, DateTimeOffset now) =>
        signature.Type is SignatureTypes.Binary or SignatureTypes.Text ? Policy.Judge(signature, now) : OpenRefusal.BadSignature;

    /// <summary>Is it good, and by that certificate? The digest of the content is asked for only where it matters.</summary>
    public static SignatureVerdict Check(SignaturePacket signature, Func<byte[]> digest, Certificate signer, DateTimeOffset now)
    {
        var refusal = Judge(signature, now);
        if (refusal != OpenRefusal.None)
            return SignatureVerdict.Bad(refusal);
        var claim = Claim(signature, default);
        var keys = signer.Keys.Where(key => claim.KeyId == 0 || signature.Names(key.Key.Fingerprint)).ToList();
        if (keys.Count == 0)
            return SignatureVerdict.Bad(OpenRefusal.SignerMismatch);
        var time = signature.Created!.Value;
        var usable = keys.FindAll(key => (key.Flags & KeyFlags.Sign) != 0 && key.IsValidAt(time) && signer.Primary.IsValidAt(time));
        if (usable.Count == 0)
            return SignatureVerdict.Bad(OpenRefusal.SignerKeyUnusable);
        if (!usable.Exists(key => key.Key.Version == signature.Version))
            return SignatureVerdict.Bad(OpenRefusal.BadSignature);
        var result = digest();
        return usable.Exists(key => Verification.IsBy(signature, key.Key, result))
            ? new SignatureVerdict(true, OpenRefusal.None, time)
            : SignatureVerdict.Bad(OpenRefusal.BadSignature);
    }
}
