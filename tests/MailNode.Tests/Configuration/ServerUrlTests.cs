using System.Security.Cryptography.X509Certificates;
using MailNode.Configuration;
using MailNode.Transport;

namespace MailNode.Tests.Configuration;

public sealed class ServerUrlTests
{
    [Theory]
    [InlineData("imaps://ana%40example.test@mail.example.test:1993", "mail.example.test", 1993, TlsMode.Implicit, "ana@example.test")]
    [InlineData("imaps://mail.example.test", "mail.example.test", 993, TlsMode.Implicit, "me@example.test")]
    [InlineData("imaps://mail.example.test/", "mail.example.test", 993, TlsMode.Implicit, "me@example.test")]
    [InlineData("imaps://@mail.example.test", "mail.example.test", 993, TlsMode.Implicit, "me@example.test")]
    [InlineData("IMAPS://ana@Mail.Example.Test", "mail.example.test", 993, TlsMode.Implicit, "ana")]
    [InlineData("imap://ana@mail.example.test", "mail.example.test", 143, TlsMode.StartTls, "ana")]
    [InlineData("imap://a%3Ab%2Fc%25@mail.example.test", "mail.example.test", 143, TlsMode.StartTls, "a:b/c%")]
    [InlineData("imaps://%C3%B6@münchen.example", "xn--mnchen-3ya.example", 993, TlsMode.Implicit, "ö")]
    [InlineData("imap://127.0.0.1:1143?tls=none", "127.0.0.1", 1143, TlsMode.None, "me@example.test")]
    [InlineData("imap://ana@localhost?tls=none", "localhost", 143, TlsMode.None, "ana")]
    [InlineData("imap://ana@localhost/?tls=none", "localhost", 143, TlsMode.None, "ana")]
    [InlineData("imap://[::1]:1143?tls=none", "::1", 1143, TlsMode.None, "me@example.test")]
    [InlineData("imaps://[2001:db8::7]", "2001:db8::7", 993, TlsMode.Implicit, "me@example.test")]
    public void An_imap_url_is_read(string url, string host, int port, TlsMode tls, string user)
    {
        var server = Parse(url, "imap");

        Assert.Equal((host, port, tls, user), (server.Host, server.Port, server.Tls, server.User));
    }

    [Theory]
    [InlineData("smtps://mail.example.test", 465, TlsMode.Implicit)]
    [InlineData("smtp://mail.example.test", 587, TlsMode.StartTls)]
    [InlineData("smtp://localhost:25?tls=none", 25, TlsMode.None)]
    public void An_smtp_url_is_read(string url, int port, TlsMode tls)
    {
        var server = Parse(url, "smtp");

        Assert.Equal((port, tls), (server.Port, server.Tls));
    }

    [Theory]
    [InlineData("", "imaps:// or imap://")]
    [InlineData("mail.example.test", "imaps:// or imap://")]
    [InlineData("https://mail.example.test", "imaps:// or imap://")]
    [InlineData("smtps://mail.example.test", "imaps:// or imap://")]
    [InlineData("imaps://", "name of the server is missing")]
    [InlineData("imaps://ana@:993", "name of the server is missing")]
    [InlineData("imaps://mail.example.test:0", "1 to 65535")]
    [InlineData("imaps://mail.example.test:65536", "1 to 65535")]
    [InlineData("imaps://mail.example.test:+99", "1 to 65535")]
    [InlineData("imaps://mail.example.test:", "1 to 65535")]
    [InlineData("imaps://2001:db8::7", "server and its port")]
    [InlineData("imaps://[mail.example.test]", "IPv6")]
    [InlineData("imaps://[", "server and its port")]
    [InlineData("imaps://mail.example.test/INBOX", "no folders")]
    [InlineData("imaps://mail.example.test#x", "no folders")]
    [InlineData("imaps://ana@example.test@mail.example.test", "@ is written %40")]
    [InlineData("imaps://ana%zz@mail.example.test", "a % itself is written %25")]
    [InlineData("imaps://ana%4@mail.example.test", "%25")]
    [InlineData("imaps://ana%0d%0aNOOP@mail.example.test", "control characters")]
    [InlineData("imaps://mail.example.test?tls=off", "only tls=none")]
    [InlineData("imap://mail.example.test?tls=none", "only for this machine itself")]
    [InlineData("imap://localhost.example.test?tls=none", "only for this machine itself")]
    [InlineData("imap://10.0.0.1?tls=none", "only for this machine itself")]
    [InlineData("imaps://localhost?tls=none", "Take away one")]
    public void A_url_that_does_not_fit_is_answered_with_the_fault_and_an_example(string url, string fault)
    {
        var error = Assert.Throws<UserError>(() => Parse(url, "imap"));

        Assert.Equal(2, error.ExitCode);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.Contains("--imap imaps://ana%40example.test@mail.example.test:993", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("imaps://ana:sesame@mail.example.test")]
    [InlineData("imaps://ana:sesame/sesame@mail.example.test")]
    [InlineData("imaps://ana:sesame?sesame@mail.example.test")]
    [InlineData("imaps://ana:sesame@sesame@mail.example.test")]
    [InlineData("imaps://ana:@mail.example.test")]
    [InlineData("imaps://an@a:sesame@mail.example.test")]
    [InlineData("smtps://ana:sesame@mail.example.test")]
    [InlineData("ana:sesame@mail.example.test")]
    public void A_password_in_the_url_is_refused_and_never_repeated(string url)
    {
        var error = Assert.Throws<UserError>(() => Parse(url, "imap"));

        Assert.DoesNotContain("sesame", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_the_url_is_answered_with_the_better_ways() =>
        Assert.Contains("--password-command", Assert.Throws<UserError>(() => Parse("imaps://ana:x@h.test", "imap")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_password_and_the_roots_are_handed_on()
    {
        var roots = new X509Certificate2Collection();

        var server = ServerUrl.Parse("imaps://h.test", "imap", "me@example.test", _ => ValueTask.FromResult("open"), roots);

        Assert.Same(roots, server.ExtraRoots);
        Assert.Equal("open", await server.Password(CancellationToken.None));
    }

    private static MailServer Parse(string url, string protocol) =>
        ServerUrl.Parse(url, protocol, "me@example.test", _ => ValueTask.FromResult(""), null);
}
