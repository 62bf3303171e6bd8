using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MailNode.Transport.Wire;

/// <summary>Puts TLS on a connection and says in words why it does not come about.</summary>
internal static class TlsUpgrade
{
    public static async Task<Stream> SecureAsync(Stream plain, MailServer server, TimeProvider clock, CancellationToken c)
    {
        var trust = new CertificateTrust(server.ExtraRoots);
        var secured = new SslStream(plain, leaveInnerStreamOpen: false);
        using var limit = new CancellationTokenSource(server.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, c);
        try
        {
            await secured.AuthenticateAsClientAsync(Options(server, trust), both.Token).ConfigureAwait(false);
            return secured;
        }
        catch (Exception e)
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            c.ThrowIfCancellationRequested();
            if (Explain(e, trust, server) is { } known)
                throw known;
            throw;
        }
    }

    private static SslClientAuthenticationOptions Options(MailServer server, CertificateTrust trust) => new()
    {
        TargetHost = Dial.PlainHost(server.Host),
        // No third party is asked about whom we talk to: no revocation lists, no downloads of missing certificates.
        CertificateChainPolicy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        },
        RemoteCertificateValidationCallback = trust.Accepts,
    };

    private static MailException? Explain(Exception e, CertificateTrust trust, MailServer server) => e switch
    {
        _ when trust.Refusal is { } reason => new(
            $"The certificate of {server.Host} cannot be trusted: {reason}.", MailProblem.TlsUntrusted, Retry.Later, e),
        AuthenticationException => new(
            $"{server.Host} does not answer with TLS on port {server.Port}.", MailProblem.NotThisProtocol, Retry.Later, e),
        OperationCanceledException => new(
            $"{server.Host} does not answer on port {server.Port}.", MailProblem.PortClosed, Retry.Later, e),
        IOException or ObjectDisposedException => new(
            $"{server.Host} broke the connection while encryption began.", MailProblem.ConnectionLost, Retry.Later, e),
        _ => null,
    };
}
