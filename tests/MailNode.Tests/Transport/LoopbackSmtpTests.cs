using System.Text;
using MailNode.LoopbackMail;

namespace MailNode.Tests.Transport;

/// <summary>The loopback server as an SMTP client meets it.</summary>
public sealed class LoopbackSmtpTests
{
    private const string Ana = "ana@example.test";

    [Fact]
    public async Task Mail_is_in_the_inbox_before_the_sender_hears_that_it_was_taken()
    {
        var clock = new MaildirClock();
        await using var post = await StartAsync(null, clock);
        await using var client = await GreetedAsync(post);
        Assert.StartsWith("250", await client.AskAsync("MAIL FROM:<ben@example.org> SIZE=20 BODY=8BITMIME"), StringComparison.Ordinal);
        Assert.StartsWith("550 5.1.1", await client.AskAsync("RCPT TO:<nobody@example.test>"), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.AskAsync("RCPT TO:<Ana+feed@example.test>"), StringComparison.Ordinal);
        Assert.StartsWith("354", await client.AskAsync("DATA"), StringComparison.Ordinal);

        Assert.StartsWith("250", await client.AskAsync("Subject: \u00e4\r\n\r\n..dot\r\n."), StringComparison.Ordinal);

        var mail = Assert.Single(post.Account(Ana).Folder("INBOX").Messages);
        Assert.Equal(
            "Return-Path: <ben@example.org>\r\nReceived: from me ([127.0.0.1])\r\n\tby mail.example.test with ESMTP\r\n"
            + "\tfor <ana@example.test>; Sat, 21 Nov 2026 08:00:00 +0000\r\nSubject: \u00e4\r\n\r\n.dot\r\n", mail.Text);
        Assert.Equal(clock.GetUtcNow(), mail.InternalDate);
        Assert.StartsWith("503", await client.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.StartsWith("221", await client.AskAsync("QUIT"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipelined_mail_is_answered_in_order()
    {
        await using var post = await StartAsync();
        await using var client = await GreetedAsync(post);

        await client.SendAsync($"MAIL FROM:<>\r\nRCPT TO:<x@example.test>\r\nRCPT TO:<{Ana}>\r\nDATA\r\n");

        string[] codes = [await client.ReplyAsync(), await client.ReplyAsync(), await client.ReplyAsync(), await client.ReplyAsync()];
        Assert.Equal(["250", "550", "250", "354"], codes.Select(reply => reply[..3]));
        await client.AskAsync("a: b\r\n\r\n\r\n.");
        Assert.EndsWith("a: b\r\n\r\n\r\n", Assert.Single(post.Account(Ana).Folder("INBOX").Messages).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret", "235")]
    [InlineData("wrong", "535")]
    public async Task A_login_by_plain_or_login_is_asked_for_where_it_is_needed(string password, string code)
    {
        await using var post = await StartAsync(new LoopbackOptions { SmtpNeedsLogin = true });
        await using var client = await GreetedAsync(post);
        Assert.StartsWith("530", await client.AskAsync("MAIL FROM:<>"), StringComparison.Ordinal);
        Assert.StartsWith("334", await client.AskAsync("AUTH LOGIN"), StringComparison.Ordinal);
        Assert.StartsWith("334", await client.AskAsync(Pack(Ana)), StringComparison.Ordinal);
        Assert.StartsWith(code, await client.AskAsync(Pack(password)), StringComparison.Ordinal);

        await using var other = await GreetedAsync(post);
        Assert.StartsWith(code, await other.AskAsync("AUTH PLAIN " + Pack($"\0{Ana}\0{password}")), StringComparison.Ordinal);
        Assert.StartsWith(code == "235" ? "250" : "530", await other.AskAsync("MAIL FROM:<>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_large_is_too_large_as_announced_and_as_sent()
    {
        await using var post = await StartAsync(new LoopbackOptions { MaxSize = 100 });
        await using var client = await LoopbackClient.ConnectAsync(post.SmtpPort);
        await client.ReplyAsync();
        Assert.Contains("SIZE 100", await client.AskAsync("EHLO me"), StringComparison.Ordinal);
        Assert.StartsWith("552", await client.AskAsync("MAIL FROM:<> SIZE=101"), StringComparison.Ordinal);
        await client.AskAsync("MAIL FROM:<>");
        await client.AskAsync($"RCPT TO:<{Ana}>");
        await client.AskAsync("DATA");
        Assert.StartsWith("552", await client.AskAsync(new string('x', 101) + "\r\n."), StringComparison.Ordinal);
        Assert.Empty(post.Account(Ana).Folder("INBOX").Messages);
    }

    [Fact]
    public async Task Tls_is_offered_on_the_way_and_from_the_start()
    {
        await using var post = await StartAsync(new LoopbackOptions { Tls = true });
        await using var client = await LoopbackClient.ConnectAsync(post.SmtpPort);
        await client.ReplyAsync();
        Assert.Contains("STARTTLS", await client.AskAsync("EHLO me"), StringComparison.Ordinal);
        Assert.StartsWith("220", await client.AskAsync("STARTTLS"), StringComparison.Ordinal);
        await client.EncryptAsync(post.Roots);
        Assert.DoesNotContain("STARTTLS", await client.AskAsync("EHLO me"), StringComparison.Ordinal);

        await using var smtps = await LoopbackClient.ConnectAsync(post.SmtpsPort, post.Roots);
        Assert.StartsWith("220", await smtps.ReplyAsync(), StringComparison.Ordinal);
        await using var imaps = await LoopbackClient.ConnectAsync(post.ImapsPort, post.Roots);
        Assert.DoesNotContain("STARTTLS", await imaps.ReadAsync(), StringComparison.Ordinal);
        await using var imap = await LoopbackClient.ConnectAsync(post.ImapPort);
        Assert.Contains("STARTTLS", await imap.ReadAsync(), StringComparison.Ordinal);
        Assert.StartsWith("OK", await imap.DoAsync("STARTTLS"), StringComparison.Ordinal);
        await imap.EncryptAsync(post.Roots);
        Assert.Contains("OK", await imap.DoAsync($"LOGIN {Ana} secret"), StringComparison.Ordinal);
        Assert.Contains("BEGIN CERTIFICATE", await File.ReadAllTextAsync(post.CaFile, CancellationToken.None), StringComparison.Ordinal);
    }

    private static string Pack(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task<LoopbackClient> GreetedAsync(LoopbackServer post)
    {
        var client = await LoopbackClient.ConnectAsync(post.SmtpPort);
        Assert.StartsWith("220", await client.ReplyAsync(), StringComparison.Ordinal);
        Assert.Contains("PIPELINING", await client.AskAsync("EHLO me"), StringComparison.Ordinal);
        return client;
    }

    private static async Task<LoopbackServer> StartAsync(LoopbackOptions? options = null, TimeProvider? clock = null)
    {
        var post = await LoopbackServer.StartAsync(options, clock);
        post.AddAccount(Ana, "secret");
        return post;
    }
}
