using MailNode.Configuration;
using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Drivers;

/// <summary>Ordinary email: IMAP for what came, SMTP submission or a local program for what goes.</summary>
internal sealed class EmailDriver(MailServer imap, IWayOut wayOut, TimeProvider clock) : IDriver
{
    public bool Serves(string endpoint) => endpoint.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase);

    public async Task<IMailbox> OpenMailboxAsync(CancellationToken cancellation) =>
        await NamingAsync(imap, () => ImapMailbox.ConnectAsync(imap, clock, cancellation));

    public Task CheckOutgoingAsync(CancellationToken cancellation) => wayOut.CheckAsync(cancellation);

    public Task<Transmission> TransmitAsync(ReadOnlyMemory<byte> mail, EmailAddress recipient, CancellationToken cancellation) =>
        wayOut.TransmitAsync(mail, recipient, cancellation);

    public Task RestAsync() => wayOut.RestAsync();

    public async ValueTask DisposeAsync() => await RestAsync();

    /// <summary>Notes which server a failure is about: what a person has to do depends on the provider.</summary>
    internal static async Task<T> NamingAsync<T>(MailServer server, Func<Task<T>> connect)
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
}
