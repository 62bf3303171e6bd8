using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.Sop.Verbs;

/// <summary>
/// <c>decrypt [--with-password=FILE] [--verify-with=CERTS --verifications-out=FILE] [--with-key-password=FILE] [KEY…] &lt; MESSAGE</c>.
/// Where certificates are given to verify with, only what is signed by one of them comes out.
/// </summary>
internal static class DecryptVerb
{
    public static void Run(SopCall call)
    {
        call.Allow("--with-password", "--verify-with", "--verifications-out", "--verify-out", "--with-key-password");
        if (call.Files.Count == 0 && !call.Has("--with-password"))
            throw SopCall.Missing("a key or a passphrase");
        List<SecretKey> keys = [.. call.Files.Select(call.ReadKey)];
        try
        {
            using var content = Open(call, keys);
            if (call.Has("--verify-with"))
                Verify(call, content, keys);
            call.Write(content.Content.Span);
        }
        finally
        {
            keys.ForEach(key => key.Dispose());
        }
    }

    private static SignedContent Open(SopCall call, List<SecretKey> keys)
    {
        var decryption = new Decryption(SealedMessage.Read(call.ReadInput(), OpenLimits.Default), OpenLimits.Default);
        var isOpen = decryption.TryKeys(keys) || call.Values("--with-password").Select(SopCall.ReadPassword).Any(decryption.TryPassphrase);
        return isOpen && decryption.Fault == OpenRefusal.None ? decryption.Content! : throw Shut(decryption.Fault);
    }

    private static void Verify(SopCall call, SignedContent content, List<SecretKey> keys)
    {
        var signers = call.Values("--verify-with").SelectMany(call.ReadCertificates).ToList();
        var request = new OpenRequest { Keys = keys, Now = call.Now, FindCertificate = claim => signers.Find(signer => signer.Holds(claim)) };
        var opened = Unseal.Verify(content, request);
        if (opened is Opened.Refused refused)
            throw Verifications.None(refused.Reason);
        if (opened is Opened.Genuine genuine && (call.Value("--verifications-out") ?? call.Value("--verify-out")) is { } file)
            File.WriteAllText(file, Verifications.Line(genuine.SignedAt, genuine.Signature, genuine.Signer));
    }

    private static SopFailure Shut(OpenRefusal reason) =>
        new(reason is OpenRefusal.NotOpenPgp or OpenRefusal.Malformed ? SopExit.BadData : SopExit.CannotDecrypt, $"Not opened: {reason}.");
}
