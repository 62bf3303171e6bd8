using System.Security.Cryptography.X509Certificates;
using MailNode.Configuration;
using MailNode.Transport;

namespace MailNode.Discovery;

/// <summary>Goes up to a server as far as the login, and turns back where the password would be sent.</summary>
internal sealed class Knock(X509Certificate2Collection? roots, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Null when the server speaks the protocol, encrypted, with a certificate for its name, and wants a login now; else what is wrong.</summary>
    public async Task<MailException?> TryAsync(Endpoint endpoint, CancellationToken c)
    {
        var wantsPassword = false;
        var server = ServerUrl.Parse(endpoint.Url, endpoint.Protocol, "nobody", _ =>
        {
            wantsPassword = true;
            throw new MailException("This was only a knock at the door.", MailProblem.LoginRefused, Retry.Never);
        }, roots) with { Timeout = Patience };
        try
        {
            await ConnectAsync(server, endpoint.Protocol, c);
            return null;
        }
        catch (MailException e) when (wantsPassword || WantsSomethingElse(e, endpoint))
        {
            return null;
        }
        catch (MailException e)
        {
            e.Data[MailErrorWords.Server] = $"{endpoint.Host}:{endpoint.Port}";
            return e;
        }
    }

    /// <summary>It has no use for passwords, but that is not the question here: a server may take tokens alone.</summary>
    private static bool WantsSomethingElse(MailException e, Endpoint endpoint) =>
        e.Problem == MailProblem.LoginRefused || (e.Problem == MailProblem.TlsMissing && endpoint.Tls == TlsMode.Implicit);

    private async Task ConnectAsync(MailServer server, string protocol, CancellationToken c)
    {
        IAsyncDisposable connection = protocol == "imap"
            ? await ImapMailbox.ConnectAsync(server, clock, c)
            : await SmtpConnection.ConnectAsync(server, clock, c);
        await connection.DisposeAsync();
    }
}
