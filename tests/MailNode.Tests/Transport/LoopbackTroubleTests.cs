using System.Text.RegularExpressions;
using MailNode.LoopbackMail;

namespace MailNode.Tests.Transport;

/// <summary>The hooks of which every lie of a server can be made.</summary>
public sealed class LoopbackTroubleTests
{
    private const string Ana = "ana@example.test";

    private static readonly byte[] Mail = "Subject: Hi\r\n\r\nBody\r\n"u8.ToArray();

    [Fact]
    public async Task What_a_server_says_can_be_retold()
    {
        await using var post = await StartAsync(
            new Misbehaviour.Retell("SELECT", said => said.Replace("UIDVALIDITY 1700000000", "UIDVALIDITY 0", StringComparison.Ordinal)),
            new Misbehaviour.Retell("FETCH", said => "* 1 EXPUNGE\r\n" + said.Replace("{20}", "{7}", StringComparison.Ordinal)),
            new Misbehaviour.Retell("APPEND", said => Regex.Replace(said, @"\[APPENDUID [\d ]+\] ", "")));
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        Assert.Contains("[UIDVALIDITY 0]", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        Assert.StartsWith("* 1 EXPUNGE\n* 1 FETCH", await client.DoAsync("FETCH 1 (UID)"), StringComparison.Ordinal);
        Assert.Equal("OK Stored", await client.DoAsync("APPEND Sent {4+}\r\na: b"));
    }

    [Fact]
    public async Task Things_can_happen_in_the_mailbox_meanwhile()
    {
        await using var post = await StartAsync();
        var inbox = post.Account(Ana).Folder("INBOX");
        post.Misbehave = [new Misbehaviour.Meanwhile("SELECT", inbox.Reset) { Spared = 1, Times = 1 }];
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        var before = inbox.UidValidity;
        Assert.Contains($"[UIDVALIDITY {before}]", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        Assert.Contains($"[UIDVALIDITY {before + 1}]", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        Assert.Contains($"[UIDVALIDITY {before + 1}]", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_can_take_its_leave_at_any_line_and_at_the_first()
    {
        await using var post = await StartAsync(
            new Misbehaviour.CutOnLine($"imap: {Misbehaviour.Greeting}", "* BYE Too many connections") { Times = 1 },
            new Misbehaviour.CutOnLine("NOOP", "* BYE Shutting down"),
            new Misbehaviour.CutOnLine("RCPT", "421 4.3.2 Shutting down"));
        await using var refused = await LoopbackClient.ConnectAsync(post.ImapPort);
        Assert.Equal("* BYE Too many connections", await refused.ReadAsync());
        Assert.Null(await refused.ReadAsync());

        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        Assert.Equal("* BYE Shutting down\n<cut>", await client.DoAsync("NOOP"));
        await using var smtp = await LoopbackClient.ConnectAsync(post.SmtpPort);
        await smtp.ReplyAsync();
        await smtp.AskAsync("EHLO me");
        await smtp.AskAsync("MAIL FROM:<>");
        Assert.Equal("421 4.3.2 Shutting down", await smtp.AskAsync($"RCPT TO:<{Ana}>"));
        Assert.Null(await smtp.ReadAsync());
    }

    [Fact]
    public async Task The_greeting_can_be_another_one()
    {
        await using var post = await StartAsync(
            new Misbehaviour.Answer($"imap: {Misbehaviour.Greeting}", "* PREAUTH Hello") { Times = 1 },
            new Misbehaviour.Answer($"smtp: {Misbehaviour.Greeting}", "554 5.3.2 Not today"));
        await using var imap = await LoopbackClient.ConnectAsync(post.ImapPort);
        Assert.Equal("* PREAUTH Hello", await imap.ReadAsync());
        await using var smtp = await LoopbackClient.ConnectAsync(post.SmtpPort);
        Assert.Equal("554 5.3.2 Not today", await smtp.ReplyAsync());
    }

    [Fact]
    public async Task An_idle_server_can_be_deaf()
    {
        await using var post = await StartAsync(
            new Misbehaviour.Retell("IDLE", said => Regex.Replace(said, @"\* \d+ EXISTS\r\n", "")));
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        await client.DoAsync("SELECT INBOX");
        await client.SendAsync("i IDLE\r\n");
        Assert.Equal("+ idling", await client.ReadAsync());
        post.Deliver(Ana, Mail);
        await client.SendAsync("DONE\r\n");
        Assert.Equal("i OK Done", await client.ReadAsync());
    }

    [Fact]
    public async Task A_token_runs_out_between_two_commands()
    {
        await using var post = await StartAsync();
        post.Misbehave =
        [
            new Misbehaviour.Meanwhile("SELECT", () => post.Account(Ana).Token = "new") { Times = 1 },
            new Misbehaviour.CutOnLine("FETCH", "* BYE [EXPIRED] The token has expired"),
        ];
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        await client.DoAsync("SELECT INBOX");
        Assert.Equal("* BYE [EXPIRED] The token has expired\n<cut>", await client.DoAsync("FETCH 1 (UID)"));
        Assert.Equal("new", post.Account(Ana).Token);
    }

    private static async Task<LoopbackServer> StartAsync(params Misbehaviour[] troubles)
    {
        var post = await LoopbackServer.StartAsync();
        post.AddAccount(Ana, "secret");
        post.Deliver(Ana, Mail);
        post.Misbehave = troubles;
        return post;
    }
}
