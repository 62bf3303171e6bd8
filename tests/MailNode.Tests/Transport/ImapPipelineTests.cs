using System.Text;
using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>Commands in flight together: what is asked ahead, what order means, and where the conversation is taken for lost.</summary>
public sealed class ImapPipelineTests
{
    private const string Bodies = "(UID INTERNALDATE FLAGS BODY.PEEK[])";

    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly FolderRef Inbox = new("INBOX", 7);

    [Fact]
    public async Task The_next_command_is_sent_before_the_former_is_answered()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await LargeMailsAsync(peer, 3);
            var first = await peer.TakeAsync($"UID FETCH 1 {Bodies}");
            await peer.SayAsync(Body(1, "one"));
            var second = await peer.TakeAsync($"UID FETCH 2 {Bodies}");
            var third = await peer.TakeAsync($"UID FETCH 3 {Bodies}");
            await peer.SayAsync($"{first} OK\n{Body(2, "two")}\n{second} OK\n{Body(3, "three")}\n{third} OK");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal(["one", "two", "three"], await TextsAsync(mailbox, 1, 2, 3));
    }

    [Fact]
    public async Task A_message_is_handed_out_before_the_command_that_brings_it_is_over()
    {
        var seen = new TaskCompletionSource();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await SmallMailsAsync(peer, 2);
            var tag = await peer.TakeAsync($"UID FETCH 1:2 {Bodies}");
            await peer.SayAsync(Body(1, "one"));
            await seen.Task;
            await peer.SayAsync($"{Body(2, "two")}\n{tag} OK");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var texts = new List<string>();
        await foreach (var message in mailbox.ReadAsync(Inbox, [1, 2], 100, None))
        {
            texts.Add(Text(message));
            seen.TrySetResult();
        }
        Assert.Equal(["one", "two"], texts);
    }

    [Fact]
    public async Task Order_is_kept_where_the_server_has_none()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await LargeMailsAsync(peer, 3);
            await peer.AnswerAsync($"UID FETCH 1 {Bodies}", $"{Body(1, "one")}\n* 1 FETCH (UID 1 FLAGS (\\Seen))\n{Body(1, "again")}");
            var second = await peer.TakeAsync($"UID FETCH 2 {Bodies}");
            var third = await peer.TakeAsync($"UID FETCH 3 {Bodies}");
            await peer.SayAsync($"{Body(3, "three")}\n{third} OK\n* 9 EXPUNGE\n{Body(2, "two")}\n{second} OK");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal(["one", "two", "three"], await TextsAsync(mailbox, 3, 1, 2));
    }

    [Theory]
    [InlineData("A77 OK whose?")]
    [InlineData("A1 OK that was long ago")]
    [InlineData("+ go on")]
    [InlineData("+")]
    [InlineData("hello")]
    public async Task An_answer_to_nothing_ends_the_connection(string said)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await SmallMailsAsync(peer, 1);
            await peer.TakeAsync($"UID FETCH 1 {Bodies}");
            await peer.SayAsync(said);
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal(MailProblem.Garbage, (await Assert.ThrowsAsync<MailException>(() => TextsAsync(mailbox, 1))).Problem);
        Assert.Equal(MailProblem.ConnectionLost, (await Assert.ThrowsAsync<MailException>(() => TextsAsync(mailbox, 1))).Problem);
    }

    [Fact]
    public async Task A_command_cannot_end_twice()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await LargeMailsAsync(peer, 2);
            var tag = await peer.TakeAsync($"UID FETCH 1 {Bodies}");
            await peer.SayAsync($"{Body(1, "one")}\n{tag} OK\n{tag} OK");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal(MailProblem.Garbage, (await Assert.ThrowsAsync<MailException>(() => TextsAsync(mailbox, 1, 2))).Problem);
    }

    [Fact]
    public async Task Whoever_wants_only_the_first_message_asks_for_no_more_than_one_command()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await LargeMailsAsync(peer, 2);
            var tag = await peer.TakeAsync($"UID FETCH 1 {Bodies}");
            await peer.SayAsync($"{Body(1, "one")}\n{Body(5, new string('x', 5000))}\n{tag} OK");
            await peer.AnswerAsync("STATUS \"Other\" (MESSAGES UIDNEXT UIDVALIDITY)", "* STATUS Other (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 3)");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        await foreach (var message in mailbox.ReadAsync(Inbox, [1, 2], 2_000_000, None))
            break;
        Assert.Equal(1, (await mailbox.StatusAsync("Other", None)).Count);
    }

    [Fact]
    public async Task Another_command_collects_what_is_on_its_way_and_both_go_on()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await LargeMailsAsync(peer, 8);
            await peer.AnswerAsync($"UID FETCH 1 {Bodies}", Body(1, "m1"));
            for (var uid = 2; uid <= 6; uid++) // those that are in flight together
                await peer.AnswerAsync($"UID FETCH {uid} {Bodies}", Body(uid, $"m{uid}"));
            await peer.OpenAsync("EXAMINE \"Other\"");
            await peer.AnswerAsync("UID FETCH 1:* (UID)");
            await peer.OpenAsync("EXAMINE \"INBOX\"");
            await peer.AnswerAsync($"UID FETCH 7 {Bodies}", Body(7, "m7"));
            await peer.AnswerAsync($"UID FETCH 8 {Bodies}", Body(8, "m8"));
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var texts = new List<string>();
        await foreach (var message in mailbox.ReadAsync(Inbox, [1, 2, 3, 4, 5, 6, 7, 8], 2_000_000, None))
        {
            texts.Add(Text(message));
            if (texts.Count == 2)
                Assert.Empty(await mailbox.SummariesAsync(new FolderRef("Other", 7), 0, [], None).ToListAsync());
        }
        Assert.Equal(["m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"], texts);
    }

    [Fact]
    public async Task Two_enumerations_take_turns()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await SmallMailsAsync(peer, 2);
            await peer.AnswerAsync($"UID FETCH 1:2 {Bodies}", $"{Body(1, "one")}\n{Body(2, "two")}");
            await peer.AnswerAsync("NOOP");
            await peer.AnswerAsync("UID FETCH 9 (UID RFC822.SIZE)", "* 9 FETCH (UID 9 RFC822.SIZE 4)");
            await peer.AnswerAsync($"UID FETCH 9 {Bodies}", Body(9, "nine"));
            await peer.AnswerAsync("NOOP");
            await peer.AnswerAsync("UID FETCH 9 (UID RFC822.SIZE)", "* 9 FETCH (UID 9 RFC822.SIZE 4)");
            await peer.AnswerAsync($"UID FETCH 9 {Bodies}", Body(9, "nine"));
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var texts = new List<string>();
        await foreach (var message in mailbox.ReadAsync(Inbox, [1, 2], 100, None))
            texts.Add(Text(message) + (await TextsAsync(mailbox, 9))[0]);
        Assert.Equal(["onenine", "twonine"], texts);
    }

    [Theory]
    [InlineData("* 1 FETCH (UID 1 BODY[] \"open", "one")]
    [InlineData("* 1 FETCH (UID 1 BODY[] NIL)", "one")]
    [InlineData("* 1 FETCH (UID 1 FLAGS ())", "one")]
    [InlineData("* ))", "one")]
    [InlineData("* 1 FETCH (UID 1 BODY[] NIL)", null)]
    public async Task A_message_that_comes_damaged_is_asked_for_again_alone(string damaged, string? alone)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await SmallMailsAsync(peer, 2);
            await peer.AnswerAsync($"UID FETCH 1:2 {Bodies}", $"{damaged}\n{Body(2, "two")}");
            await peer.AnswerAsync("UID SEARCH UID 1:2", "* SEARCH 1 2");
            await peer.AnswerAsync($"UID FETCH 1 {Bodies}", alone is null ? damaged : Body(1, alone));
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var messages = await mailbox.ReadAsync(Inbox, [1, 2], 100, None).ToListAsync();
        Assert.Equal([alone ?? "", "two"], messages.Select(Text));
        Assert.Equal([alone is null, false], messages.Select(message => message.IsUnreadable));
    }

    [Fact]
    public async Task The_tail_of_a_mail_that_was_announced_too_short_is_no_answer()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await SmallMailsAsync(peer, 3);
            await peer.AnswerAsync($"UID FETCH 1:3 {Bodies}", $"* 1 FETCH (UID 1 BODY[] {{3}}\nonetwo\n* 2 FETCH (UID 2 BODY[] {{6}}\nforged)\n{Body(2, "two")}\n{Body(3, "three")}");
            await peer.AnswerAsync("UID SEARCH UID 1:3", "* SEARCH 1 2 3");
            await peer.AnswerAsync($"UID FETCH 1 {Bodies}", "* 1 FETCH (UID 1 BODY[] {3}\nonetwo)");
            await peer.AnswerAsync($"UID FETCH 2 {Bodies}", Body(2, "two"));
            await peer.AnswerAsync($"UID FETCH 3 {Bodies}", Body(3, "three"));
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var messages = await mailbox.ReadAsync(Inbox, [1, 2, 3], 100, None).ToListAsync();
        Assert.Equal(["", "two", "three"], messages.Select(Text));
        Assert.Equal([true, false, false], messages.Select(message => message.IsUnreadable));
    }

    [Fact]
    public async Task A_damaged_summary_is_asked_for_again_too()
    {
        const string what = "(UID RFC822.SIZE INTERNALDATE FLAGS)";
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("");
            await peer.OpenAsync("EXAMINE \"INBOX\"");
            await peer.AnswerAsync("UID FETCH 1:* (UID)", "* 1 FETCH (UID 1)\n* 2 FETCH (UID 2)\n* 3 FETCH (UID 3)");
            await peer.AnswerAsync($"UID FETCH 1:3 {what}", "* 1 FETCH (UID 1 RFC822.SIZE 5)\n* 2 FETCH (UID 2 RFC822.SIZE\n* 3 FETCH oops");
            await peer.AnswerAsync("UID SEARCH UID 1:3", "* SEARCH 1 2 3");
            await peer.AnswerAsync($"UID FETCH 2 {what}", "* 2 FETCH (UID 2 RFC822.SIZE 6)");
            await peer.AnswerAsync($"UID FETCH 3 {what}", "* 3 FETCH oops");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var all = await mailbox.SummariesAsync(Inbox, 0, [], None).ToListAsync();
        Assert.Equal([(1, 5, false), (2, 6, false), (3u, 0L, true)], all.Select(one => (one.Uid, one.Size, one.IsUnreadable)));
    }

    [Fact]
    public async Task A_server_that_damages_everything_is_broken_not_the_mail()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await SmallMailsAsync(peer, 600);
            await peer.AnswerAsync($"UID FETCH 1:600 {Bodies}", string.Join('\n', Enumerable.Repeat("* 1 FETCH ???", 600)));
            await peer.AnswerAsync("UID SEARCH UID 1:600", $"* SEARCH {string.Join(' ', Enumerable.Range(1, 600))}");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var problem = await Assert.ThrowsAsync<MailException>(() => TextsAsync(mailbox, [.. Enumerable.Range(1, 600).Select(uid => (uint)uid)]));
        Assert.Equal(Retry.Later, problem.Retry);
    }

    [Fact]
    public async Task Goodbye_in_the_middle_is_a_lost_connection_with_its_reason()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await SmallMailsAsync(peer, 2);
            await peer.TakeAsync($"UID FETCH 1:2 {Bodies}");
            await peer.SayAsync($"{Body(1, "one")}\n* BYE [UNAVAILABLE] going down");
        });
        await using var mailbox = await ConnectAsync(server);
        var problem = await Assert.ThrowsAsync<MailException>(() => TextsAsync(mailbox, 1, 2));
        Assert.Equal(MailProblem.ConnectionLost, problem.Problem);
        Assert.Contains("going down", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_command_fails_and_the_connection_lives_on()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await LargeMailsAsync(peer, 2);
            await peer.AnswerAsync($"UID FETCH 1 {Bodies}", Body(1, "one"));
            await peer.AnswerAsync($"UID FETCH 2 {Bodies}", ending: "BAD Request is throttled. Suggested Backoff Time: 2000 milliseconds");
            await peer.AnswerAsync("CREATE \"Other\"");
            await peer.AnswerAsync("SUBSCRIBE \"Other\"");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal(TimeSpan.FromSeconds(2), (await Assert.ThrowsAsync<MailException>(() => TextsAsync(mailbox, 1, 2))).After);
        await mailbox.CreateAsync("Other", None);
    }

    /// <summary>Messages so large that each takes a command of its own; what really comes may be smaller.</summary>
    private static Task LargeMailsAsync(ScriptedPeer peer, int count) => MailsAsync(peer, count, 900_000);

    private static Task SmallMailsAsync(ScriptedPeer peer, int count) => MailsAsync(peer, count, 5);

    private static async Task MailsAsync(ScriptedPeer peer, int count, int size)
    {
        await peer.LogInAsync("");
        await peer.OpenAsync("EXAMINE \"INBOX\"");
        await peer.AnswerAsync(
            $"UID FETCH {(count == 1 ? "1" : $"1:{count}")} (UID RFC822.SIZE)",
            string.Join('\n', Enumerable.Range(1, count).Select(uid => $"* {uid} FETCH (UID {uid} RFC822.SIZE {size})")));
    }

    private static string Body(int uid, string text) => $"* {uid} FETCH (UID {uid} FLAGS () BODY[] {{{text.Length}}}\n{text})";

    private static string Text(StoredMessage message) => Encoding.ASCII.GetString(message.Bytes.Span);

    private static async Task<List<string>> TextsAsync(ImapMailbox mailbox, params uint[] uids) =>
        [.. (await mailbox.ReadAsync(Inbox, uids, 2_000_000, None).ToListAsync()).Select(Text)];

    private static Task<ImapMailbox> ConnectAsync(ScriptedServer server) =>
        ImapMailbox.ConnectAsync(server.Address(), TimeProvider.System, None);
}
