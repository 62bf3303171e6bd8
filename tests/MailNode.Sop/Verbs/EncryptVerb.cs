using MailNode.OpenPgp;

namespace MailNode.Sop.Verbs;

/// <summary>
/// <c>encrypt [--sign-with=KEY] [--with-key-password=FILE] [--with-password=FILE] [--profile=NAME] [--no-armor] [CERT…] &lt; DATA</c>.
/// </summary>
internal static class EncryptVerb
{
    public static void Run(SopCall call)
    {
        call.Allow("--as", "--sign-with", "--with-key-password", "--with-password", "--profile", "--no-armor");
        if (call.Value("--as") is not (null or "binary"))
            throw new SopFailure(SopExit.UnsupportedOption, "What is encrypted is bytes.");
        if (call.Files.Count == 0 && !call.Has("--with-password"))
            throw SopCall.Missing("a certificate or a passphrase");
        var version = Profiles.Of(call, "encrypt") == "rfc9580" ? SealVersion.Two : SealVersion.One;
        List<SecretKey> signers = [.. call.Values("--sign-with").Select(call.ReadKey)];
        try
        {
            call.WritePackets("PGP MESSAGE", Seal.Write(new SealRequest
            {
                Content = call.ReadInput(), Now = call.Now, Signers = signers, Recipients = Recipients(call),
                Passphrases = [.. call.Values("--with-password").Select(SopCall.ReadPassword)], Options = new SealOptions { Version = version },
            }));
        }
        finally
        {
            signers.ForEach(key => key.Dispose());
        }
    }

    private static List<Certificate> Recipients(SopCall call)
    {
        List<Certificate> recipients = [.. call.Files.SelectMany(call.ReadCertificates)];
        return recipients.Find(recipient => !recipient.CanEncryptAt(call.Now)) is { } shut
            ? throw new SopFailure(SopExit.CertificateCannotEncrypt, $"Nothing can be encrypted to {shut}.")
            : recipients;
    }
}
