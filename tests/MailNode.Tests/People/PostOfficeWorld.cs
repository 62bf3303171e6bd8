using MailNode.Transport;

namespace MailNode.Tests.People;

/// <summary>A directory with one Maildir per address.</summary>
internal sealed class PostOfficeWorld : MailWorld
{
    private string Office => Path.Combine(Folder, "post-office");

    public override string[] InitArguments(string address) => ["--post-office", Office];

    public override Task<IMailbox> OpenMailboxAsync(string address) => Task.FromResult<IMailbox>(MaildirMailbox.Open(Path.Combine(Office, address), Clock));

    public override Task SendAsync(string from, string to, byte[] mail) =>
        Maildir.DeliverAsync(Path.Combine(Office, to), mail, Clock, TestContext.Current.CancellationToken);
}
