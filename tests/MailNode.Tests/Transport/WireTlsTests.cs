using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>Connections that do not come about, each with its own reason, and certificates that are refused.</summary>
public sealed class WireTlsTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly X509Certificate2 authority = Authority();

    public void Dispose() => authority.Dispose();

    [Theory]
    [InlineData("localhost", "localhost", true)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("localhost", "mail.example.org", false)]
    [InlineData("127.0.0.1", "localhost", false)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    public async Task The_certificate_must_name_the_host(string host, string named, bool accepted)
    {
        var problem = await TryAsync(Leaf(named), host, [authority]);
        Assert.Equal(accepted ? null : MailProblem.TlsUntrusted, problem?.Problem);
    }

    [Fact]
    public async Task A_certificate_of_unknown_hand_is_refused()
    {
        var problem = await TryAsync(Leaf("127.0.0.1"), "127.0.0.1", null);
        Assert.Equal(MailProblem.TlsUntrusted, problem?.Problem);
        using var other = Authority();
        Assert.Equal(MailProblem.TlsUntrusted, (await TryAsync(Leaf("127.0.0.1"), "127.0.0.1", [other]))?.Problem);
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_and_called_so()
    {
        var problem = await TryAsync(Leaf("127.0.0.1", lastDay: -1), "127.0.0.1", [authority]);
        Assert.Equal(MailProblem.TlsUntrusted, problem?.Problem);
        Assert.Contains("expired", problem?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_for_something_else_than_servers_is_refused()
    {
        var forMail = Leaf("127.0.0.1", purpose: "1.3.6.1.5.5.7.3.4");
        Assert.Equal(MailProblem.TlsUntrusted, (await TryAsync(forMail, "127.0.0.1", [authority]))?.Problem);
    }

    [Fact]
    public async Task A_self_signed_certificate_is_trusted_when_it_was_named()
    {
        using var own = SelfSigned("127.0.0.1");
        Assert.Null(await TryAsync(own, "127.0.0.1", [own]));
        Assert.Equal(MailProblem.TlsUntrusted, (await TryAsync(own, "127.0.0.1", [authority]))?.Problem);
    }

    [Fact]
    public async Task Starttls_begins_anew_behind_the_handshake()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready");
            await peer.AnswerAsync("STARTTLS");
            await peer.SecureAsync(Leaf("127.0.0.1"));
            await peer.AnswerAsync("CAPABILITY", "* CAPABILITY IMAP4rev1");
            await peer.AnswerAsync("LOGIN \"ana\" \"s3cret\"");
            await peer.AnswerAsync("CAPABILITY", "* CAPABILITY IMAP4rev1 IDLE");
            await peer.AnswerAsync("LIST \"\" \"\"", "* LIST (\\Noselect) \"/\" \"\"");
            await peer.AnswerAsync("LOGOUT", "* BYE bye");
        });
        var address = server.Address(TlsMode.StartTls, roots: [authority]);
        await using var mailbox = await ImapMailbox.ConnectAsync(address, TimeProvider.System, None);
    }

    [Theory]
    [InlineData("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] STARTTLS stripped")]
    [InlineData("* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome, no need to encrypt")]
    public async Task Nothing_secret_is_said_where_encryption_was_taken_away(string greeting)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync(greeting);
            await peer.WaitForEndAsync(); // a LOGIN would have to be answered
        });
        var problem = await ConnectAsync(server.Address(TlsMode.StartTls));
        Assert.Equal((MailProblem.TlsMissing, Retry.Never), (problem?.Problem, problem?.Retry));
    }

    [Fact]
    public async Task Plain_text_smuggled_in_before_tls_is_refused()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready");
            var tag = await peer.TakeAsync("STARTTLS");
            await peer.SayAsync($"{tag} OK begin\n* CAPABILITY IMAP4rev1 AUTH=EVIL");
            await peer.WaitForEndAsync();
        });
        Assert.Equal(MailProblem.Garbage, (await ConnectAsync(server.Address(TlsMode.StartTls)))?.Problem);
    }

    [Theory]
    [InlineData("220 mail.example.org ESMTP", MailProblem.NotThisProtocol)]
    [InlineData("HTTP/1.1 400 Bad Request", MailProblem.NotThisProtocol)]
    [InlineData("* BYE too many connections", MailProblem.ConnectionLost)]
    public async Task A_strange_greeting_is_not_imap(string greeting, MailProblem expected)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync(greeting);
            await peer.WaitForEndAsync();
        });
        Assert.Equal(expected, (await ConnectAsync(server.Address()))?.Problem);
    }

    [Fact]
    public async Task A_plain_server_on_the_tls_port_is_not_taken_for_an_untrusted_one()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync("* OK IMAP4rev1 ready, in plain text and with a long greeting so that it looks like a record of TLS");
            await peer.WaitForEndAsync();
        });
        Assert.Equal(MailProblem.NotThisProtocol, (await ConnectAsync(server.Address(TlsMode.Implicit)))?.Problem);
    }

    [Fact]
    public async Task A_server_that_says_nothing_may_expect_tls()
    {
        var clock = new WireClock();
        await using var server = ScriptedServer.Start(peer => peer.WaitForEndAsync());
        var connecting = ConnectAsync(server.Address() with { Timeout = TimeSpan.FromMinutes(3) }, clock);
        // Twice: the first time is for the connection itself.
        await clock.SomebodyWaitsAsync(TimeSpan.FromMinutes(3));
        while (!connecting.IsCompleted)
        {
            await Task.Yield();
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Contains((await connecting)?.Problem, new MailProblem?[] { MailProblem.NotThisProtocol, MailProblem.PortClosed });
    }

    [Fact]
    public async Task Nobody_at_home_is_a_closed_port_and_no_such_name_an_unknown_host()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var server = new MailServer { Host = "127.0.0.1", Port = port, Tls = TlsMode.None, User = "a", Password = _ => default };
        Assert.Equal(MailProblem.PortClosed, (await ConnectAsync(server))?.Problem);
        Assert.Equal(MailProblem.HostUnknown, (await ConnectAsync(server with { Host = "no..such.name" }))?.Problem);
        Assert.Equal(MailProblem.HostUnknown, (await ConnectAsync(server with { Host = "mail.invalid" }))?.Problem);
    }

    [Fact]
    public void A_server_is_shown_without_its_password()
    {
        var server = new MailServer { Host = "h", Port = 993, Tls = TlsMode.Implicit, User = "u", Password = _ => default };
        Assert.Equal("h:993 (Implicit)", server.ToString());
    }

    private static async Task<MailException?> ConnectAsync(MailServer server, TimeProvider? clock = null)
    {
        try
        {
            await using var mailbox = await ImapMailbox.ConnectAsync(server, clock ?? TimeProvider.System, None);
            return null;
        }
        catch (MailException e)
        {
            return e;
        }
    }

    private static async Task<MailException?> TryAsync(X509Certificate2 certificate, string host, X509Certificate2Collection? roots)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            try
            {
                await peer.SecureAsync(certificate);
                await peer.LogInAsync("IDLE");
                await peer.AnswerAsync("LOGOUT", "* BYE bye");
            }
            catch (System.Security.Authentication.AuthenticationException)
            {
                // The client refused, as it may.
            }
        });
        return await ConnectAsync(server.Address(TlsMode.Implicit, host, roots: roots));
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Day(-10), Day(10));
    }

    private X509Certificate2 Leaf(string name, int lastDay = 5, string purpose = "1.3.6.1.5.5.7.3.1")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = Request(name, key, purpose).Create(authority, Day(-5), Day(lastDay), RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null);
    }

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var whole = Request(name, key, "1.3.6.1.5.5.7.3.1").CreateSelfSigned(Day(-5), Day(5));
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null);
    }

    private static CertificateRequest Request(string name, ECDsa key, string purpose)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        return request;
    }

    private static DateTimeOffset Day(int fromNow) => TimeProvider.System.GetUtcNow().AddDays(fromNow);
}
