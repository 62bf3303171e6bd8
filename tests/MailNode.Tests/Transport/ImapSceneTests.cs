using System.Text;
using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>Logging in, folders and storing, with servers of many manners.</summary>
public sealed class ImapSceneTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly DateTimeOffset Then = new(2024, 2, 9, 12, 30, 45, new TimeSpan(-3, -30, 0));

    [Theory]
    [InlineData("AUTH=PLAIN SASL-IR", true)]
    [InlineData("AUTH=PLAIN", false)]
    public async Task The_password_goes_by_authenticate_where_it_can(string capabilities, bool atOnce)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync($"* OK [CAPABILITY IMAP4rev1 {capabilities}] ready");
            if (atOnce)
            {
                await peer.AnswerAsync("AUTHENTICATE PLAIN AGFuYQBzM2NyZXQ=", ending: "OK [CAPABILITY IMAP4rev1] in");
            }
            else
            {
                var tag = await peer.TakeAsync("AUTHENTICATE PLAIN");
                await peer.SayAsync("+ ");
                await peer.ExpectAsync("AGFuYQBzM2NyZXQ=");
                await peer.SayAsync($"{tag} OK [CAPABILITY IMAP4rev1] in");
            }
            await peer.AnswerAsync("LIST \"\" \"\"", "* LIST (\\Noselect) \"/\" \"\"");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
    }

    [Fact]
    public async Task A_server_that_disables_login_gets_no_password()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=PLAIN] ready");
            await peer.WaitForEndAsync();
        });
        var problem = await Assert.ThrowsAsync<MailException>(() => ConnectAsync(server));
        Assert.Equal((MailProblem.TlsMissing, Retry.Never), (problem.Problem, problem.Retry));
    }

    [Theory]
    [InlineData("NO [AUTHENTICATIONFAILED] wrong", MailProblem.LoginRefused, Retry.Never)]
    [InlineData("NO LOGIN failed", MailProblem.LoginRefused, Retry.Never)]
    [InlineData("NO [UNAVAILABLE] later", MailProblem.Other, Retry.Later)]
    public async Task A_refused_login_says_whether_to_try_again(string ending, MailProblem problem, Retry retry)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync("* OK [CAPABILITY IMAP4rev1] ready");
            await peer.AnswerAsync("LOGIN \"ana\" \"s3cret\"", ending: ending);
            await peer.WaitForEndAsync();
        });
        var failure = await Assert.ThrowsAsync<MailException>(() => ConnectAsync(server));
        Assert.Equal((problem, retry), (failure.Problem, failure.Retry));
        Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_get_the_servers_prefix_and_are_listed_without_it()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("NAMESPACE", ".", "INBOX.");
            await peer.AnswerAsync("CREATE \"INBOX.MailNode.In\"", ending: "NO [ALREADYEXISTS] is there");
            await peer.AnswerAsync("SUBSCRIBE \"INBOX.MailNode.In\"");
            await peer.AnswerAsync("LIST \"\" \"*\"", """
                * LIST (\HasChildren) "." INBOX
                * LIST (\Noselect) "." "INBOX.MailNode"
                * LIST () "." INBOX.MailNode.In
                * LIST (\NonExistent) "." {8}
                INBOX.&-
                * LIST () "." INBOX.Gesendet
                """);
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        await mailbox.CreateAsync("MailNode/In", None);
        Assert.Equal(
            [
                new("INBOX", FolderUse.Inbox, true), new("MailNode", FolderUse.None, false), new("MailNode/In", FolderUse.None, true),
                new("&", FolderUse.None, false), new MailFolder("Gesendet", FolderUse.Sent, true),
            ],
            await mailbox.ListAsync(None));
    }

    [Fact]
    public async Task Folders_are_made_under_the_inbox_where_they_can_be_nowhere_else()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("", ".");
            await peer.AnswerAsync("CREATE \"MailNode.In\"", ending: "NO not there");
            await peer.AnswerAsync("LIST \"\" \"MailNode.In\"");
            await peer.AnswerAsync("CREATE \"INBOX.MailNode.In\"");
            await peer.AnswerAsync("SUBSCRIBE \"INBOX.MailNode.In\"", ending: "BAD what?");
            await peer.AnswerAsync("STATUS \"INBOX.MailNode.In\" (MESSAGES UIDNEXT UIDVALIDITY)",
                "* STATUS INBOX.MailNode.In (MESSAGES 2 UIDNEXT 5 UIDVALIDITY 77)");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        await mailbox.CreateAsync("MailNode/In", None);
        Assert.Equal(new FolderState("MailNode/In", 77, 5, 2), await mailbox.StatusAsync("MailNode/In", None));
    }

    [Fact]
    public async Task Folders_under_the_inbox_are_found_again_by_the_next_connection()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("", ".");
            await peer.AnswerAsync("STATUS \"MailNode.In\" (MESSAGES UIDNEXT UIDVALIDITY)", ending: "NO unknown");
            await peer.AnswerAsync("LIST \"\" \"MailNode.In\"");
            await peer.AnswerAsync("LIST \"\" \"INBOX.MailNode.In\"", "* LIST () \".\" INBOX.MailNode.In");
            await peer.AnswerAsync("STATUS \"INBOX.MailNode.In\" (MESSAGES UIDNEXT UIDVALIDITY)",
                "* STATUS {17}\nINBOX.MailNode.In (UIDVALIDITY 77 UIDNEXT 5 MESSAGES 2)");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal(new FolderState("MailNode/In", 77, 5, 2), await mailbox.StatusAsync("MailNode/In", None));
    }

    [Fact]
    public async Task A_missing_uidnext_is_made_up_for()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("");
            await peer.AnswerAsync("STATUS \"INBOX\" (MESSAGES UIDNEXT UIDVALIDITY)", "* STATUS INBOX (MESSAGES 3)");
            await peer.AnswerAsync("EXAMINE \"INBOX\"", "* 3 EXISTS\n* OK [UIDVALIDITY 8] x");
            await peer.AnswerAsync("UID FETCH * (UID)", "* 3 FETCH (UID 41)");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal(new FolderState("INBOX", 8, 42, 3), await mailbox.StatusAsync("INBOX", None));
    }

    [Fact]
    public async Task Special_uses_come_from_the_server_or_from_well_known_names()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("SPECIAL-USE LIST-EXTENDED");
            await peer.AnswerAsync("LIST \"\" \"*\" RETURN (SPECIAL-USE)", ending: "BAD not really");
            await peer.AnswerAsync("LIST \"\" \"*\"", """
                * LIST (\HasNoChildren \Junk) "/" "Werbung"
                * LIST (\HasNoChildren) "/" "Spam"
                * LIST (\HasNoChildren) "/" "Entw&APw-rfe"
                * LIST (\All) "/" "[Gmail]/All Mail"
                """);
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var uses = (await mailbox.ListAsync(None)).ToDictionary(folder => folder.Name, folder => folder.Use);
        Assert.Equal(FolderUse.Inbox, uses["INBOX"]);
        Assert.Equal(FolderUse.Junk, uses["Werbung"]);
        Assert.Equal(FolderUse.None, uses["Spam"]);
        Assert.Equal(FolderUse.Drafts, uses["Entwürfe"]);
        Assert.Equal(FolderUse.All, uses["[Gmail]/All Mail"]);
    }

    [Theory]
    [InlineData("LITERAL+", true)]
    [InlineData("LITERAL-", true)]
    [InlineData("IDLE", false)]
    public async Task A_message_is_stored_with_flags_and_date(string capabilities, bool eager)
    {
        var message = "Subject: a\r\n\r\nA9 LOGOUT\r\n"u8.ToArray();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync(capabilities);
            var tag = await peer.TakeAsync($"APPEND \"Feed\" (\\Seen $X) \"09-Feb-2024 12:30:45 -0330\" {{25{(eager ? "+" : "")}}}");
            if (!eager)
                await peer.SayAsync("* 5 EXISTS\n+"); // a lone plus is enough
            Assert.Equal(message, await peer.ReadBytesAsync(25));
            await peer.ExpectAsync("");
            await peer.SayAsync($"{tag} OK [APPENDUID 1 42] stored");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal(42u, await mailbox.AppendAsync("Feed", message, ["\\Seen", "$X"], Then, None));
    }

    [Theory]
    [InlineData("NO [OVERQUOTA] full", MailProblem.OverQuota, Retry.Later)]
    [InlineData("NO [TRYCREATE] where?", MailProblem.FolderMissing, Retry.Later)]
    [InlineData("NO [TOOBIG] too big", MailProblem.TooLarge, Retry.Never)]
    public async Task A_refused_message_is_not_sent_and_the_connection_lives_on(string ending, MailProblem problem, Retry retry)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("NAMESPACE", "/", "INBOX/");
            await peer.AnswerAsync("APPEND \"INBOX/Feed\" \"09-Feb-2024 12:30:45 -0330\" {5}", ending: ending);
            await peer.AnswerAsync("CREATE \"INBOX/Feed\"");
            await peer.AnswerAsync("SUBSCRIBE \"INBOX/Feed\"");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var failure = await Assert.ThrowsAsync<MailException>(() => mailbox.AppendAsync("Feed", "hello"u8.ToArray(), [], Then, None));
        Assert.Equal((problem, retry), (failure.Problem, failure.Retry));
        await mailbox.CreateAsync("Feed", None);
    }

    [Fact]
    public async Task A_message_above_the_announced_limit_is_not_offered()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("APPENDLIMIT=4");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var failure = await Assert.ThrowsAsync<MailException>(() => mailbox.AppendAsync("Feed", "hello"u8.ToArray(), [], Then, None));
        Assert.Equal(MailProblem.TooLarge, failure.Problem);
    }

    [Theory]
    [InlineData("A99 OK not yours", MailProblem.Garbage)]
    [InlineData("\0\0\0 )))", MailProblem.Garbage)]
    [InlineData("* BYE [UNAVAILABLE] going down", MailProblem.ConnectionLost)]
    public async Task Nonsense_and_goodbyes_end_the_connection_for_good(string said, MailProblem problem)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("");
            await peer.ReadLineAsync();
            await peer.SayAsync(said);
        });
        await using var mailbox = await ConnectAsync(server);
        var failure = await Assert.ThrowsAsync<MailException>(() => mailbox.StatusAsync("INBOX", None));
        Assert.Equal((problem, Retry.Later), (failure.Problem, failure.Retry));
        if (problem == MailProblem.ConnectionLost)
            Assert.Contains("going down", failure.Message, StringComparison.Ordinal);
        failure = await Assert.ThrowsAsync<MailException>(() => mailbox.StatusAsync("INBOX", None));
        Assert.Equal(MailProblem.ConnectionLost, failure.Problem);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(80, false)]
    public async Task Chatter_is_borne_for_a_while(int megabytes, bool borne)
    {
        var chatter = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("* OK Still here, and still here, and here\r\n", 25_000)));
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("");
            var tag = (await peer.ReadLineAsync()).Split(' ')[0];
            for (var i = 0; i < megabytes; i++)
                await peer.SendAsync(chatter);
            await peer.SayAsync($"* STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 3)\n{tag} OK done");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        if (borne)
            Assert.Equal(1, (await mailbox.StatusAsync("INBOX", None)).Count);
        else
            Assert.Equal(MailProblem.Garbage, (await Assert.ThrowsAsync<MailException>(() => mailbox.StatusAsync("INBOX", None))).Problem);
    }

    private static Task<ImapMailbox> ConnectAsync(ScriptedServer server) =>
        ImapMailbox.ConnectAsync(server.Address(), TimeProvider.System, None);
}
