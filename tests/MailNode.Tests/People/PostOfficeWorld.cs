using MailNode.Transport;

namespace MailNode.Tests.People;

/// <summary>A directory with one Maildir per address.</summary>
internal sealed class PostOfficeWorld : MailWorld, IUnsteadyWorld
{
    private string Office => Path.Combine(Folder, "post-office");

    private string Away => Office + "-away";

    public override string[] InitArguments(string address) => ["--post-office", Office];

    public override Task<IMailbox> OpenMailboxAsync(string address) => Task.FromResult<IMailbox>(MaildirMailbox.Open(Path.Combine(Office, address), Clock));

    public override Task DeliverAsync(string from, string to, byte[] mail) => Maildir.DeliverAsync(Path.Combine(Office, to), mail, Clock, Token);

    protected override void AddAccount(string address) => Maildir.Create(Path.Combine(Office, address));

    public void SwitchOff() => Directory.Move(Office, Away);

    /// <summary>One person's box is gone.</summary>
    public void SwitchOff(string address) => Directory.Move(Path.Combine(Office, address), Path.Combine(Folder, address));

    public void SwitchOn(string address) => Directory.Move(Path.Combine(Folder, address), Path.Combine(Office, address));

    public void SwitchOn() => Directory.Move(Away, Office);
}
