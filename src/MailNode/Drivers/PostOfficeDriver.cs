using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Drivers;

/// <summary>
/// The embedded default: a directory that holds one Maildir per address. A family on one machine, a USB stick, a demo;
/// no server is needed.
/// </summary>
internal sealed class PostOfficeDriver(string directory, EmailAddress own, TimeProvider clock) : IDriver
{
    public bool Serves(string endpoint) => endpoint.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase);

    public Task<IMailbox> OpenMailboxAsync(CancellationToken cancellation) => Task.FromResult<IMailbox>(MaildirMailbox.Open(PathOf(own), clock));

    public Task CheckOutgoingAsync(CancellationToken cancellation) => Task.CompletedTask;

    public async Task<Transmission> TransmitAsync(ReadOnlyMemory<byte> mail, EmailAddress recipient, CancellationToken cancellation)
    {
        var maildir = PathOf(recipient);
        if (!Directory.Exists(maildir)) return new Transmission($"the post office {directory} has no box for {recipient}", Retry.Never);
        await Maildir.DeliverAsync(maildir, mail, clock, cancellation);
        return Transmission.Taken;
    }

    public Task RestAsync() => Task.CompletedTask;

    /// <summary>Makes the box of an address, where it is not there yet.</summary>
    public void CreateBox() => Maildir.Create(PathOf(own));

    private string PathOf(EmailAddress address)
    {
        var name = address.ToString().ToLowerInvariant();
        if (name.Contains('/', StringComparison.Ordinal) || name.StartsWith('.'))
            throw new MailException($"{address} cannot have a box in a post office: its name is no file name.", MailProblem.FolderRefused, Retry.Never);
        return Path.Combine(directory, name);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
