using MailNode.LoopbackMail;
using MailNode.LoopbackMail.Faults;
using MailNode.Transport;

namespace MailNode.Tests.People;

/// <summary>The in-memory server behind two fault proxies: nodes pass through them, mail clients do not.</summary>
internal sealed class FaultWorld : MailWorld
{
    private LoopbackServer? server;

    public LoopbackServer Server => server ?? throw new InvalidOperationException("This world has not started.");

    public FaultProxy Imap { get; private set; } = null!;

    public FaultProxy Smtp { get; private set; } = null!;

    public override async Task StartAsync()
    {
        server = await LoopbackServer.StartAsync(new LoopbackOptions { SmtpNeedsLogin = true }, Clock);
        Imap = FaultProxy.Before(LoopbackServer.Host, server.ImapPort);
        Smtp = FaultProxy.Before(LoopbackServer.Host, server.SmtpPort);
    }

    public override string[] InitArguments(string address) =>
        ["--imap", $"imap://{LoopbackServer.Host}:{Imap.Port}?tls=none", "--smtp", $"smtp://{LoopbackServer.Host}:{Smtp.Port}?tls=none"];

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

    public override async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await Imap.DisposeAsync();
            await Smtp.DisposeAsync();
            await server.DisposeAsync();
        }
        await base.DisposeAsync();
    }
}
