using System.Text;
using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>Reading, moving, deleting and waiting, with servers of many manners.</summary>
public sealed class ImapMessageTests
{
    private const string SizeAndId = "(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])";

    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly FolderRef Inbox = new("INBOX", 7);

    [Fact]
    public async Task Summaries_come_in_order_whatever_the_server_throws_in()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("");
            await peer.OpenAsync("EXAMINE \"INBOX\"");
            await peer.AnswerAsync("UID FETCH 5:* (UID)", "* 3 FETCH (UID 9)\n* 1 FETCH (UID 4)\n* 2 FETCH (UID 6)\n* 3 FETCH (UID 9)");
            await peer.AnswerAsync("UID FETCH 6,9 (UID RFC822.SIZE INTERNALDATE FLAGS BODY.PEEK[HEADER.FIELDS (Message-ID To)])", """
                * 2 EXPUNGE
                * 1 FETCH (FLAGS (\Seen))
                * 3 FETCH (UID 9 RFC822.SIZE 10 INTERNALDATE "00-Jan-0000 00:00:00 +0000" FLAGS (\Seen) BODY[HEADER.FIELDS (TO)] {2}

                )
                * 7 FETCH (UID 70 FLAGS ())
                * 2 FETCH (UID 6 RFC822.SIZE 20 INTERNALDATE " 1-Feb-2024 10:00:00 +0100" FLAGS () BODY[HEADER.FIELDS ("To")] "To: x")
                * 3 FETCH (UID 9 FLAGS (\Seen \Flagged))
                """);
            await peer.WaitForEndAsync();
        });
        var clock = new WireClock();
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address(), clock, None);

        var all = await mailbox.SummariesAsync(Inbox, 4, ["Message-ID", "To"], None).ToListAsync();

        Assert.Equal([6u, 9u], all.Select(message => message.Uid));
        Assert.Equal(new DateTimeOffset(2024, 2, 1, 10, 0, 0, TimeSpan.FromHours(1)), all[0].InternalDate);
        Assert.Equal("To: x", Encoding.ASCII.GetString(all[0].Headers.Span));
        Assert.Equal(clock.GetUtcNow(), all[1].InternalDate);
        Assert.Equal(["\\Seen", "\\Flagged"], all[1].Flags);
    }

    [Fact]
    public async Task Large_and_vanished_messages_are_left_out()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("");
            await peer.OpenAsync("EXAMINE \"INBOX\"");
            await peer.AnswerAsync("UID FETCH 1:5 (UID RFC822.SIZE)", """
                * 1 FETCH (UID 1 RFC822.SIZE 100)
                * 2 FETCH (UID 2 RFC822.SIZE 101)
                * 3 FETCH (UID 3 RFC822.SIZE 5)
                * 4 FETCH (UID 4 RFC822.SIZE 5)
                """);
            await peer.AnswerAsync("UID FETCH 1,3:4 (UID INTERNALDATE FLAGS BODY.PEEK[])", $$"""
                * 1 FETCH (UID 1 BODY[] {5}
                hello)
                * 3 FETCH (UID 3 FLAGS () BODY[] {300}
                {{new string('x', 300)}})
                """, "NO some messages no longer exist");
            await peer.AnswerAsync("UID SEARCH UID 1,3:4", "* SEARCH 1 3");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);

        var message = Assert.Single(await mailbox.ReadAsync(Inbox, [5, 4, 3, 2, 1, 1], 100, None).ToListAsync());

        Assert.Equal(1u, message.Uid);
        Assert.Equal("hello", Encoding.ASCII.GetString(message.Bytes.Span));
    }

    [Fact]
    public async Task A_message_that_is_there_but_not_handed_out_is_a_failure_not_a_gap()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("");
            await peer.OpenAsync("EXAMINE \"INBOX\"");
            await peer.AnswerAsync("UID FETCH 1 (UID RFC822.SIZE)", ending: "NO backend trouble");
            await peer.AnswerAsync("UID SEARCH UID 1", "* SEARCH 1");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var problem = await Assert.ThrowsAsync<MailException>(async () => await mailbox.ReadAsync(Inbox, [1], 100, None).ToListAsync());
        Assert.Equal(Retry.Later, problem.Retry);
    }

    [Fact]
    public async Task A_recreated_folder_is_noticed_before_anything_is_touched()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("MOVE UIDPLUS");
            await peer.OpenAsync("SELECT \"INBOX\"", validity: 8);
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var problem = await Assert.ThrowsAsync<MailException>(() => mailbox.MoveAsync(Inbox, [1], "Archive", None));
        Assert.Equal(MailProblem.FolderChanged, problem.Problem);
    }

    [Fact]
    public async Task Without_move_a_message_is_copied_and_then_removed_by_its_uid()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("UIDPLUS");
            await BeforeCopyAsync(peer);
            await peer.AnswerAsync("UID COPY 1:3 \"Archive\"", ending: "OK [COPYUID 5 1,3 40:41] done");
            await peer.OpenAsync("EXAMINE \"Archive\"", validity: 5);
            await peer.AnswerAsync($"UID FETCH 40:41 {SizeAndId}", Copies(40, 41));
            await peer.OpenAsync("SELECT \"INBOX\"");
            await peer.AnswerAsync("UID STORE 1,3 +FLAGS.SILENT (\\Deleted)");
            await peer.AnswerAsync("UID EXPUNGE 1,3", "* 1 EXPUNGE\n* 1 EXPUNGE");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        await mailbox.MoveAsync(Inbox, [1, 2, 3], "Archive", None);
    }

    [Theory]
    [InlineData("OK done", true, true)]
    [InlineData("OK [COPYUID 5 1,3 20] mismatched", true, true)]
    [InlineData("OK [COPYUID 5 1,3 20,18446744073709551615] beyond all bounds", true, true)]
    [InlineData("OK done", false, false)]
    public async Task A_copy_is_looked_for_when_the_server_does_not_say(string ending, bool arrived, bool removed)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("");
            await BeforeCopyAsync(peer);
            await peer.AnswerAsync("UID COPY 1:3 \"Archive\"", ending: ending);
            await peer.OpenAsync("EXAMINE \"Archive\"", validity: 5);
            await peer.AnswerAsync($"UID FETCH 20:* {SizeAndId}",
                "* 7 FETCH (UID 20 RFC822.SIZE 11 BODY[HEADER.FIELDS (MESSAGE-ID)] \"<a>\")\n"
                + $"* 8 FETCH (UID 21 RFC822.SIZE {(arrived ? 33 : 34)} BODY[HEADER.FIELDS (MESSAGE-ID)] \"<c>\")");
            if (removed)
            {
                await peer.OpenAsync("SELECT \"INBOX\"");
                await peer.AnswerAsync("UID STORE 1,3 +FLAGS.SILENT (\\Deleted)"); // no UIDPLUS: never a plain EXPUNGE
            }
            else
            {
                await peer.AnswerAsync("LIST \"\" \"Archive\"", "* LIST () \"/\" Archive");
                await peer.AnswerAsync("LIST \"\" \"Archive\"", "* LIST () \"/\" Archive");
            }
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var move = () => mailbox.MoveAsync(Inbox, [1, 2, 3], "Archive", None);
        if (removed)
            await move();
        else
            Assert.Equal(Retry.Later, (await Assert.ThrowsAsync<MailException>(move)).Retry);
    }

    [Theory]
    [InlineData("1,3 77:78", "77:78", true)]
    [InlineData("1 20", "20", true)]
    [InlineData("1,3 20,20", "20", true)]
    [InlineData("1,3 77:78", "77:78", false)]
    public async Task What_the_server_says_about_copies_is_no_proof(string told, string named, bool arrived)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("UIDPLUS");
            await BeforeCopyAsync(peer);
            await peer.AnswerAsync("UID COPY 1:3 \"Archive\"", ending: $"OK [COPYUID 5 {told}] done");
            await peer.OpenAsync("EXAMINE \"Archive\"", validity: 5);
            await peer.AnswerAsync($"UID FETCH {named} {SizeAndId}", named == "20" ? Copies(20, 21).Split('\n')[0] : "");
            await peer.AnswerAsync($"UID FETCH 20:* {SizeAndId}", arrived ? Copies(20, 21) : "");
            if (arrived)
            {
                await peer.OpenAsync("SELECT \"INBOX\"");
                await peer.AnswerAsync("UID STORE 1,3 +FLAGS.SILENT (\\Deleted)");
                await peer.AnswerAsync("UID EXPUNGE 1,3");
            }
            else
            {
                await peer.AnswerAsync("LIST \"\" \"Archive\"", "* LIST () \"/\" Archive");
                await peer.AnswerAsync("LIST \"\" \"Archive\"", "* LIST () \"/\" Archive");
            }
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var move = () => mailbox.MoveAsync(Inbox, [1, 2, 3], "Archive", None);
        if (arrived)
            await move();
        else
            Assert.Equal(Retry.Later, (await Assert.ThrowsAsync<MailException>(move)).Retry);
    }

    [Fact]
    public async Task Idle_is_begun_anew_every_five_minutes_and_ends_with_news()
    {
        var clock = new WireClock();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("IDLE");
            await peer.OpenAsync("EXAMINE \"INBOX\"");
            var tag = await peer.TakeAsync("IDLE");
            await peer.SayAsync("+ idling\n* OK Still here");
            await clock.SomebodyWaitsAsync(TimeSpan.FromMinutes(5));
            clock.Advance(TimeSpan.FromMinutes(5));
            await peer.ExpectAsync("DONE");
            await peer.SayAsync($"{tag} OK done");
            await peer.AnswerAsync("NOOP");
            tag = await peer.TakeAsync("IDLE");
            await peer.SayAsync("+ idling\n* 4 EXISTS");
            await peer.ExpectAsync("DONE");
            await peer.SayAsync($"{tag} OK done");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address() with { Timeout = TimeSpan.FromHours(9) }, clock, None);
        Assert.True(await mailbox.WaitAsync("INBOX", TimeSpan.FromHours(1), None));
    }

    [Theory]
    [InlineData("* 2 EXPUNGE", true)]
    [InlineData("* 2 FETCH (FLAGS (\\Flagged))", true)]
    [InlineData("* OK Still here", false)]
    [InlineData("* 3 EXISTS", false)]
    [InlineData("* 0 RECENT", false)]
    public async Task News_are_what_changes_the_folder(string said, bool news)
    {
        var clock = new WireClock();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("IDLE");
            await peer.OpenAsync("EXAMINE \"INBOX\"");
            var tag = await peer.TakeAsync("IDLE");
            await peer.SayAsync($"+ idling\n{said}");
            if (!news)
            {
                await clock.SomebodyWaitsAsync(TimeSpan.FromMinutes(2));
                clock.Advance(TimeSpan.FromMinutes(2));
            }
            await peer.ExpectAsync("DONE");
            await peer.SayAsync($"{tag} OK done");
            if (!news)
                await peer.AnswerAsync("NOOP");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address() with { Timeout = TimeSpan.FromHours(9) }, clock, None);
        Assert.Equal(news, await mailbox.WaitAsync("INBOX", TimeSpan.FromMinutes(2), None));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("IDLE", true)]
    public async Task Where_idle_is_missing_or_a_lie_the_folder_is_asked_every_minute(string capabilities, bool lies)
    {
        var clock = new WireClock();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync(capabilities);
            await peer.OpenAsync("EXAMINE \"INBOX\"");
            if (lies)
            {
                await peer.AnswerAsync("IDLE", ending: "BAD what?");
                await peer.AnswerAsync("NOOP");
            }
            await clock.SomebodyWaitsAsync(TimeSpan.FromMinutes(1));
            clock.Advance(TimeSpan.FromMinutes(1));
            await peer.AnswerAsync("NOOP");
            await clock.SomebodyWaitsAsync(TimeSpan.FromMinutes(1));
            clock.Advance(TimeSpan.FromMinutes(1));
            await peer.AnswerAsync("NOOP", "* 4 EXISTS");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address() with { Timeout = TimeSpan.FromHours(9) }, clock, None);
        Assert.True(await mailbox.WaitAsync("INBOX", TimeSpan.FromHours(1), None));
    }

    [Fact]
    public async Task What_came_while_another_folder_was_open_is_news_at_once()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("IDLE");
            await peer.OpenAsync("EXAMINE \"INBOX\"", count: 0, next: 10);
            await peer.OpenAsync("EXAMINE \"Other\"", count: 0);
            await peer.OpenAsync("EXAMINE \"INBOX\"", count: 1, next: 11);
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Empty(await mailbox.SummariesAsync(Inbox, 0, [], None).ToListAsync());
        Assert.Empty(await mailbox.SummariesAsync(Inbox with { Name = "Other" }, 0, [], None).ToListAsync());
        Assert.True(await mailbox.WaitAsync("INBOX", TimeSpan.FromHours(1), None));
    }

    [Fact]
    public async Task A_task_that_was_interrupted_makes_the_connection_unusable()
    {
        using var stop = new CancellationTokenSource();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("");
            await peer.ReadLineAsync();
            await stop.CancelAsync();
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => mailbox.StatusAsync("INBOX", stop.Token));
        var problem = await Assert.ThrowsAsync<MailException>(() => mailbox.StatusAsync("INBOX", None));
        Assert.Equal(MailProblem.ConnectionLost, problem.Problem);
    }

    [Fact]
    public async Task Bytes_beyond_what_was_announced_end_the_connection()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("");
            await peer.OpenAsync("EXAMINE \"INBOX\"");
            await peer.AnswerAsync("UID FETCH 1:3 (UID RFC822.SIZE)",
                "* 1 FETCH (UID 1 RFC822.SIZE 1)\n* 2 FETCH (UID 2 RFC822.SIZE 1)\n* 3 FETCH (UID 3 RFC822.SIZE 1)");
            await peer.ReadLineAsync();
            var body = new byte[9 << 20];
            for (var uid = 1; uid <= 3; uid++)
            {
                await peer.SayAsync($"* {uid} FETCH (UID {uid} BODY[] {{{body.Length}}}");
                await peer.SendAsync(body);
                await peer.SayAsync(")");
            }
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var read = async () => await mailbox.ReadAsync(Inbox, [1, 2, 3], 9 << 20, None).ToListAsync();
        Assert.Equal(MailProblem.Garbage, (await Assert.ThrowsAsync<MailException>(read)).Problem);
    }

    private static string Copies(uint first, uint second) =>
        $"* 7 FETCH (UID {first} RFC822.SIZE 11 BODY[HEADER.FIELDS (MESSAGE-ID)] \"<a>\")\n"
        + $"* 8 FETCH (UID {second} RFC822.SIZE 33 BODY[HEADER.FIELDS (MESSAGE-ID)] \"<c>\")";

    private static async Task BeforeCopyAsync(ScriptedPeer peer)
    {
        await peer.OpenAsync("SELECT \"INBOX\"");
        await peer.AnswerAsync($"UID FETCH 1:3 {SizeAndId}", """
            * 1 FETCH (UID 1 RFC822.SIZE 11 BODY[HEADER.FIELDS (MESSAGE-ID)] "<a>")
            * 2 FETCH (UID 3 RFC822.SIZE 33 BODY[HEADER.FIELDS (MESSAGE-ID)] "<c>")
            """);
        await peer.AnswerAsync("STATUS \"Archive\" (MESSAGES UIDNEXT UIDVALIDITY)",
            "* STATUS Archive (MESSAGES 6 UIDNEXT 20 UIDVALIDITY 5)");
    }

    private static Task<ImapMailbox> ConnectAsync(ScriptedServer server) =>
        ImapMailbox.ConnectAsync(server.Address(), TimeProvider.System, None);
}
