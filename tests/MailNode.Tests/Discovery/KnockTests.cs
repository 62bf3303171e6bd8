using MailNode.Discovery;
using MailNode.LoopbackMail;
using MailNode.Transport;

namespace MailNode.Tests.Discovery;

public sealed class KnockTests : IAsyncLifetime
{
    private LoopbackServer? started;

    private LoopbackServer Server => started!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => started = await LoopbackServer.StartAsync(new LoopbackOptions { Tls = true, SmtpNeedsLogin = true });

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    [Theory]
    [InlineData("imap", TlsMode.Implicit)]
    [InlineData("imap", TlsMode.StartTls)]
    [InlineData("smtp", TlsMode.Implicit)]
    [InlineData("smtp", TlsMode.StartTls)]
    public async Task A_server_is_there_and_hears_no_login(string protocol, TlsMode tls)
    {
        Assert.Null(await KnockAsync(protocol, tls));
        Assert.DoesNotContain(Server.Heard, line => line.Contains("AUTH", StringComparison.OrdinalIgnoreCase) || line.Contains("LOGIN", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_server_that_takes_only_tokens_is_there_too()
    {
        Server.Misbehave = [new Misbehaviour.Answer("EHLO", "250-localhost\r\n250 AUTH XOAUTH2")];
        Assert.Null(await KnockAsync("smtp", TlsMode.Implicit));
    }

    [Theory]
    [InlineData("imap", TlsMode.Implicit)]
    [InlineData("smtp", TlsMode.StartTls)]
    public async Task A_certificate_for_another_name_or_of_nobody_we_know_is_no_answer(string protocol, TlsMode tls)
    {
        var problem = await new Knock(null, TimeProvider.System).TryAsync(new Endpoint(protocol, "localhost", Port(protocol, tls), tls), Token);
        Assert.Equal(MailProblem.TlsUntrusted, problem?.Problem);
    }

    [Fact]
    public async Task Something_else_at_the_port_is_no_answer() =>
        Assert.NotNull(await new Knock(Server.Roots, TimeProvider.System).TryAsync(new Endpoint("imap", "localhost", Server.SmtpsPort, TlsMode.Implicit), Token));

    private Task<MailException?> KnockAsync(string protocol, TlsMode tls) =>
        new Knock(Server.Roots, TimeProvider.System).TryAsync(new Endpoint(protocol, "localhost", Port(protocol, tls), tls), Token);

    private int Port(string protocol, TlsMode tls) => (protocol, tls) switch
    {
        ("imap", TlsMode.Implicit) => Server.ImapsPort,
        ("imap", _) => Server.ImapPort,
        (_, TlsMode.Implicit) => Server.SmtpsPort,
        _ => Server.SmtpPort,
    };
}
