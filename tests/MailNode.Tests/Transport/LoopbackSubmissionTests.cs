using System.Text;
using MailNode.LoopbackMail;

namespace MailNode.Tests.Transport;

/// <summary>What the loopback server takes beyond plain SMTP: chunks, reports, addresses in UTF-8.</summary>
public sealed class LoopbackSubmissionTests
{
    private const string Ana = "ana@example.test";

    [Fact]
    public async Task A_mail_comes_in_chunks_with_every_byte_as_it_is()
    {
        await using var post = await StartAsync();
        await using var client = await GreetedAsync(post);
        await client.AskAsync("MAIL FROM:<ben@example.org> BODY=8BITMIME RET=HDRS ENVID=a+2Bb");
        await client.AskAsync($"RCPT TO:<{Ana}> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;{Ana}");

        Assert.StartsWith("250", await client.AskAsync("BDAT 8\r\na: b\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("503", await client.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0", await client.AskAsync("BDAT 9 LAST\r\n\r\n.\r\n\nx"), StringComparison.Ordinal);

        var mail = Assert.Single(post.Received);
        Assert.Equal("a: b\r\n\r\n\r\n.\r\n\nx\r\n", Encoding.Latin1.GetString(mail.Bytes));
        Assert.True(mail.InChunks);
        Assert.Equal(["BODY=8BITMIME", "RET=HDRS", "ENVID=a+2Bb"], mail.Options);
        Assert.Equal(["NOTIFY=SUCCESS,DELAY", $"ORCPT=rfc822;{Ana}"], Assert.Single(mail.Recipients).Options);
    }

    [Fact]
    public async Task Addresses_in_utf8_need_the_word_for_it()
    {
        await using var post = await StartAsync();
        post.AddAccount("jörg@example.test", "secret");
        await using var client = await GreetedAsync(post);
        var jörg = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("jörg@example.test"));
        Assert.StartsWith("550 5.6.7", await client.AskAsync($"MAIL FROM:<{jörg}>"), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.AskAsync($"MAIL FROM:<{Ana}>"), StringComparison.Ordinal);
        Assert.StartsWith("553 5.6.7", await client.AskAsync($"RCPT TO:<{jörg}>"), StringComparison.Ordinal);
        await client.AskAsync("RSET");
        await client.AskAsync($"MAIL FROM:<{jörg}> SMTPUTF8");
        Assert.StartsWith("250", await client.AskAsync($"RCPT TO:<{jörg}>"), StringComparison.Ordinal);
        await client.AskAsync("DATA");
        Assert.StartsWith("250", await client.AskAsync("a: b\r\n\r\n."), StringComparison.Ordinal);
        Assert.Equal("jörg@example.test", post.Received[0].From);
    }

    [Theory]
    [InlineData("SIZE", "MAIL FROM:<> SIZE=1", "555")]
    [InlineData("8BITMIME", "MAIL FROM:<> BODY=8BITMIME", "555")]
    [InlineData("SMTPUTF8", "MAIL FROM:<> SMTPUTF8", "555")]
    [InlineData("DSN", "MAIL FROM:<> RET=FULL", "555")]
    [InlineData("CHUNKING", "BDAT 0 LAST", "500")]
    [InlineData("AUTH=PLAIN", "AUTH PLAIN =", "504")]
    [InlineData("ENHANCEDSTATUSCODES", "NOOP", "250 Done")]
    [InlineData("STARTTLS", "STARTTLS", "500")]
    public async Task What_is_withheld_is_neither_announced_nor_understood(string extension, string command, string reply)
    {
        await using var post = await StartAsync(new LoopbackOptions { Tls = true }.Without(extension));
        await using var client = await LoopbackClient.ConnectAsync(post.SmtpPort);
        await client.ReplyAsync();
        Assert.DoesNotContain(extension.Replace("AUTH=", " ", StringComparison.Ordinal), await client.AskAsync("EHLO me"), StringComparison.Ordinal);
        Assert.StartsWith(reply, await client.AskAsync(command), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MAIL FROM:<> ENVID=a+b")]
    [InlineData("MAIL FROM:<> RET=ALL")]
    [InlineData("MAIL FROM:<> BODY=9BIT")]
    [InlineData("MAIL FROM:<> ENVID=")]
    public async Task Wrong_options_are_refused(string command)
    {
        await using var post = await StartAsync();
        await using var client = await GreetedAsync(post);
        Assert.StartsWith("501 5.5.4", await client.AskAsync(command), StringComparison.Ordinal);
    }

    private static async Task<LoopbackClient> GreetedAsync(LoopbackServer post)
    {
        var client = await LoopbackClient.ConnectAsync(post.SmtpPort);
        await client.ReplyAsync();
        await client.AskAsync("EHLO me");
        return client;
    }

    private static async Task<LoopbackServer> StartAsync(LoopbackOptions? options = null)
    {
        var post = await LoopbackServer.StartAsync(options);
        post.AddAccount(Ana, "secret");
        return post;
    }
}
