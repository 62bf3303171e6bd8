using System.Diagnostics.CodeAnalysis;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;

namespace MailNode.Sop.Verbs;

/// <summary><c>extract-cert [--no-armor] &lt; KEY</c>. A locked key is as good: nothing secret is read.</summary>
internal static class ExtractCertVerb
{
    public static void Run(SopCall call)
    {
        call.Allow("--no-armor");
        if (!TryRead(call.ReadInput(), call.Now, out var certificate, out var reason))
            throw new SopFailure(SopExit.BadData, $"{reason}.");
        call.WritePackets("PGP PUBLIC KEY BLOCK", certificate.ToBytes());
    }

    private static bool TryRead(byte[] key, DateTimeOffset now, [NotNullWhen(true)] out Certificate? certificate, out string reason)
    {
        certificate = null;
        if (!Armor.TryUnwrap(key, Policy.CertificateBytes, out var packets))
            reason = "not OpenPGP, or too large";
        else if (CertificatePart.TrySplit(packets, mostCertificates: 1, out var found, out reason))
            Certificate.TryRead([.. found[0].Select(Public).OfType<CertificatePart>()], now, out certificate, out reason);
        return certificate is not null;
    }

    private static CertificatePart? Public(CertificatePart part)
    {
        SecretPart.TryOpen(part, passphrase: null, out var opened);
        using (opened?.Secret)
            return opened?.Public;
    }
}
