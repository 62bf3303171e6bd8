using MailNode.OpenPgp;

namespace MailNode.Sop.Verbs;

/// <summary><c>verify SIGNATURES CERT… &lt; DATA</c>: a line for each certificate by which there is a good signature.</summary>
internal static class VerifyVerb
{
    public static void Run(SopCall call)
    {
        if (call.Allow().Files is not [var file, _, ..])
            throw SopCall.Missing("signatures and a certificate");
        var (content, signatures) = (call.ReadInput(), SopCall.Read(file));
        if (!Armor.TryUnwrap(signatures, Policy.CertificateBytes, out var packets))
            throw new SopFailure(SopExit.BadData, $"{file} is not OpenPGP.");
        var checks = call.Files.Skip(1).SelectMany(call.ReadCertificates)
            .Select(signer => (Signer: signer, Verdict: DetachedSignature.Verify(content, packets, signer, call.Now))).ToList();
        foreach (var (signer, verdict) in checks.Where(check => check.Verdict.Good))
            call.Write(Verifications.Line(verdict.SignedAt, packets, signer));
        if (!checks.Exists(check => check.Verdict.Good))
            throw Verifications.None(checks[0].Verdict.Reason);
    }
}
