using System.Text.Json;
using MailNode.Commands;
using MailNode.Discovery;
using MailNode.LoopbackMail;
using MailNode.Tests.Configuration;

namespace MailNode.Tests.Discovery;

/// <summary><c>init</c> and <c>restore</c> without URLs, with a resolver, a web site and a mail server on loopback.</summary>
public sealed class DiscoveryStories : IAsyncLifetime
{
    private const string Password = "correct horse";
    private const string Autoconfig = "autoconfig.localhost/mail/config-v1.1.xml";

    private readonly TemporaryFolder folder = new();
    private readonly LoopbackDns dns = new();
    private readonly LoopbackSite site = new("autoconfig.localhost", "localhost");
    private LoopbackServer? started;

    private LoopbackServer Server => started!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        started = await LoopbackServer.StartAsync(new LoopbackOptions { Tls = true, SmtpNeedsLogin = true });
        Server.AddAccount("ana@localhost", Password);
        Server.AddAccount("ana@example.test", Password);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await site.DisposeAsync();
        await dns.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task The_domains_own_page_is_asked_first()
    {
        SetAutoconfig("%EMAILADDRESS%");
        AddServices("localhost", "elsewhere.test");

        var (code, output, errors) = await RunAsync("init", "ana@localhost");

        Assert.True(code == 0, errors);
        Assert.Contains("Recovery code", output, StringComparison.Ordinal);
        Assert.Contains($"Mail is read from   localhost, port {Server.ImapsPort}, TLS   (the autoconfig page at https://autoconfig.localhost)", errors, StringComparison.Ordinal);
        Assert.Contains($"Mail is handed to   localhost, port {Server.SmtpPort}, STARTTLS", errors, StringComparison.Ordinal);
        Assert.Equal(($"imaps://localhost:{Server.ImapsPort}", $"smtp://localhost:{Server.SmtpPort}"), Servers());
        Assert.Empty(dns.Heard);
    }

    [Fact]
    public async Task Service_records_within_the_domain_need_nobodys_consent()
    {
        AddServices("localhost", "localhost");

        var (code, _, errors) = await RunAsync("init", "ana@localhost");

        Assert.True(code == 0, errors);
        Assert.Contains("(the DNS of localhost)", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("[y/N]", errors, StringComparison.Ordinal);
        Assert.Equal(($"imaps://localhost:{Server.ImapsPort}", $"smtps://localhost:{Server.SmtpsPort}"), Servers());
    }

    [Theory]
    [InlineData("y\n", true)]
    [InlineData("Yes\n", true)]
    [InlineData("n\n", false)]
    [InlineData("\n", false)]
    [InlineData("", false)]
    public async Task A_server_that_dns_names_outside_the_domain_gets_the_password_only_when_a_person_agrees(string typed, bool agreed)
    {
        AddServices("example.test", "localhost");

        var (code, _, errors) = await RunTypingAsync(typed, "init", "ana@example.test");

        Assert.Contains("names localhost for ana@example.test", errors, StringComparison.Ordinal);
        Assert.Equal(agreed ? 0 : 1, code);
        Assert.Equal(agreed, Logins() > 0);
        Assert.Equal(agreed, File.Exists(folder["node/account.json"]));
        if (!agreed) Assert.Contains("--yes", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_yes_agrees()
    {
        AddServices("example.test", "localhost");
        var (code, _, errors) = await RunAsync("init", "ana@example.test", "--yes");
        Assert.True(code == 0, errors);
    }

    [Fact]
    public async Task The_usual_names_are_the_last_resort()
    {
        var (code, _, errors) = await RunAsync("init", "ana@localhost");

        Assert.True(code == 0, errors);
        Assert.Contains("(a name that many mail servers have)", errors, StringComparison.Ordinal);
        Assert.Equal(($"imaps://localhost:{Server.ImapsPort}", $"smtps://localhost:{Server.SmtpsPort}"), Servers());
    }

    [Fact]
    public async Task Restore_finds_the_servers_too()
    {
        AddServices("localhost", "localhost");
        var made = JsonDocument.Parse((await RunAsync("init", "ana@localhost", "--json")).Output).RootElement;

        var (code, output, errors) = await RunAsync("restore", "ana@localhost", "--code", made.GetProperty("recoveryCode").GetString()!, "--data", folder["again"]);

        Assert.True(code == 0, errors);
        Assert.Contains("is back", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_servers_only_the_one_that_was_not_given_is_looked_for(bool imap)
    {
        AddServices("localhost", "localhost");
        var given = imap ? $"imap://localhost:{Server.ImapPort}" : $"smtp://localhost:{Server.SmtpPort}";

        var (code, _, errors) = await RunAsync("init", "ana@localhost", imap ? "--imap" : "--smtp", given);

        Assert.True(code == 0, errors);
        Assert.Equal(imap ? (given, $"smtps://localhost:{Server.SmtpsPort}") : ($"imaps://localhost:{Server.ImapsPort}", given), Servers());
    }

    [Fact]
    public async Task The_login_name_of_the_page_is_tried_and_then_the_address()
    {
        SetAutoconfig("%EMAILLOCALPART%");

        var (code, _, errors) = await RunAsync("init", "ana@localhost");

        Assert.True(code == 0, errors);
        Assert.Equal(($"imaps://localhost:{Server.ImapsPort}", $"smtp://localhost:{Server.SmtpPort}"), Servers());
    }

    [Fact]
    public async Task The_login_name_of_the_page_stays_where_it_works()
    {
        SetAutoconfig("%EMAILLOCALPART%");
        Server.AddAccount("ana", Password);

        var (code, _, errors) = await RunAsync("init", "ana@localhost");

        Assert.True(code == 0, errors);
        Assert.Equal(($"imaps://ana@localhost:{Server.ImapsPort}", $"smtp://ana@localhost:{Server.SmtpPort}"), Servers());
    }

    [Theory]
    [InlineData("%EMAILLOCALPART%", 2)]
    [InlineData("%EMAILADDRESS%", 1)]
    public async Task A_wrong_password_is_never_sent_a_third_time(string user, int times)
    {
        SetAutoconfig(user);
        Server.Account("ana@localhost").Password = "another";

        var (code, _, errors) = await RunAsync("init", "ana@localhost");

        Assert.Equal(1, code);
        Assert.Contains("refuses the login", errors, StringComparison.Ordinal);
        Assert.Equal(times, Logins());
    }

    [Fact]
    public async Task A_server_whose_certificate_is_not_trusted_is_not_used()
    {
        AddServices("localhost", "localhost");

        var (code, _, errors) = await RunAsync(new StringReader(""), ["init", "ana@localhost", "--data", folder["node"]]);

        Assert.Equal(1, code);
        Assert.Contains("certificate", errors, StringComparison.Ordinal);
        Assert.Contains("--imap", errors, StringComparison.Ordinal);
        Assert.Equal(0, Logins());
    }

    [Fact]
    public async Task A_server_without_encryption_is_not_used()
    {
        await using var plain = await LoopbackServer.StartAsync(new LoopbackOptions { SmtpNeedsLogin = true });
        dns.Add("_imap._tcp.example.test", DnsKind.Location, DnsBytes.Service(0, 0, plain.ImapPort, "localhost"));
        dns.Add("_submission._tcp.example.test", DnsKind.Location, DnsBytes.Service(0, 0, plain.SmtpPort, "localhost"));

        var (code, _, errors) = await RunAsync("init", "ana@example.test", "--yes");

        Assert.Equal(1, code);
        Assert.Contains("no encryption", errors, StringComparison.Ordinal);
        Assert.DoesNotContain(plain.Heard, line => IsLogin(line));
    }

    [Fact]
    public async Task A_server_that_went_away_gives_way_to_the_next()
    {
        dns.Add("_imaps._tcp.localhost", DnsKind.Location, DnsBytes.Service(0, 0, 1, "localhost"));
        dns.Add("_imaps._tcp.localhost", DnsKind.Location, DnsBytes.Service(1, 0, Server.ImapsPort, "localhost"));
        dns.Add("_submissions._tcp.localhost", DnsKind.Location, DnsBytes.Service(0, 0, Server.SmtpsPort, "localhost"));

        var (code, _, errors) = await RunAsync("init", "ana@localhost");

        Assert.True(code == 0, errors);
    }

    [Fact]
    public async Task Where_nothing_is_found_it_says_what_to_pass()
    {
        dns.Add("_imaps._tcp.localhost", DnsKind.Location, DnsBytes.Service(0, 0, 1, "localhost"));
        var (code, _, errors) = await RunAsync(new StringReader(""), ["init", "ana@localhost", "--data", folder["node"]], ports: null);

        Assert.Equal(1, code);
        Assert.Contains("No mail servers could be reached for localhost", errors, StringComparison.Ordinal);
        Assert.Contains("Tried was localhost, port 1, TLS (the DNS of localhost)", errors, StringComparison.Ordinal);
        Assert.Contains("pass --imap imaps://HOST and --smtp smtps://HOST", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("online?", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["node"]));
    }

    [Fact]
    public async Task Without_a_network_it_says_so()
    {
        dns.OverUdp = question => [DnsBytes.Answer(question, 0x8182, 0)];
        var (code, _, errors) = await RunAsync(new StringReader(""), ["init", "ana@localhost", "--data", folder["node"]], ports: null);

        Assert.Equal(1, code);
        Assert.Contains("is this computer online?", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ana@tutanota.com", "has no IMAP", 1)]
    [InlineData("ana@HEY.com", "has no IMAP", 1)]
    [InlineData("ana@[192.0.2.1]", "--imap", 2)]
    [InlineData("ana", "not a mail address", 2)]
    public async Task Where_no_search_can_help_none_is_made(string address, string words, int expected)
    {
        var (code, _, errors) = await RunAsync("init", address);

        Assert.Equal(expected, code);
        Assert.Contains(words, errors, StringComparison.Ordinal);
        Assert.Empty(dns.Heard);
        Assert.Empty(site.Heard);
    }

    private void SetAutoconfig(string user) => site.Pages[Autoconfig] = LoopbackSite.Ok(AutoconfigXmlTests.Page(
        AutoconfigXmlTests.Server("incomingServer", "imap", "localhost", $"{Server.ImapsPort}", "SSL", user),
        AutoconfigXmlTests.Server("outgoingServer", "smtp", "localhost", $"{Server.SmtpPort}", "STARTTLS", user)));

    private void AddServices(string domain, string host)
    {
        dns.Add($"_imaps._tcp.{domain}", DnsKind.Location, DnsBytes.Service(0, 0, Server.ImapsPort, host));
        dns.Add($"_submissions._tcp.{domain}", DnsKind.Location, DnsBytes.Service(0, 0, Server.SmtpsPort, host));
    }

    private int Logins() => Server.Heard.Count(IsLogin);

    private static bool IsLogin(string line) =>
        line.Contains("AUTH", StringComparison.OrdinalIgnoreCase) || line.Contains(" LOGIN ", StringComparison.OrdinalIgnoreCase);

    private (string? Imap, string? Smtp) Servers()
    {
        var account = MailNode.Configuration.Account.Load(new MailNode.Configuration.DataFolder(folder["node"]));
        return (account.Imap, account.Smtp);
    }

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] args) => RunTypingAsync("", args);

    private Task<(int Code, string Output, string Errors)> RunTypingAsync(string typed, params string[] args) => RunAsync(
        new StringReader(typed),
        [.. args, "--ca-file", Server.CaFile, .. args.Contains("--data") ? Array.Empty<string>() : ["--data", folder["node"]]],
        new CommonPorts(Server.ImapsPort, Server.SmtpsPort, Server.SmtpPort));

    private async Task<(int Code, string Output, string Errors)> RunAsync(TextReader input, string[] args, CommonPorts? ports = null)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var variables = new Dictionary<string, string?> { ["MAILNODE_PASSWORD"] = Password };
        var surroundings = new Surroundings(TimeProvider.System, variables, input, output, errors)
        {
            Network = new Network(() => [dns.Address], site.Web, ports),
        };
        return (await CommandLine.RunAsync(args, surroundings, Token), output.ToString(), errors.ToString());
    }
}
