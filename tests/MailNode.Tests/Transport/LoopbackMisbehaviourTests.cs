using MailNode.LoopbackMail;

namespace MailNode.Tests.Transport;

/// <summary>The loopback server when it is told to be a bad one.</summary>
public sealed class LoopbackMisbehaviourTests
{
    private const string Ana = "ana@example.test";

    private static readonly byte[] Mail = "Subject: Hi\r\n\r\nBody\r\n"u8.ToArray();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    public async Task The_connection_is_cut_at_the_byte(int bytes)
    {
        await using var post = await StartAsync(new Misbehaviour.CutAfterBytes(bytes) { Times = 1 });
        await using var client = await LoopbackClient.ConnectAsync(post.ImapPort);

        Assert.Equal(bytes, (await client.ReadAsync() ?? "").Length);

        await using var next = await LoopbackClient.ImapAsync(post.ImapPort);
        Assert.Equal(2, post.Connections);
    }

    [Fact]
    public async Task A_line_can_cut_before_or_after_it_is_done()
    {
        await using var post = await StartAsync(new Misbehaviour.CutOnLine("uid move"), new Misbehaviour.CutAfterDoing("UID COPY"));
        post.Deliver(Ana, Mail);
        await using var one = await LoopbackClient.ImapAsync(post.ImapPort);
        await one.DoAsync("SELECT INBOX");
        Assert.Equal("<cut>", await one.DoAsync("UID MOVE 1 Trash"));
        Assert.Empty(post.Account(Ana).Folder("Trash").Messages);
        await using var two = await LoopbackClient.ImapAsync(post.ImapPort);
        await two.DoAsync("SELECT INBOX");
        Assert.Equal("<cut>", await two.DoAsync("UID COPY 1 Trash"));
        Assert.Single(post.Account(Ana).Folder("Trash").Messages);
    }

    [Fact]
    public async Task A_command_gets_the_answer_that_was_chosen_and_is_not_done()
    {
        await using var post = await StartAsync(
            new Misbehaviour.Answer("APPEND", "NO [OVERQUOTA] Full") { Times = 2 },
            new Misbehaviour.Answer("NOOP", "* BYE Go away\r\n* rubbish {9}"));
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);

        Assert.Equal("NO [OVERQUOTA] Full", await client.DoAsync("APPEND Trash {4}"));
        Assert.Equal("NO [OVERQUOTA] Full", await client.DoAsync("APPEND Trash {4+}\r\na: b"));
        Assert.Empty(post.Account(Ana).Folder("Trash").Messages);
        Assert.Contains("APPENDUID", await client.DoAsync("APPEND Trash {4+}\r\na: b"), StringComparison.Ordinal);
        await client.SendAsync("x NOOP\r\n");
        Assert.Equal("* BYE Go away", await client.ReadAsync());
        Assert.Equal("* rubbish {9}", await client.ReadAsync());
    }

    [Fact]
    public async Task A_reply_can_be_swallowed()
    {
        await using var post = await StartAsync(new Misbehaviour.Swallow("APPEND"));
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);

        await client.SendAsync("x APPEND Trash {4+}\r\na: b\r\n");

        Assert.Equal("OK Done", await client.DoAsync("NOOP"));
        Assert.Single(post.Account(Ana).Folder("Trash").Messages);
    }

    [Fact]
    public async Task One_recipient_can_be_refused_for_a_while_or_for_good()
    {
        await using var post = await StartAsync(new Misbehaviour.RefuseRecipient(Ana, "450 4.2.1 Later") { Times = 1 });
        await using var client = await BegunAsync(post);
        Assert.Equal("450 4.2.1 Later", await client.AskAsync($"RCPT TO:<{Ana}>"));
        Assert.StartsWith("250", await client.AskAsync($"RCPT TO:<{Ana}>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mail_can_be_taken_and_the_connection_cut_before_anyone_says_so()
    {
        await using var post = await StartAsync(Misbehaviour.CutBeforeMailIsAcknowledged with { Times = 1 });
        await using var client = await BegunAsync(post);
        await client.AskAsync($"RCPT TO:<{Ana}>");
        await client.AskAsync("DATA");

        Assert.Equal("", await client.AskAsync("a: b\r\n\r\n."));

        Assert.Single(post.Account(Ana).Folder("INBOX").Messages);
    }

    [Fact]
    public async Task The_mail_can_be_refused_when_it_is_all_there()
    {
        await using var post = await StartAsync(new Misbehaviour.Answer(Misbehaviour.EndOfData, "554 5.7.1 Spam"));
        await using var client = await BegunAsync(post);
        await client.AskAsync($"RCPT TO:<{Ana}>");
        await client.AskAsync("DATA");
        Assert.Equal("554 5.7.1 Spam", await client.AskAsync("a: b\r\n\r\n."));
        Assert.Empty(post.Account(Ana).Folder("INBOX").Messages);
    }

    [Fact]
    public async Task All_connections_can_be_dropped_and_made_again()
    {
        await using var post = await StartAsync();
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        await client.DoAsync("SELECT INBOX");
        await client.SendAsync("x IDLE\r\n");
        await client.ReadAsync();

        post.DropConnections();

        Assert.Null(await client.ReadAsync());
        await using var next = await LoopbackClient.ImapAsync(post.ImapPort);
    }

    private static async Task<LoopbackClient> BegunAsync(LoopbackServer post)
    {
        var client = await LoopbackClient.ConnectAsync(post.SmtpPort);
        await client.ReplyAsync();
        await client.AskAsync("EHLO me");
        await client.AskAsync("MAIL FROM:<ben@example.org>");
        return client;
    }

    private static async Task<LoopbackServer> StartAsync(params Misbehaviour[] troubles)
    {
        var post = await LoopbackServer.StartAsync();
        post.AddAccount(Ana, "secret");
        post.Misbehave = troubles;
        return post;
    }
}
