using System.Security.Cryptography.X509Certificates;
using System.Text;
using MailNode.KeyLookup;
using MailNode.Tests.Configuration;
using MailNode.Tests.Discovery;

namespace MailNode.Tests.KeyLookup;

/// <summary>Fetching, from a real HTTPS server on loopback.</summary>
public sealed class KeyWebTests : IAsyncDisposable
{
    private const string Host = "keys.example.test";

    private static readonly Uri Page = new($"https://{Host}/key?of=ana");

    private readonly LoopbackSite site = new(Host);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_page_is_fetched_and_nobody_is_told_more_than_needed()
    {
        site.Files[$"{Host}/key"] = LoopbackSite.Ok([1, 2, 3, 0xFF]);

        Assert.Equal([1, 2, 3, 0xFF], Assert.IsType<WebAnswer.Page>(await GetAsync()).Bytes);
        Assert.Equal($"GET /key?of=ana HTTP/1.1\r\nHost: {Host}\r\nUser-Agent: mailnode\r\n", Assert.Single(site.Heads));
    }

    [Fact]
    public async Task A_cookie_is_not_kept()
    {
        site.Pages[$"{Host}/key"] = LoopbackSite.Ok("x").Replace("\r\n\r\n", "\r\nSet-Cookie: seen=1; Path=/\r\n\r\n", StringComparison.Ordinal);
        using var handler = site.KeyWeb(site.Roots);
        var web = new KeyWeb(handler, TimeProvider.System);

        await web.GetAsync(Page, Token);
        await web.GetAsync(Page, Token);

        Assert.Equal(2, site.Heads.Count);
        Assert.DoesNotContain(site.Heads, head => head.Contains("Cookie", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("404 Not Found")]
    [InlineData("410 Gone")]
    public async Task A_page_that_is_not_there_is_no_failure(string status)
    {
        site.Pages[$"{Host}/key"] = Empty(status);
        Assert.IsType<WebAnswer.NoPage>(await GetAsync());
    }

    [Theory]
    [InlineData("204 No Content", 204)]
    [InlineData("206 Partial Content", 206)]
    [InlineData("304 Not Modified", 304)]
    [InlineData("403 Forbidden", 403)]
    [InlineData("407 Proxy Authentication Required", 407)]
    [InlineData("429 Too Many Requests", 429)]
    [InlineData("503 Service Unavailable", 503)]
    public async Task Other_answers_say_nothing_about_the_page(string status, int number)
    {
        site.Pages[$"{Host}/key"] = Empty(status);
        Assert.Equal(new WebAnswer.Failed(WebFault.Refused, number), await GetAsync());
    }

    [Fact]
    public async Task A_host_without_an_address_is_told_apart()
    {
        site.Names.Clear();
        Assert.IsType<WebAnswer.NoHost>(await GetAsync());
    }

    [Theory]
    [InlineData("502 Bad Gateway")]
    [InlineData("407 Proxy Authentication Required")]
    public async Task A_proxy_that_leads_nowhere_is_told_apart(string status)
    {
        site.Names.Add("proxy.example.test");
        site.Pages[$"{Host}:443{Host}:443"] = Empty(status);
        using var handler = site.KeyWeb(site.Roots);
        (handler.UseProxy, handler.Proxy) = (true, new System.Net.WebProxy("http://proxy.example.test:3128"));

        Assert.Equal(new WebAnswer.NoHost(ByProxy: true), await new KeyWeb(handler, TimeProvider.System).GetAsync(Page, Token));
        Assert.StartsWith($"CONNECT {Host}:443 ", Assert.Single(site.Heads), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_that_is_gone_is_told_apart()
    {
        using var handler = site.KeyWeb(site.Roots);
        handler.ConnectCallback = (_, _) => throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionRefused);

        Assert.Equal(new WebAnswer.Failed(WebFault.Unreachable), await new KeyWeb(handler, TimeProvider.System).GetAsync(Page, Token));
    }

    [Fact]
    public async Task A_certificate_for_another_name_or_of_nobody_known_is_not_accepted()
    {
        site.Files[$"{Host}/key"] = LoopbackSite.Ok([1]);
        await using var other = new LoopbackSite("other.test");
        other.Names.Add(Host);
        other.Files[$"{Host}/key"] = LoopbackSite.Ok([1]);

        Assert.Equal(new WebAnswer.Failed(WebFault.Untrusted), await GetAsync(site, roots: null));
        Assert.Equal(new WebAnswer.Failed(WebFault.Untrusted), await GetAsync(site, other.Roots));
        Assert.Equal(new WebAnswer.Failed(WebFault.Untrusted), await GetAsync(other, other.Roots));
        Assert.Empty(site.Heard);
        Assert.Empty(other.Heard);
    }

    [Fact]
    public async Task A_redirect_is_followed_on_the_same_site()
    {
        site.Pages[$"{Host}/key"] = LoopbackSite.To("/moved?of=ana");
        site.Pages[$"{Host}/moved"] = LoopbackSite.To($"https://{Host}/again");
        site.Files[$"{Host}/again"] = LoopbackSite.Ok([7]);

        Assert.Equal([7], Assert.IsType<WebAnswer.Page>(await GetAsync()).Bytes);
    }

    [Theory]
    [InlineData("https://other.example.test/key")]
    [InlineData("//other.example.test/key")]
    [InlineData("https://keys.example.test:444/key")]
    [InlineData("http://keys.example.test/key")]
    [InlineData("https://keys.example.test@other.example.test/key")]
    [InlineData("ftp://keys.example.test/key")]
    [InlineData("file:///etc/passwd")]
    public async Task A_redirect_to_elsewhere_is_not_followed(string place)
    {
        site.Names.Add("other.example.test");
        site.Pages[$"{Host}/key"] = LoopbackSite.To(place);

        Assert.Equal(new WebAnswer.Failed(WebFault.LeadsAway), await GetAsync());
        Assert.Single(site.Heard);
    }

    [Fact]
    public async Task Redirects_in_circles_end()
    {
        site.Pages[$"{Host}/key"] = LoopbackSite.To(Page.AbsoluteUri);

        Assert.Equal(new WebAnswer.Failed(WebFault.LeadsAway), await GetAsync());
        Assert.Equal(4, site.Heard.Count);
    }

    [Theory]
    [InlineData(KeyWeb.MaxBytes, true)]
    [InlineData(KeyWeb.MaxBytes + 1, false)]
    public async Task An_answer_has_a_largest_size(int size, bool fits)
    {
        site.Files[$"{Host}/key"] = LoopbackSite.Ok(new byte[size]);

        var answer = await GetAsync();

        if (fits) Assert.Equal(size, Assert.IsType<WebAnswer.Page>(answer).Bytes.Length);
        else Assert.Equal(new WebAnswer.Failed(WebFault.TooLarge), answer);
    }

    [Fact]
    public async Task An_answer_without_end_is_given_up()
    {
        var sent = 0L;
        site.Instead = async (stream, c) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8.ToArray(), c);
            while (Interlocked.Add(ref sent, 64 * 1024) < 200_000_000) await stream.WriteAsync(new byte[64 * 1024], c);
        };

        Assert.Equal(new WebAnswer.Failed(WebFault.TooLarge), await GetAsync());
        Assert.InRange(Interlocked.Read(ref sent), 1, 100_000_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")]
    public async Task A_site_that_falls_silent_is_not_waited_for(string beginning)
    {
        site.Instead = async (stream, c) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), c);
            await Task.Delay(Timeout.Infinite, c);
        };
        using var handler = site.KeyWeb(site.Roots);

        Assert.Equal(new WebAnswer.Failed(WebFault.Slow), await new KeyWeb(handler, new HurriedClock()).GetAsync(Page, Token));
    }

    [Fact]
    public async Task A_person_who_stops_the_program_is_obeyed()
    {
        using var stop = new CancellationTokenSource();
        site.Instead = async (_, c) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, c);
        };
        using var handler = site.KeyWeb(site.Roots);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new KeyWeb(handler, TimeProvider.System).GetAsync(Page, stop.Token));
    }

    [Theory]
    [InlineData("220 mail.example.test ESMTP\r\n", nameof(WebFault.Garbled))]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc", nameof(WebFault.Unreachable))]
    [InlineData("", nameof(WebFault.Unreachable))]
    public async Task What_is_no_whole_answer_is_none(string said, string fault)
    {
        site.Instead = async (stream, c) => await stream.WriteAsync(Encoding.ASCII.GetBytes(said), c);
        Assert.Equal(fault, Assert.IsType<WebAnswer.Failed>(await GetAsync()).Fault.ToString());
    }

    private Task<WebAnswer> GetAsync() => GetAsync(site, site.Roots);

    private static async Task<WebAnswer> GetAsync(LoopbackSite at, X509Certificate2Collection? roots)
    {
        using var handler = at.KeyWeb(roots);
        return await new KeyWeb(handler, TimeProvider.System).GetAsync(Page, Token);
    }

    private static string Empty(string status) => $"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
}
