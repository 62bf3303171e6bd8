using System.Text;
using MailNode.Discovery;
using MailNode.Mime;
using MailNode.Tests.Configuration;

namespace MailNode.Tests.Discovery;

public sealed class AutoconfigTests : IAsyncDisposable
{
    private const string First = "autoconfig.example.test/mail/config-v1.1.xml";
    private const string Second = "example.test/.well-known/autoconfig/mail/config-v1.1.xml";

    private static readonly string Page =
        LoopbackSite.Ok(AutoconfigXmlTests.Page(AutoconfigXmlTests.Server("incomingServer", "imap", "imap.example.test", "993", "SSL")));

    private readonly LoopbackSite site = new("autoconfig.example.test", "example.test");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task The_page_of_the_domain_is_read()
    {
        site.Pages[First] = Page;

        var offer = (await FindAsync())!;

        Assert.Equal("imap.example.test", Assert.Single(offer.Imap).Host);
        Assert.Contains("https://autoconfig.example.test", offer.Origin, StringComparison.Ordinal);
        Assert.False(offer.IsUnproven);
        Assert.Equal([First + "?emailaddress=ana%2Bx%40example.test"], site.Heard);
    }

    [Fact]
    public async Task The_well_known_place_comes_second_and_hears_the_domain_alone()
    {
        site.Pages[Second] = Page;

        Assert.NotNull(await FindAsync());
        Assert.Equal(Second, site.Heard.Last());
    }

    [Fact]
    public async Task A_page_without_servers_does_not_stand_in_the_way()
    {
        site.Pages[First] = LoopbackSite.Ok("<html>We park domains</html>");
        site.Pages[Second] = Page;

        Assert.Single((await FindAsync())!.Imap);
    }

    [Fact]
    public async Task A_site_that_cannot_prove_its_name_is_not_heard()
    {
        await using var other = new LoopbackSite("other.test");
        other.Pages[First] = other.Pages[Second] = Page;

        using var web = other.Web();
        Assert.Null(await new Autoconfig(web, TimeProvider.System).FindAsync(EmailAddress.Parse("ana@example.test"), "example.test", Token));
        Assert.Empty(other.Heard);
    }

    [Fact]
    public async Task A_redirect_is_followed_where_it_stays_encrypted()
    {
        site.Pages[First] = LoopbackSite.To("https://example.test/elsewhere.xml");
        site.Pages["example.test/elsewhere.xml"] = Page;

        Assert.NotNull(await FindAsync());
    }

    [Fact]
    public async Task A_redirect_to_plain_http_is_not_followed()
    {
        site.Pages[First] = site.Pages[Second] = LoopbackSite.To("http://example.test/elsewhere.xml");
        site.Pages["example.test/elsewhere.xml"] = Page;

        Assert.Null(await FindAsync());
        Assert.DoesNotContain("example.test/elsewhere.xml", site.Heard);
    }

    [Fact]
    public async Task Redirects_in_circles_end()
    {
        site.Pages[First] = LoopbackSite.To($"https://{First}");
        site.Pages[Second] = LoopbackSite.To($"https://{Second}");

        Assert.Null(await FindAsync());
        Assert.InRange(site.Heard.Count, 2, 8);
    }

    [Fact]
    public async Task A_page_without_end_is_given_up()
    {
        var sent = 0L;
        site.Instead = async (stream, c) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<a>"u8.ToArray(), c);
            var piece = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
            while (!c.IsCancellationRequested && sent < 100_000_000)
            {
                await stream.WriteAsync(piece, c);
                Interlocked.Add(ref sent, piece.Length);
            }
        };

        Assert.Null(await FindAsync());
        Assert.InRange(Interlocked.Read(ref sent), 1, 50_000_000);
    }

    [Fact]
    public async Task A_site_that_says_nothing_is_not_waited_for()
    {
        site.Instead = (_, c) => Task.Delay(Timeout.Infinite, c);

        using var web = site.Web();
        Assert.Null(await new Autoconfig(web, new HurriedClock()).FindAsync(EmailAddress.Parse("ana@example.test"), "example.test", Token));
    }

    private async Task<Offer?> FindAsync()
    {
        using var web = site.Web();
        return await new Autoconfig(web, TimeProvider.System).FindAsync(EmailAddress.Parse("ana+x@example.test"), "example.test", Token);
    }
}
