using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Drivers;

/// <summary>Submission to a server (RFC 6409), over one connection as long as it lasts.</summary>
internal sealed class SmtpWay(MailServer server, EmailAddress own, TimeProvider clock) : IWayOut
{
    private SmtpConnection? connection;
    private MailServer server = server;

    public async Task CheckAsync(CancellationToken cancellation)
    {
        await EmailDriver.NamingAsync(server, () => ConnectedAsync(cancellation));
        await RestAsync();
    }

    public async Task<Transmission> TransmitAsync(ReadOnlyMemory<byte> mail, EmailAddress recipient, CancellationToken cancellation)
    {
        var isKept = connection is { TakesMore: true };
        var isCounted = server.UseChunking;
        var (transmission, again) = await TryAsync(mail, recipient, cancellation);
        // A server may leave a connection after a few mails, at a moment of its choice, or not know what it offers; a new connection is
        // worth one try.
        return (isKept && again) || isCounted != server.UseChunking ? (await TryAsync(mail, recipient, cancellation)).Transmission : transmission;
    }

    public async Task RestAsync()
    {
        if (connection is { } open) await open.DisposeAsync();
        connection = null;
    }

    /// <summary>Again: the connection ended, and certainly nobody has the mail.</summary>
    private async Task<(Transmission Transmission, bool Again)> TryAsync(ReadOnlyMemory<byte> mail, EmailAddress recipient, CancellationToken cancellation)
    {
        try
        {
            var smtp = await ConnectedAsync(cancellation);
            var outcomes = await smtp.SendAsync(own.ToString(), [recipient.ToString()], mail, cancellation);
            return outcomes is [{ Accepted: true }] ? (Transmission.Taken, false) : (Refused(outcomes[0].Reply), outcomes[0].Reply.Code == 421);
        }
        catch (MailException e)
        {
            var again = e.Problem == MailProblem.ConnectionLost && connection is { IsInDoubt: false };
            if (e.Problem == MailProblem.Garbage && connection is { IsInDoubt: false }) server = server with { UseChunking = false };
            await RestAsync();
            // What the whole server says (a wrong password, no way in) is no word about this recipient: it is tried again.
            var isAboutMail = e.Problem is MailProblem.MailRefused or MailProblem.TooLarge;
            return (new Transmission(e.Message, isAboutMail ? e.Retry : Retry.Later, !isAboutMail, e.After), again);
        }
    }

    private async Task<SmtpConnection> ConnectedAsync(CancellationToken cancellation)
    {
        if (connection is { TakesMore: false }) await RestAsync();
        return connection ??= await SmtpConnection.ConnectAsync(server, clock, cancellation);
    }

    private static Transmission Refused(SmtpReply reply) => new($"{reply.Code} {reply.Text}", reply.Retry, After: reply.After);
}
