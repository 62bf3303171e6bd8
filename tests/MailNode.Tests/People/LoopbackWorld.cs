using MailNode.LoopbackMail;
using MailNode.Transport;

namespace MailNode.Tests.People;

/// <summary>The in-memory IMAP and SMTP server; it goes by the world's clock.</summary>
internal sealed class LoopbackWorld(LoopbackOptions? options = null) : MailWorld, IUnsteadyWorld
{
    private LoopbackServer? server;

    public LoopbackServer Server => server ?? throw new InvalidOperationException("This world has not started.");

    public override async Task StartAsync() => server = await LoopbackServer.StartAsync(options ?? new LoopbackOptions { SmtpNeedsLogin = true }, Clock);

    public override string[] InitArguments(string address) =>
        ["--imap", $"imap://{LoopbackServer.Host}:{Server.ImapPort}?tls=none", "--smtp", $"smtp://{LoopbackServer.Host}:{Server.SmtpPort}?tls=none"];

    public override async Task<IMailbox> OpenMailboxAsync(string address) => await ImapMailbox.ConnectAsync(
        new MailServer
        {
            Host = LoopbackServer.Host, Port = Server.ImapPort, Tls = TlsMode.None, User = address, Password = _ => ValueTask.FromResult(Password),
        },
        Clock, Token);

    public override Task DeliverAsync(string from, string to, byte[] mail)
    {
        Server.Deliver(to, mail);
        return Task.CompletedTask;
    }

    protected override void AddAccount(string address) => Server.AddAccount(address, Password);

    public void SwitchOff() => Server.Misbehave = [new Misbehaviour.CutAfterBytes(0)];

    public void SwitchOn() => Server.Misbehave = [];

    public override async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
        await base.DisposeAsync();
    }
}
