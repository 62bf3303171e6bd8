using MailNode.Discovery;
using MailNode.Transport;

namespace MailNode.Tests.Discovery;

public sealed class ServiceRecordsTests : IAsyncDisposable
{
    private readonly LoopbackDns dns = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => dns.DisposeAsync();

    [Fact]
    public async Task The_best_comes_first()
    {
        Add("_imap._tcp", 0, 0, 143, "plain.example.test");
        Add("_imaps._tcp", 20, 0, 993, "third.example.test");
        Add("_imaps._tcp", 10, 1, 993, "second.example.test");
        Add("_imaps._tcp", 10, 9, 9993, "first.example.test");
        Add("_submissions._tcp", 0, 1, 465, "out.example.test");
        Add("_submission._tcp", 0, 1, 587, "out.example.test");

        var offer = (await FindAsync())!;

        Assert.Equal(
            [
                new("imap", "first.example.test", 9993, TlsMode.Implicit), new("imap", "second.example.test", 993, TlsMode.Implicit),
                new("imap", "third.example.test", 993, TlsMode.Implicit), new("imap", "plain.example.test", 143, TlsMode.StartTls),
            ],
            offer.Imap);
        Assert.Equal([new("smtp", "out.example.test", 465, TlsMode.Implicit), new("smtp", "out.example.test", 587, TlsMode.StartTls)], offer.Smtp);
        Assert.True(offer.IsUnproven);
    }

    [Fact]
    public async Task A_dot_means_that_there_is_no_such_service()
    {
        Add("_imap._tcp", 0, 0, 0, ".");
        Add("_imaps._tcp", 0, 0, 993, ".");
        Assert.Null(await FindAsync());
    }

    [Theory]
    [InlineData("192.0.2.1", 993)]
    [InlineData("imap.example.test", 0)]
    public async Task What_can_be_no_server_is_left_out(string target, int port)
    {
        Add("_imaps._tcp", 0, 0, port, target);
        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task A_domain_without_records_offers_nothing()
    {
        Assert.Null(await FindAsync());
        Assert.Equal(
            ["_imap._tcp.example.test Location", "_imaps._tcp.example.test Location", "_submission._tcp.example.test Location", "_submissions._tcp.example.test Location"],
            dns.Heard.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("aspmx.l.google.com", "Gmail")]
    [InlineData("example-test.mail.protection.outlook.com", "Microsoft 365")]
    [InlineData("in1-smtp.messagingengine.com", "Fastmail")]
    [InlineData("mail.tutanota.de", "Tuta")]
    [InlineData("notgoogle.com", null)]
    [InlineData("mx.example.test", null)]
    public async Task The_exchanger_tells_whose_customer_a_domain_is(string exchanger, string? provider)
    {
        dns.Add("example.test", DnsKind.Exchanger, DnsBytes.Exchanger(10, exchanger));
        dns.Add("example.test", DnsKind.Exchanger, DnsBytes.Exchanger(20, "mx.yandex.net"));

        var found = await new ServiceRecords(Resolver).FindProviderAsync("example.test", Token);

        Assert.Equal(provider, found?.Provider.Name);
    }

    private Resolver Resolver => new([dns.Address], TimeProvider.System);

    private Task<Offer?> FindAsync() => new ServiceRecords(Resolver).FindAsync("example.test", Token);

    private void Add(string service, int priority, int weight, int port, string target) =>
        dns.Add($"{service}.example.test", DnsKind.Location, DnsBytes.Service(priority, weight, port, target));
}
