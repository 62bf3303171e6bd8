using MailNode.OpenPgp;

namespace MailNode.Sop.Verbs;

/// <summary>
/// <c>decrypt [--with-password=FILE] [--verify-with=CERTS --verifications-out=FILE] [--with-key-password=FILE] [KEY…] &lt; MESSAGE</c>.
/// With a key, only what is signed by one of the certificates comes out.
/// </summary>
internal static class DecryptVerb
{
    public static void Run(SopCall call)
    {
        call.Allow("--with-password", "--verify-with", "--verifications-out", "--verify-out", "--with-key-password");
        if (call.Value("--with-password") is { } file && call.Files.Count == 0)
            UnderPassphrase(call, SopCall.ReadPassword(file));
        else if (call.Files.Count == 0 || call.Has("--with-password"))
            throw SopCall.Missing("a key, or else a passphrase");
        else
            WithKeys(call);
    }

    private static void UnderPassphrase(SopCall call, string passphrase)
    {
        if (!Seal.TryDecryptWithPassphrase(call.ReadInput(), passphrase, out var content, out var reason))
            throw Shut(reason);
        call.Write(content.Span);
    }

    private static void WithKeys(SopCall call)
    {
        var signers = call.Values("--verify-with").SelectMany(call.ReadCertificates).ToList();
        List<SecretKey> keys = [.. call.Files.Select(call.ReadKey)];
        try
        {
            var request = new OpenRequest
            {
                Keys = keys, Now = call.Now, FindCertificate = claim => signers.Find(signer => signer.Holds(claim)),
            };
            Release(call, Unseal.Open(call.ReadInput(), request));
        }
        finally
        {
            keys.ForEach(key => key.Dispose());
        }
    }

    private static void Release(SopCall call, Opened opened)
    {
        switch (opened)
        {
            case Opened.Genuine genuine:
                if ((call.Value("--verifications-out") ?? call.Value("--verify-out")) is { } file)
                    File.WriteAllText(file, Verifications.Line(genuine.SignedAt, genuine.Signature, genuine.Signer));
                call.Write(genuine.Content.Span);
                break;
            case Opened.NotForUs shut:
                throw Shut(shut.Reason);
            case Opened.Refused refused:
                throw IsOfSignature(refused.Reason) ? Verifications.None(refused.Reason) : Shut(refused.Reason);
        }
    }

    private static bool IsOfSignature(OpenRefusal reason) =>
        reason is OpenRefusal.NotSigned or OpenRefusal.UnknownSigner or OpenRefusal.SignerMismatch or OpenRefusal.BadSignature
            or OpenRefusal.WeakSignature or OpenRefusal.CriticalUnknown or OpenRefusal.SignerKeyUnusable or OpenRefusal.SignatureDate
            or OpenRefusal.NotIntended;

    private static SopFailure Shut(OpenRefusal reason) =>
        new(reason is OpenRefusal.NotOpenPgp or OpenRefusal.Malformed ? SopExit.BadData : SopExit.CannotDecrypt, $"Not opened: {reason}.");
}
