using MailNode.OpenPgp;

namespace MailNode.Sop.Verbs;

/// <summary>
/// <c>encrypt [--sign-with=KEY] [--with-key-password=FILE] [--with-password=FILE] [--profile=NAME] [--no-armor] [CERT…] &lt; DATA</c>:
/// to certificates and signed, or under a passphrase and unsigned, as the library does it.
/// </summary>
internal static class EncryptVerb
{
    public static void Run(SopCall call)
    {
        call.Allow("--as", "--sign-with", "--with-key-password", "--with-password", "--profile", "--no-armor");
        if (call.Value("--as") is not (null or "binary"))
            throw new SopFailure(SopExit.UnsupportedOption, "What is encrypted is bytes.");
        Profiles.Of(call, "encrypt");
        var message = (call.Value("--with-password"), call.Value("--sign-with")) switch
        {
            ({ } file, null) when call.Files.Count == 0 => Seal.EncryptWithPassphrase(call.ReadInput(), SopCall.ReadPassword(file)),
            (null, { } signer) when call.Files.Count > 0 => ToCertificates(call, signer),
            (null, null) when call.Files.Count == 0 => throw SopCall.Missing("a certificate or a passphrase"),
            _ => throw new SopFailure(SopExit.IncompatibleOptions, "Certificates and a signer, or a passphrase alone."),
        };
        call.WritePackets("PGP MESSAGE", message);
    }

    private static byte[] ToCertificates(SopCall call, string signer)
    {
        var recipients = call.Files.SelectMany(call.ReadCertificates).ToList();
        if (recipients.Find(recipient => !recipient.CanEncryptAt(call.Now)) is { } shut)
            throw new SopFailure(SopExit.CertificateCannotEncrypt, $"Nothing can be encrypted to {shut}.");
        using var key = call.ReadKey(signer);
        return key.SigningKey(call.Now) is null
            ? throw new SopFailure(SopExit.KeyCannotSign, $"{signer} cannot sign.")
            : Seal.Encrypt(call.ReadInput(), key, recipients, call.Now);
    }
}
