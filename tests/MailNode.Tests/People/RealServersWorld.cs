using MailNode.Tests.Transport;
using MailNode.Transport;

namespace MailNode.Tests.People;

/// <summary>Dovecot and Postfix: one server for all tests of a run, so each test's people have addresses of their own.</summary>
internal sealed class RealServersWorld(RealServers servers) : MailWorld
{
    private static int counter;

    private readonly int number = Interlocked.Increment(ref counter);
    private RealServer? server;

    private RealServer Server => server ?? throw new InvalidOperationException("This world has not started.");

    public override string Domain => Server.Domain;

    protected override string Password => Server.Password;

    protected override string Mark => $"-{Environment.ProcessId}-{number}";

    public override async Task StartAsync() => server = await servers.GetAsync();

    public override string[] InitArguments(string address) =>
        ["--imap", $"imaps://{Server.Host}:{Server.Imaps}", "--smtp", $"smtp://{Server.Host}:{Server.Submission}", "--ca-file", Server.CaFile];

    public override async Task<IMailbox> OpenMailboxAsync(string address) => await ImapMailbox.ConnectAsync(At(Server.Imap, address), Clock, Token);

    public override async Task DeliverAsync(string from, string to, byte[] mail)
    {
        await using var smtp = await SmtpConnection.ConnectAsync(At(Server.Smtp, ""), Clock, Token);
        Assert.True((await smtp.SendAsync(from, [to], mail, Token)) is [{ Accepted: true }]);
        await Server.DrainAsync();
    }

    public override Task SettleAsync() => Server.DrainAsync();

    private MailServer At(int port, string user) => new()
    {
        Host = Server.Host, Port = port, Tls = TlsMode.None, User = user, Password = _ => ValueTask.FromResult(Password),
    };
}
