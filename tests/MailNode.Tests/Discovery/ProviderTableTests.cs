using MailNode.Configuration;
using MailNode.Discovery;
using MailNode.Transport;

namespace MailNode.Tests.Discovery;

public sealed class ProviderTableTests
{
    public static TheoryData<string> Names => [.. ProviderTable.All.Select(one => one.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Each_row_is_well_formed(string name)
    {
        var row = Assert.Single(ProviderTable.All, one => one.Name == name);
        Assert.NotEmpty(row.Domains);
        Assert.All(row.Domains.Concat(row.Mx), domain => Assert.Equal(domain, Endpoint.HostName(domain)));
        Assert.Equal(row.Imap.Count == 0, row.Smtp.Count == 0);
        Assert.True(row.Page.Length == 0 || new Uri(row.Page) is { Scheme: "https" }, row.Page);
        Assert.All(row.Words.Split(' ').Where(word => word.Contains("://", StringComparison.Ordinal)), word => Assert.StartsWith("https://", word, StringComparison.Ordinal));
        Assert.True(row.Words.Length == 0 || row.Words[^1] == '.', row.Words);
        if (row.Imap.Count == 0) Assert.Contains("no IMAP", row.Words, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void Each_server_encrypts(string name)
    {
        var offer = ProviderTable.All.Single(one => one.Name == name).OfferTo("ana");
        Assert.All(offer.Imap.Concat(offer.Smtp), server =>
        {
            Assert.NotEqual(TlsMode.None, server.Tls);
            var back = ServerUrl.Parse(server.Url, server.Protocol, "ana@example.test", _ => ValueTask.FromResult(""), null);
            Assert.Equal((server.Host, server.Port, server.Tls, server.User ?? "ana@example.test"), (back.Host, back.Port, back.Tls, back.User));
        });
    }

    [Fact]
    public void No_domain_belongs_to_two()
    {
        Assert.Empty(ProviderTable.All.SelectMany(one => one.Domains).GroupBy(domain => domain).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.Empty(ProviderTable.All.SelectMany(one => one.Mx).GroupBy(suffix => suffix).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.Equal(ProviderTable.All.Count, ProviderTable.All.DistinctBy(one => one.Name).Count());
    }

    [Theory]
    [InlineData("gmail.com", "imaps://imap.gmail.com:993", "smtps://smtp.gmail.com:465")]
    [InlineData("HOTMAIL.de", "imaps://outlook.office365.com:993", "smtp://smtp-mail.outlook.com:587")]
    [InlineData("gmx.at", "imaps://imap.gmx.net:993", "smtps://mail.gmx.net:465")]
    [InlineData("free.fr", "imaps://ana@imap.free.fr:993", "smtps://ana@smtp.free.fr:465")]
    [InlineData("proton.me", "imap://127.0.0.1:1143", "smtp://127.0.0.1:1025")]
    public void Common_domains_are_known(string domain, string imap, string smtp)
    {
        var offer = ProviderTable.OfDomain(domain)!.OfferTo("ana");
        Assert.Equal((imap, smtp), (offer.Imap[0].Url, offer.Smtp[0].Url));
    }

    [Theory]
    [InlineData("imap.gmail.com", "Gmail")]
    [InlineData("smtp-mail.outlook.com", "Outlook.com")]
    [InlineData("imap.notgmail.com", null)]
    [InlineData("127.0.0.1", null)] // Proton's bridge is there, but so is everything else
    public void A_server_is_known_by_its_name(string host, string? provider) => Assert.Equal(provider, ProviderTable.OfServer(host)?.Name);

    [Fact]
    public void A_domain_that_only_ends_alike_is_not_known() => Assert.Null(ProviderTable.OfDomain("mail.gmail.com"));
}
