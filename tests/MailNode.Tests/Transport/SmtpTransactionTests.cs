using System.Text;
using MailNode.Transport;
using MailNode.Transport.Smtp;

namespace MailNode.Tests.Transport;

/// <summary>One mail from MAIL to the verdict, with what servers offer for it.</summary>
public sealed class SmtpTransactionTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly byte[] Mail = "Subject: tea\r\n\r\n.Anyone?\n"u8.ToArray();

    [Fact]
    public async Task A_large_mail_is_asked_about_first_and_arrives_whole()
    {
        var body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 30_000).Select(i => i % 3 == 0 ? $".{i}\n" : $"line {i}\r\n")));
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "PIPELINING");
            await ExpectAsync(peer, "MAIL FROM:<ana@a.org>", "RCPT TO:<ben@b.org>", "DATA");
            await peer.SayAsync("250 ok\n250 ok\n354 go on");
            for (var i = 0; i < 30_000; i++)
                await peer.ExpectAsync(i % 3 == 0 ? $"..{i}" : $"line {i}");
            await peer.ExpectAsync(".");
            await peer.SayAsync("250 ok");
            await QuitAsync(peer);
        });
        await using var smtp = await ConnectAsync(server);
        Assert.True((await smtp.SendAsync("ana@a.org", ["ben@b.org"], body, None))[0].Accepted);
    }

    [Theory]
    [InlineData("PIPELINING")]
    [InlineData("8BITMIME")]
    public async Task A_body_is_counted_where_the_server_takes_chunks(string besides)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, besides, "CHUNKING");
            await EnvelopeAsync(peer, besides, "250 ok", "550 5.1.1 no");
            await peer.ExpectAsync("BDAT 26 LAST");
            Assert.Equal("Subject: tea\r\n\r\n.Anyone?\r\n", Encoding.ASCII.GetString(await peer.ReadBytesAsync(26)));
            await peer.SayAsync("250 2.0.0 queued");
            await EnvelopeAsync(peer, besides, "450 4.2.0 later", "550 5.1.1 no");
            await AnswerAsync(peer, "RSET", "250 ok");
            await EnvelopeAsync(peer, besides, "250 ok", "250 ok");
            await peer.ExpectAsync("BDAT 26 LAST");
            await peer.ReadBytesAsync(26);
            await peer.SayAsync("452 4.3.1 disk full");
            await QuitAsync(peer);
        });
        await using var smtp = await ConnectAsync(server);
        foreach (var codes in (int[][])[[250, 550], [450, 550], [452, 452]])
            Assert.Equal(codes, (await smtp.SendAsync("ana@a.org", ["ben@b.org", "cem@c.org"], Mail, None)).Select(one => one.Reply.Code));
        Assert.False(smtp.IsInDoubt);
    }

    private static async Task EnvelopeAsync(ScriptedPeer peer, string besides, string ben, string cem)
    {
        await peer.ReadLineAsync();
        if (besides != "PIPELINING") await peer.SayAsync("250 ok");
        await peer.ExpectAsync("RCPT TO:<ben@b.org>");
        if (besides != "PIPELINING") await peer.SayAsync(ben);
        await peer.ExpectAsync("RCPT TO:<cem@c.org>");
        await peer.SayAsync(besides == "PIPELINING" ? $"250 ok\n{ben}\n{cem}" : cem);
    }

    [Fact]
    public async Task A_server_that_wants_a_body_for_nobody_gets_none()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "PIPELINING");
            await ExpectAsync(peer, "MAIL FROM:<ana@a.org>", "RCPT TO:<ben@b.org>", "DATA");
            await peer.SayAsync("250 ok\n550 5.1.1 no\n354 go on");
            await AnswerAsync(peer, ".", "554 5.5.1 no valid recipients");
            await QuitAsync(peer);
        });
        await using var smtp = await ConnectAsync(server);
        Assert.Equal(550, (await smtp.SendAsync("ana@a.org", ["ben@b.org"], Mail, None))[0].Reply.Code);
    }

    [Fact]
    public async Task Many_recipients_are_asked_about_in_groups()
    {
        var all = Enumerable.Range(0, 120).Select(i => $"r{i}@b.org").ToArray();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "PIPELINING");
            await peer.ExpectAsync("MAIL FROM:<ana@a.org>");
            await peer.SayAsync("250 ok");
            foreach (var (i, recipient) in all.Index())
            {
                await peer.ExpectAsync($"RCPT TO:<{recipient}>");
                await peer.SayAsync(i < 100 ? "250 ok" : "452 4.5.3 too many recipients");
            }
            await AnswerAsync(peer, "DATA", "354 go on");
            await ExpectAsync(peer, "Subject: tea", "", "..Anyone?", ".");
            await peer.SayAsync("250 ok");
            await QuitAsync(peer);
        });
        await using var smtp = await ConnectAsync(server);
        var outcomes = await smtp.SendAsync("ana@a.org", all, Mail, None);
        Assert.Equal(100, outcomes.Count(one => one.Accepted));
        Assert.All(outcomes.Skip(100), one => Assert.Equal(Retry.Later, one.Reply.Retry));
    }

    [Theory]
    [InlineData(true, "MAIL FROM:<ana@a.org> RET=HDRS ENVID=m+20+2B1+3D", "RCPT TO:<\"a+b\"@b.org> NOTIFY=FAILURE,DELAY ORCPT=rfc822;\"a+2Bb\"@b.org")]
    [InlineData(false, "MAIL FROM:<ana@a.org>", "RCPT TO:<\"a+b\"@b.org>")]
    public async Task Reports_are_asked_for_where_there_are_any(bool offered, string mail, string recipient)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, offered ? ["DSN"] : []);
            await AnswerAsync(peer, mail, "250 ok");
            await AnswerAsync(peer, recipient, "550 no");
            await QuitAsync(peer);
        });
        await using var smtp = await ConnectAsync(server);
        var options = new SendOptions { EnvelopeId = "m +1=", Return = ReturnedPart.Headers, Notify = ReportWhen.Failure | ReportWhen.Delay };
        await smtp.SendAsync("ana@a.org", ["\"a+b\"@b.org"], Mail, options, None);
    }

    [Theory]
    [InlineData("a\r\nRCPT TO:<eve@e.org>", ReportWhen.Default)]
    [InlineData("grüße", ReportWhen.Default)]
    [InlineData("fine", ReportWhen.Never | ReportWhen.Success)]
    public async Task Wishes_that_cannot_be_said_are_our_mistake(string id, ReportWhen when)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "DSN");
            await QuitAsync(peer);
        });
        await using var smtp = await ConnectAsync(server);
        var options = new SendOptions { EnvelopeId = id, Notify = when };
        await Assert.ThrowsAsync<ArgumentException>(() => smtp.SendAsync("ana@a.org", ["ben@b.org"], Mail, options, None));
    }

    [Fact]
    public async Task A_sender_with_foreign_letters_needs_a_server_that_reads_them()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer);
            await QuitAsync(peer);
        });
        await using var smtp = await ConnectAsync(server);
        var problem = await Assert.ThrowsAsync<MailException>(() => smtp.SendAsync("änne@a.org", ["ben@b.org"], Mail, None));
        Assert.Equal((MailProblem.MailRefused, Retry.Never), (problem.Problem, problem.Retry));
    }

    [Theory]
    [InlineData("Subject: t\r\n\r\ngrüße", "MAIL FROM:<ana@a.org> BODY=8BITMIME")]
    [InlineData("Subject: grüße\r\n\r\nt", "MAIL FROM:<ana@a.org> BODY=8BITMIME SMTPUTF8")]
    [InlineData("Subject: t\r\n\r\nt", "MAIL FROM:<ana@a.org>")]
    public async Task Only_what_a_mail_needs_is_asked_for(string mail, string expected)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "8BITMIME", "SMTPUTF8");
            await AnswerAsync(peer, expected, "250 ok");
            await AnswerAsync(peer, "RCPT TO:<ben@b.org>", "550 no");
            await QuitAsync(peer);
        });
        await using var smtp = await ConnectAsync(server);
        await smtp.SendAsync("ana@a.org", ["ben@b.org"], Encoding.UTF8.GetBytes(mail), None);
    }

    [Fact]
    public async Task A_connection_is_left_when_the_server_leaves_or_after_a_rest()
    {
        var clock = new WireClock();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "PIPELINING");
            await ExpectAsync(peer, "MAIL FROM:<ana@a.org>", "RCPT TO:<ben@b.org>", "DATA");
            await peer.SayAsync("421 4.7.0 enough for one connection");
        });
        await using var smtp = await SmtpConnection.ConnectAsync(server.Address(user: ""), clock, None);
        Assert.True(smtp.TakesMore);
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.False(smtp.TakesMore);
        clock.Advance(TimeSpan.FromSeconds(-31));

        var problem = await Assert.ThrowsAsync<MailException>(() => smtp.SendAsync("ana@a.org", ["ben@b.org"], Mail, None));

        Assert.Equal((MailProblem.ConnectionLost, Retry.Later, false), (problem.Problem, problem.Retry, smtp.IsInDoubt));
        Assert.False(smtp.TakesMore);
    }

    [Fact]
    public async Task A_hundred_mails_are_enough_for_one_connection()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "PIPELINING");
            for (var i = 0; i < 100; i++)
            {
                await ExpectAsync(peer, "MAIL FROM:<ana@a.org>", "RCPT TO:<ben@b.org>", "DATA");
                await peer.SayAsync("250 ok\n250 ok\n354 go on");
                await peer.ReadBytesAsync(30);
                await peer.SayAsync("250 ok");
            }
            await QuitAsync(peer);
        });
        await using var smtp = await ConnectAsync(server);
        for (var i = 0; i < 100; i++)
        {
            Assert.True(smtp.TakesMore);
            await smtp.SendAsync("ana@a.org", ["ben@b.org"], Mail, None);
        }
        Assert.False(smtp.TakesMore);
    }

    [Fact]
    public async Task A_lost_verdict_leaves_a_doubt()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "PIPELINING");
            await ExpectAsync(peer, "MAIL FROM:<ana@a.org>", "RCPT TO:<ben@b.org>");
            await peer.ReadLineAsync();
            await peer.SayAsync("250 ok\n250 ok\n354 go on");
            await peer.ReadBytesAsync(30);
        });
        await using var smtp = await ConnectAsync(server);
        var problem = await Assert.ThrowsAsync<MailException>(() => smtp.SendAsync("ana@a.org", ["ben@b.org"], Mail, None));
        Assert.Equal((MailProblem.ConnectionLost, Retry.Later, true), (problem.Problem, problem.Retry, smtp.IsInDoubt));
    }

    [Theory]
    [InlineData(450, "4.2.0", "Greylisted, try again in 300 seconds", MailProblem.MailRefused, Retry.Later, 300)]
    [InlineData(451, "4.7.1", "Greylisting in action, please come back in 00:05:00", MailProblem.MailRefused, Retry.Later, 300)]
    [InlineData(450, "", "Please wait 5 minutes", MailProblem.MailRefused, Retry.Later, 300)]
    [InlineData(450, "", "retry in 99 hours", MailProblem.MailRefused, Retry.Later, 3600)]
    [InlineData(451, "", "Greylisted", MailProblem.MailRefused, Retry.Later, null)]
    [InlineData(421, "4.7.0", "too many connections", MailProblem.ConnectionLost, Retry.Later, null)]
    [InlineData(452, "4.2.2", "mailbox full", MailProblem.OverQuota, Retry.Later, null)]
    [InlineData(552, "5.2.2", "mailbox full", MailProblem.OverQuota, Retry.Later, null)]
    [InlineData(552, "", "too big", MailProblem.TooLarge, Retry.Never, null)]
    [InlineData(554, "5.3.4", "too big", MailProblem.TooLarge, Retry.Never, null)]
    [InlineData(550, "5.2.3", "too big", MailProblem.TooLarge, Retry.Never, null)]
    [InlineData(550, "5.1.1", "no such user, gone for 300 seconds", MailProblem.MailRefused, Retry.Never, 300)]
    [InlineData(554, "5.7.1", "looks like spam", MailProblem.MailRefused, Retry.Never, null)]
    [InlineData(550, "5.7.1", "Greylisted for 60 seconds", MailProblem.MailRefused, Retry.Later, 60)]
    [InlineData(550, "5.4.5", "Daily sending limit exceeded", MailProblem.MailRefused, Retry.Later, null)]
    [InlineData(554, "5.5.0", "queue trouble", MailProblem.MailRefused, Retry.Later, null)]
    [InlineData(535, "5.7.8", "wrong", MailProblem.LoginRefused, Retry.Never, null)]
    [InlineData(454, "4.7.0", "later", MailProblem.Other, Retry.Later, null)]
    [InlineData(538, "5.7.11", "encrypt first", MailProblem.TlsMissing, Retry.Never, null)]
    [InlineData(250, "2.0.0", "wait 5 minutes", MailProblem.Other, Retry.Later, null)]
    public void One_table_says_what_a_reply_means(int code, string enhanced, string text, MailProblem problem, Retry retry, int? after)
    {
        var reply = new SmtpReply(code, enhanced, text);
        Assert.Equal((problem, retry, after), (reply.Problem, reply.Retry, (int?)reply.After?.TotalSeconds));
        Assert.Equal(reply.After, SmtpFailure.From(reply, "do it", problem).After);
    }

    private static Task<SmtpConnection> ConnectAsync(ScriptedServer server) =>
        SmtpConnection.ConnectAsync(server.Address(user: ""), TimeProvider.System, None);

    private static async Task GreetAsync(ScriptedPeer peer, params string[] extensions)
    {
        await peer.SayAsync("220 ready");
        await AnswerAsync(peer, "EHLO [127.0.0.1]", $"250-hello\n{string.Concat(extensions.Select(name => $"250-{name}\n"))}250 HELP");
    }

    private static async Task AnswerAsync(ScriptedPeer peer, string line, string reply)
    {
        await peer.ExpectAsync(line);
        await peer.SayAsync(reply);
    }

    private static async Task ExpectAsync(ScriptedPeer peer, params string[] lines)
    {
        foreach (var line in lines)
            await peer.ExpectAsync(line);
    }

    private static Task QuitAsync(ScriptedPeer peer) => AnswerAsync(peer, "QUIT", "221 bye");
}
