using System.Text;
using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>Ana hands mail to servers of many manners.</summary>
public sealed class SmtpSceneTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly byte[] Mail = "Subject: tea\r\n\r\nAnyone?\r\n"u8.ToArray();

    private const string MailLines = "Subject: tea\n\nAnyone?\n.";

    [Fact]
    public async Task Several_mails_go_over_one_pipelined_connection()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "PIPELINING", "SIZE 1000", "8BITMIME");
            await ExpectAsync(peer, "MAIL FROM:<ana@a.org> SIZE=25", "RCPT TO:<ben@b.org>", "RCPT TO:<cem@c.org>");
            await peer.SayAsync("250 ok\n250 2.1.5 ok\n550 5.1.1 no cem here");
            await TakeMailAsync(peer, "250 2.0.0 queued");
            await ExpectAsync(peer, "MAIL FROM:<> SIZE=25", "RCPT TO:<ben@b.org>");
            await peer.SayAsync("250 ok\n250 ok");
            await TakeMailAsync(peer, "250 2.0.0 queued again");
            await QuitAsync(peer);
        });
        await using var smtp = await ConnectAsync(server);
        Assert.Equal(1000, smtp.MaxSize);

        var first = await smtp.SendAsync("ana@a.org", ["ben@b.org", "cem@c.org"], Mail, None);
        var second = await smtp.SendAsync("", ["ben@b.org"], Mail, None);

        Assert.Equal(new RecipientOutcome("ben@b.org", true, new SmtpReply(250, "2.0.0", "queued")), first[0]);
        Assert.Equal(new RecipientOutcome("cem@c.org", false, new SmtpReply(550, "5.1.1", "no cem here")), first[1]);
        Assert.True(second[0].Accepted);
    }

    [Fact]
    public async Task A_server_without_pipelining_is_asked_one_thing_at_a_time()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer);
            await AnswerAsync(peer, "MAIL FROM:<ana@a.org>", "250 ok");
            await AnswerAsync(peer, "RCPT TO:<ben@b.org>", "450 4.2.0 greylisted");
            await AnswerAsync(peer, "RCPT TO:<cem@c.org>", "250 ok");
            await TakeMailAsync(peer, "554 5.7.1 looks like spam");
            await AnswerAsync(peer, "RSET", "250 ok");
            await AnswerAsync(peer, "MAIL FROM:<ana@a.org>", "250 ok");
            await AnswerAsync(peer, "RCPT TO:<ben@b.org>", "450 4.2.0 greylisted");
            await QuitAsync(peer);
        });
        await using var smtp = await ConnectAsync(server);

        var first = await smtp.SendAsync("ana@a.org", ["ben@b.org", "cem@c.org"], Mail, None);
        var second = await smtp.SendAsync("ana@a.org", ["ben@b.org"], Mail, None);

        Assert.Equal([(false, 450, Retry.Later), (false, 554, Retry.Never)], first.Select(o => (o.Accepted, o.Reply.Code, o.Reply.Retry)));
        Assert.False(second[0].Accepted);
    }

    [Fact]
    public async Task A_refused_sender_is_nobodys_fault_but_the_senders()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "PIPELINING");
            await ExpectAsync(peer, "MAIL FROM:<eve@a.org>", "RCPT TO:<ben@b.org>", "DATA");
            await peer.SayAsync("553 5.7.1 not your address\n503 5.5.1 need MAIL first\n503 5.5.1 need MAIL first");
            await AnswerAsync(peer, "RSET", "250 ok");
            await ExpectAsync(peer, "MAIL FROM:<ana@a.org>", "RCPT TO:<ben@b.org>");
            await peer.SayAsync("250 ok\n250 ok");
            await TakeMailAsync(peer, "250 ok");
            await QuitAsync(peer);
        });
        await using var smtp = await ConnectAsync(server);

        var problem = await Assert.ThrowsAsync<MailException>(() => smtp.SendAsync("eve@a.org", ["ben@b.org"], Mail, None));

        Assert.Equal((MailProblem.MailRefused, Retry.Never), (problem.Problem, problem.Retry));
        Assert.True((await smtp.SendAsync("ana@a.org", ["ben@b.org"], Mail, None))[0].Accepted);
    }

    [Fact]
    public async Task A_farewell_between_two_recipients_means_that_nobody_got_it()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "PIPELINING");
            await ExpectAsync(peer, "MAIL FROM:<ana@a.org>", "RCPT TO:<ben@b.org>", "RCPT TO:<cem@c.org>", "RCPT TO:<dan@d.org>");
            await peer.SayAsync("250 ok\n250 ok\n421 4.3.2 closing");
        });
        await using var smtp = await ConnectAsync(server);

        var outcomes = await smtp.SendAsync("ana@a.org", ["ben@b.org", "cem@c.org", "dan@d.org"], Mail, None);

        Assert.All(outcomes, outcome => Assert.Equal((false, 421), (outcome.Accepted, outcome.Reply.Code)));
        var problem = await Assert.ThrowsAsync<MailException>(() => smtp.SendAsync("ana@a.org", ["ben@b.org"], Mail, None));
        Assert.Equal(MailProblem.ConnectionLost, problem.Problem);
    }

    [Fact]
    public async Task A_connection_that_breaks_behind_the_last_dot_leaves_the_question_open()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "PIPELINING");
            await ExpectAsync(peer, "MAIL FROM:<ana@a.org>", "RCPT TO:<ben@b.org>");
            await peer.SayAsync("250 ok\n250 ok");
            await AnswerAsync(peer, "DATA", "354 go on");
            await ExpectAsync(peer, MailLines.Split('\n'));
        });
        await using var smtp = await ConnectAsync(server);
        var problem = await Assert.ThrowsAsync<MailException>(() => smtp.SendAsync("ana@a.org", ["ben@b.org"], Mail, None));
        Assert.Equal((MailProblem.ConnectionLost, Retry.Later), (problem.Problem, problem.Retry));
    }

    [Fact]
    public async Task The_verdict_on_a_mail_may_take_ten_minutes()
    {
        var clock = new WireClock();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "PIPELINING");
            await ExpectAsync(peer, "MAIL FROM:<ana@a.org>", "RCPT TO:<ben@b.org>");
            await peer.SayAsync("250 ok\n250 ok");
            await AnswerAsync(peer, "DATA", "354 go on");
            await ExpectAsync(peer, MailLines.Split('\n'));
            await clock.SomebodyWaitsAsync(TimeSpan.FromMinutes(10));
            clock.Advance(TimeSpan.FromMinutes(9));
            await peer.SayAsync("250 at last");
            await QuitAsync(peer);
        });
        await using var smtp = await SmtpConnection.ConnectAsync(server.Address(user: ""), clock, None);
        Assert.True((await smtp.SendAsync("ana@a.org", ["ben@b.org"], Mail, None))[0].Accepted);
    }

    [Fact]
    public async Task Addresses_that_would_say_more_never_reach_the_server()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "PIPELINING");
            await ExpectAsync(peer, "MAIL FROM:<ana@a.org>", "RCPT TO:<ben@b.org>");
            await peer.SayAsync("250 ok\n250 ok");
            await TakeMailAsync(peer, "250 ok");
            await QuitAsync(peer);
        });
        await using var smtp = await ConnectAsync(server);

        var outcomes = await smtp.SendAsync("ana@a.org", ["x@y>\r\nDATA", "ben@b.org", "jürgen@b.org"], Mail, None);

        Assert.Equal([553, 250, 553], outcomes.Select(outcome => outcome.Reply.Code));
        var from = await Assert.ThrowsAsync<MailException>(() => smtp.SendAsync("a@b>\r\nRSET", ["ben@b.org"], Mail, None));
        Assert.Equal(MailProblem.MailRefused, from.Problem);
    }

    [Fact]
    public async Task Eight_bits_and_foreign_letters_are_announced()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "PIPELINING", "8BITMIME", "SMTPUTF8");
            await ExpectAsync(peer, "MAIL FROM:<ana@a.org> BODY=8BITMIME SMTPUTF8", "RCPT TO:<jürgen@b.org>");
            await peer.SayAsync("250 ok\n250 ok");
            await AnswerAsync(peer, "DATA", "354 go on");
            await ExpectAsync(peer, "grüße", ".");
            await peer.SayAsync("250 ok");
            await QuitAsync(peer);
        });
        await using var smtp = await ConnectAsync(server);
        Assert.True((await smtp.SendAsync("ana@a.org", ["jürgen@b.org"], Encoding.UTF8.GetBytes("grüße"), None))[0].Accepted);
    }

    [Fact]
    public async Task Too_large_a_mail_is_not_even_begun()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "SIZE 24");
            await QuitAsync(peer);
        });
        await using var smtp = await ConnectAsync(server);
        var problem = await Assert.ThrowsAsync<MailException>(() => smtp.SendAsync("ana@a.org", ["ben@b.org"], Mail, None));
        Assert.Equal((MailProblem.TooLarge, Retry.Never), (problem.Problem, problem.Retry));
    }

    [Fact]
    public async Task An_old_server_is_greeted_the_old_way()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync("220 old");
            await AnswerAsync(peer, "EHLO [127.0.0.1]", "502 what?");
            await AnswerAsync(peer, "HELO [127.0.0.1]", "250 hello");
            await QuitAsync(peer);
        });
        await using var smtp = await ConnectAsync(server);
        Assert.Null(smtp.MaxSize);
    }

    [Theory]
    [InlineData("AUTH PLAIN LOGIN", "235 2.7.0 welcome", null, Retry.Later)]
    [InlineData("AUTH PLAIN", "535 5.7.8 wrong", MailProblem.LoginRefused, Retry.Never)]
    [InlineData("AUTH PLAIN", "454 4.7.0 later", MailProblem.Other, Retry.Later)]
    [InlineData("AUTH PLAIN", "421 busy", MailProblem.ConnectionLost, Retry.Later)]
    public async Task The_login_says_what_came_of_it(string offer, string answer, MailProblem? expected, Retry retry)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, offer);
            await AnswerAsync(peer, "AUTH PLAIN AGFuYQBzM2NyZXQ=", answer);
            await peer.WaitForEndAsync();
        });
        try
        {
            await using var smtp = await SmtpConnection.ConnectAsync(server.Address(), TimeProvider.System, None);
            Assert.Null(expected);
        }
        catch (MailException e)
        {
            Assert.Equal((expected, retry), (e.Problem, e.Retry));
            Assert.DoesNotContain("s3cret", e.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Login_word_by_word_where_there_is_nothing_better()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "AUTH LOGIN");
            await AnswerAsync(peer, "AUTH LOGIN", "334 VXNlcm5hbWU6");
            await AnswerAsync(peer, "YW5h", "334 UGFzc3dvcmQ6");
            await AnswerAsync(peer, "czNjcmV0", "235 ok");
            await QuitAsync(peer);
        });
        await using var smtp = await SmtpConnection.ConnectAsync(server.Address(), TimeProvider.System, None);
    }

    [Theory]
    [InlineData("* OK IMAP4rev1 ready", MailProblem.NotThisProtocol)]
    [InlineData("421 4.3.2 too busy", MailProblem.ConnectionLost)]
    [InlineData("554 no mail here", MailProblem.MailRefused)]
    public async Task A_greeting_that_is_none(string greeting, MailProblem expected)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync(greeting);
            await peer.WaitForEndAsync();
        });
        Assert.Equal(expected, (await Assert.ThrowsAsync<MailException>(() => ConnectAsync(server))).Problem);
    }

    [Theory]
    [InlineData("220 ready", "STARTTLS stripped", MailProblem.TlsMissing)]
    [InlineData("220 begin\n250 injected", "STARTTLS", MailProblem.Garbage)]
    public async Task Nothing_secret_is_said_without_tls(string consent, string offer, MailProblem expected)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, offer == "STARTTLS" ? ["STARTTLS", "AUTH PLAIN"] : ["AUTH PLAIN"]);
            if (offer == "STARTTLS")
                await AnswerAsync(peer, "STARTTLS", consent);
            await peer.WaitForEndAsync();
        });
        var connect = () => SmtpConnection.ConnectAsync(server.Address(TlsMode.StartTls), TimeProvider.System, None);
        Assert.Equal(expected, (await Assert.ThrowsAsync<MailException>(connect)).Problem);
    }

    private static Task<SmtpConnection> ConnectAsync(ScriptedServer server) =>
        SmtpConnection.ConnectAsync(server.Address(user: ""), TimeProvider.System, None);

    private static async Task GreetAsync(ScriptedPeer peer, params string[] extensions)
    {
        await peer.SayAsync("220-mail.example.org\n220 ready");
        var offer = string.Concat(extensions.Select(name => $"250-{name}\n"));
        await AnswerAsync(peer, "EHLO [127.0.0.1]", $"250-hello\n{offer}250 HELP");
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

    private static async Task TakeMailAsync(ScriptedPeer peer, string verdict)
    {
        await AnswerAsync(peer, "DATA", "354 go on");
        await ExpectAsync(peer, MailLines.Split('\n'));
        await peer.SayAsync(verdict);
    }

    private static Task QuitAsync(ScriptedPeer peer) => AnswerAsync(peer, "QUIT", "221 bye");
}
