using System.Text;
using MailNode.Discovery;
using MailNode.Mime;
using MailNode.Tests.Mime;
using MailNode.Transport;

namespace MailNode.Tests.Discovery;

public sealed class AutoconfigXmlTests
{
    private const int Inputs = 5_000;

    private static readonly EmailAddress Ana = EmailAddress.Parse("ana@example.test");

    [Fact]
    public void Servers_are_read_in_their_order()
    {
        var offer = Read(Page(
            Server("incomingServer", "pop3", "pop.example.test", "995", "SSL"),
            Server("incomingServer", "imap", "imap.%EMAILDOMAIN%", "993", "SSL"),
            Server("incomingServer", "imap", "imap.example.test", "143", "STARTTLS", "%EMAILLOCALPART%"),
            Server("outgoingServer", "smtp", "smtp.example.test", "587", "STARTTLS", "%EMAILLOCALPART%.%EMAILDOMAIN%")))!;

        Assert.Equal(
            [new("imap", "imap.example.test", 993, TlsMode.Implicit), new("imap", "imap.example.test", 143, TlsMode.StartTls, "ana")],
            offer.Imap);
        Assert.Equal([new("smtp", "smtp.example.test", 587, TlsMode.StartTls, "ana.example.test")], offer.Smtp);
        Assert.Equal("", offer.Words);
    }

    [Theory]
    [InlineData("imap.example.test", "993", "plain")]
    [InlineData("imap.example.test", "993", "")]
    [InlineData("imap.example.test", "0", "SSL")]
    [InlineData("imap.example.test", "65536", "SSL")]
    [InlineData("imap.example.test", "-1", "SSL")]
    [InlineData("imap.example.test", "", "SSL")]
    [InlineData("", "993", "SSL")]
    [InlineData("a b", "993", "SSL")]
    [InlineData("imap.example.test/evil", "993", "SSL")]
    [InlineData("ana@evil.test", "993", "SSL")]
    [InlineData("192.0.2.1", "993", "SSL")]
    [InlineData("%UNKNOWN%", "993", "SSL")]
    public void A_server_that_does_not_encrypt_or_cannot_be_is_passed_over(string host, string port, string socket) =>
        Assert.Equal([new("imap", "good.example.test", 993, TlsMode.Implicit)], Read(Page(
            Server("incomingServer", "imap", host, port, socket), Server("incomingServer", "imap", "good.example.test", "993", "SSL")))!.Imap);

    [Theory]
    [InlineData("%EMAILADDRESS%", null)]
    [InlineData("", null)]
    [InlineData("%REALNAME%", null)]
    [InlineData("a\tb", null)]
    [InlineData("u%EMAILLOCALPART%", "uana")]
    public void The_login_name_is_filled_in_or_the_address(string written, string? user) =>
        Assert.Equal(user, Assert.Single(Read(Page(Server("incomingServer", "imap", "imap.example.test", "993", "SSL", written)))!.Imap).User);

    [Fact]
    public void A_page_that_is_not_as_it_should_be_still_helps()
    {
        var offer = Read("""
            <?xml version="1.0"?><!-- hello --><clientConfig xmlns="urn:x"><unknown><deep/></unknown>
            <emailProvider><incomingServer type=" IMAP "><port> 993 </port><socketType>ssl</socketType>
            <hostname> IMAP.Example.Test. </hostname></incomingServer></emailProvider></clientConfig>
            """)!;
        Assert.Equal([new("imap", "imap.example.test", 993, TlsMode.Implicit)], offer.Imap);
        Assert.Empty(offer.Smtp);
    }

    [Fact]
    public void A_provider_that_takes_only_oauth_is_known_before_the_password_is_typed()
    {
        var oauth = Server("incomingServer", "imap", "imap.example.test", "993", "SSL", more: "<authentication>OAuth2</authentication>");
        var either = Server(
            "incomingServer", "imap", "imap.example.test", "993", "SSL", more: "<authentication>OAuth2</authentication><authentication>password-cleartext</authentication>");

        Assert.Contains("OAuth", Read(Page(oauth))!.Words, StringComparison.Ordinal);
        Assert.Equal("", Read(Page(either))!.Words);
    }

    [Theory]
    [InlineData("""<!DOCTYPE x [<!ENTITY a "imap.evil.test">]>{0}""")]
    [InlineData("""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>{0}""")]
    [InlineData("""<!DOCTYPE x SYSTEM "https://evil.test/x.dtd">{0}""")]
    [InlineData("""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>{0}""")]
    [InlineData("{0}{0}")]
    [InlineData("")]
    [InlineData("<html><body>404")]
    [InlineData("{{\"imap\":1}}")]
    public void What_is_hostile_or_no_xml_is_nothing(string page) => Assert.Null(Read(string.Format(
        System.Globalization.CultureInfo.InvariantCulture, page, "<x><incomingServer type=\"imap\"><hostname>&a;</hostname><port>993</port><socketType>SSL</socketType></incomingServer></x>")));

    [Fact]
    public void A_page_of_ten_megabytes_is_not_looked_at() =>
        Assert.Null(AutoconfigXml.Read(Encoding.UTF8.GetBytes(Page(new string(' ', 10_000_000))), Ana, "here"));

    [Fact]
    public void Very_deep_elements_and_very_many_servers_do_no_harm()
    {
        Assert.Null(Read(string.Concat(Enumerable.Repeat("<a>", 80_000))));
        Assert.Null(Read(string.Concat(Enumerable.Repeat("<a>", 30_000)) + string.Concat(Enumerable.Repeat("</a>", 30_000))));
        Assert.Equal(8, Read(Page(string.Concat(Enumerable.Repeat(Server("incomingServer", "imap", "a.test", "993", "SSL"), 1_000))))!.Imap.Count);
    }

    [Theory]
    [InlineData("a{0}=\"\" ", 20_000)]
    [InlineData("xmlns:a{0}=\"urn:{0}\" ", 8_000)]
    public void Very_many_attributes_do_no_harm(string attribute, int count) => Assert.Empty(Read(
        $"<clientConfig {string.Concat(Enumerable.Range(0, count).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, attribute, i)))}><a/></clientConfig>")!.Imap);

    [Theory]
    [InlineData(0)] // an encoding that does not exist
    [InlineData(1)] // bytes that are no UTF-8
    public void Wrong_encodings_are_nothing(int which) => Assert.Null(AutoconfigXml.Read(
        which == 0 ? "<?xml version='1.0' encoding='no-such-thing'?><a/>"u8.ToArray() : [.. "<a>"u8, 0xFF, 0xC3, 0x28, .. "</a>"u8], Ana, "here"));

    [Fact]
    public void Whatever_bytes_come_nothing_throws()
    {
        var random = new SeededNumbers(20261121);
        var honest = Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + Page(
            Server("incomingServer", "imap", "imap.%EMAILDOMAIN%", "993", "SSL", "%EMAILLOCALPART%"), Server("outgoingServer", "smtp", "smtp.example.test", "587", "STARTTLS")));
        var meaningful = "<>/\"'&;%=!?[]- \0\u00FF"u8.ToArray();
        for (var i = 0; i < Inputs; i++)
        {
            byte[] bytes = [.. honest.AsSpan(0, random.Below(8) == 0 ? random.Below(honest.Length) : honest.Length)];
            for (var times = random.Below(6); times > 0 && bytes.Length > 0; times--)
                bytes[random.Below(bytes.Length)] = random.Below(2) == 0 ? meaningful[random.Below(meaningful.Length)] : (byte)random.Below(256);
            var failure = Record.Exception(() => AutoconfigXml.Read(bytes, Ana, "here"));
            Assert.True(failure is null, $"input {i}: {failure}\n{Convert.ToBase64String(bytes)}");
        }
    }

    public static string Page(params string[] servers) =>
        $"<clientConfig version=\"1.1\"><emailProvider id=\"example.test\"><domain>example.test</domain>{string.Concat(servers)}</emailProvider></clientConfig>";

    public static string Server(string element, string type, string host, string port, string socket, string user = "%EMAILADDRESS%", string more = "") =>
        $"<{element} type=\"{type}\"><hostname>{host}</hostname><port>{port}</port><socketType>{socket}</socketType><username>{user}</username>{more}</{element}>";

    private static Offer? Read(string page) => AutoconfigXml.Read(Encoding.UTF8.GetBytes(page), Ana, "here");
}
