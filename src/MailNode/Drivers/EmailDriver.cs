using MailNode.Configuration;
using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Drivers;

/// <summary>Ordinary email: IMAP for what came, SMTP submission for what goes.</summary>
internal sealed class EmailDriver(MailServer imap, MailServer smtp, EmailAddress own, TimeProvider clock) : IDriver
{
    /// <summary>Mails on one connection, before some servers begin to look askance.</summary>
    private const int MailsPerConnection = 100;

    private SmtpConnection? connection;
    private int mails;

    public bool Serves(string endpoint) => endpoint.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase);

    public async Task<IMailbox> OpenMailboxAsync(CancellationToken cancellation) =>
        await NamingAsync(imap, () => ImapMailbox.ConnectAsync(imap, clock, cancellation));

    public async Task CheckOutgoingAsync(CancellationToken cancellation)
    {
        await NamingAsync(smtp, () => ConnectedAsync(cancellation));
        await RestAsync();
    }

    /// <summary>Notes which server a failure is about: what a person has to do depends on the provider.</summary>
    private static async Task<T> NamingAsync<T>(MailServer server, Func<Task<T>> connect)
    {
        try
        {
            return await connect();
        }
        catch (MailException e)
        {
            e.Data[MailErrorWords.Server] = $"{server.Host}:{server.Port}";
            throw;
        }
    }

    public async Task<Transmission> TransmitAsync(ReadOnlyMemory<byte> mail, EmailAddress recipient, CancellationToken cancellation)
    {
        try
        {
            var smtp = await ConnectedAsync(cancellation);
            if (smtp.MaxSize is { } max and > 0 && mail.Length > max)
                return new Transmission($"the mail has {mail.Length} bytes and the server takes {max}", Retry.Never);
            var outcomes = await smtp.SendAsync(own.ToString(), [recipient.ToString()], mail, cancellation);
            return outcomes is [{ Accepted: true }] ? Transmission.Taken : Refused(outcomes[0].Reply);
        }
        catch (MailException e)
        {
            await RestAsync();
            // What the whole server says (a wrong password, no way in) is no word about this recipient: it is tried again.
            var isAboutMail = e.Problem is MailProblem.MailRefused or MailProblem.TooLarge;
            return new Transmission(e.Message, isAboutMail ? e.Retry : Retry.Later, IsClosed: !isAboutMail);
        }
    }

    public async Task RestAsync()
    {
        if (connection is { } open) await open.DisposeAsync();
        connection = null;
    }

    private async Task<SmtpConnection> ConnectedAsync(CancellationToken cancellation)
    {
        if (mails++ % MailsPerConnection == 0) await RestAsync();
        return connection ??= await SmtpConnection.ConnectAsync(smtp, clock, cancellation);
    }

    private static Transmission Refused(SmtpReply reply) => new($"{reply.Code} {reply.Text}", reply.Retry);

    public async ValueTask DisposeAsync() => await RestAsync();
}
