using System.Text.RegularExpressions;
using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>Connections that fall silent, servers that change their mind, and what the client never says.</summary>
public sealed partial class ImapConnectionQuirks
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly FolderRef Inbox = new("INBOX", 7);

    [Fact]
    public async Task A_wait_on_a_dead_connection_is_noticed()
    {
        var clock = new WireClock();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("IDLE");
            await peer.OpenAsync("EXAMINE \"INBOX\"");
            await peer.TakeAsync("IDLE");
            await peer.SayAsync("+ idling");
            await clock.SomebodyWaitsAsync(TimeSpan.FromMinutes(5));
            clock.Advance(TimeSpan.FromMinutes(5));
            await peer.ExpectAsync("DONE"); // and no answer, as when a box in between has forgotten the connection
            await clock.SomebodyWaitsAsync(TimeSpan.FromMinutes(4));
            clock.Advance(TimeSpan.FromMinutes(4));
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address() with { Timeout = TimeSpan.FromMinutes(4) }, clock, None);
        var failure = await Assert.ThrowsAsync<MailException>(() => mailbox.WaitAsync("INBOX", TimeSpan.FromHours(1), None));
        Assert.Equal((MailProblem.ConnectionLost, Retry.Later), (failure.Problem, failure.Retry));
    }

    [Theory]
    [InlineData("")]
    [InlineData("* BYE Autologout; idle for too long")]
    public async Task A_wait_that_the_server_ends_is_noticed(string farewell)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("IDLE");
            await peer.OpenAsync("EXAMINE \"INBOX\"");
            await peer.TakeAsync("IDLE");
            await peer.SayAsync(farewell.Length > 0 ? $"+ idling\n{farewell}" : "+ idling");
        });
        await using var mailbox = await ConnectAsync(server);
        var failure = await Assert.ThrowsAsync<MailException>(() => mailbox.WaitAsync("INBOX", TimeSpan.FromHours(1), None));
        Assert.Equal((MailProblem.ConnectionLost, Retry.Later), (failure.Problem, failure.Retry));
        Assert.Contains(farewell.Replace("* BYE ", "", StringComparison.Ordinal), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idle_that_never_speaks_is_seconded_by_noop()
    {
        var clock = new WireClock();
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("IDLE");
            await peer.OpenAsync("EXAMINE \"INBOX\"");
            var tag = await peer.TakeAsync("IDLE");
            await peer.SayAsync("+ idling");
            await clock.SomebodyWaitsAsync(TimeSpan.FromMinutes(5));
            clock.Advance(TimeSpan.FromMinutes(5));
            await peer.ExpectAsync("DONE");
            await peer.SayAsync($"{tag} OK done");
            await peer.AnswerAsync("NOOP", "* 4 EXISTS");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address() with { Timeout = TimeSpan.FromHours(9) }, clock, None);
        Assert.True(await mailbox.WaitAsync("INBOX", TimeSpan.FromHours(1), None));
    }

    [Theory]
    [InlineData("* VANISHED 1:2")]
    [InlineData("* 1 EXISTS")]
    [InlineData("* 1 EXPUNGE\n* 1 EXPUNGE")]
    public async Task A_folder_that_shrinks_under_the_reader_is_news_and_no_failure(string said)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("IDLE");
            await peer.OpenAsync("EXAMINE \"INBOX\"");
            await peer.AnswerAsync("UID FETCH 1:* (UID)", $"* 3 FETCH (UID 9)\n{said}\n* 2 FETCH (UID 6)\n* 1 FETCH (UID 6)");
            await peer.AnswerAsync("UID FETCH 6,9 (UID RFC822.SIZE INTERNALDATE FLAGS)", "* 1 FETCH (UID 9 RFC822.SIZE 5)");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal([9u], (await mailbox.SummariesAsync(Inbox, 0, [], None).ToListAsync()).Select(message => message.Uid));
        Assert.True(await mailbox.WaitAsync("INBOX", TimeSpan.FromHours(1), None));
    }

    [Fact]
    public async Task A_wrong_uidnext_hides_no_message()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("");
            await peer.OpenAsync("EXAMINE \"INBOX\"", count: 1, next: 3);
            await peer.AnswerAsync("UID FETCH 5:* (UID)", "* 1 FETCH (UID 8)");
            await peer.AnswerAsync("UID FETCH 8 (UID RFC822.SIZE INTERNALDATE FLAGS)", "* 1 FETCH (UID 8 RFC822.SIZE 5)");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal(8u, Assert.Single(await mailbox.SummariesAsync(Inbox, 4, [], None).ToListAsync()).Uid);
    }

    [Fact]
    public async Task What_counts_is_what_the_server_can_after_the_login()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync("* OK [CAPABILITY IMAP4rev1 NAMESPACE MOVE] ready");
            await peer.AnswerAsync("LOGIN \"ana\" \"s3cret\"");
            await peer.AnswerAsync("CAPABILITY", "* CAPABILITY IMAP4rev1");
            await peer.AnswerAsync("LIST \"\" \"\"", "* LIST (\\Noselect) \"/\" \"\""); // no NAMESPACE any more
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
    }

    [Fact]
    public async Task A_server_that_wants_to_know_hears_name_and_version()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync("* OK [CAPABILITY IMAP4rev1 ID] ready");
            await peer.AnswerAsync("LOGIN \"ana\" \"s3cret\"", "* CAPABILITY IMAP4rev1 ID");
            var line = await peer.ReadLineAsync();
            Assert.Matches("^A\\d+ ID \\(\"name\" \"MailNode\" \"version\" \"\\d+\\.\\d+\"\\)$", line);
            await peer.SayAsync($"{line.Split(' ')[0]} BAD whatever");
            await peer.AnswerAsync("LIST \"\" \"\"", "* LIST (\\Noselect) \"/\" \"\"");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
    }

    [Theory]
    [InlineData("QUOTA", "* QUOTAROOT INBOX a b\n* QUOTA a (MESSAGE 9 10 STORAGE 10 100)\n* QUOTA \"b\" (STORAGE 95 100)", "OK done", 95L)]
    [InlineData("QUOTA", "* QUOTAROOT INBOX", "OK done", null)]
    [InlineData("QUOTA", "* QUOTA a (STORAGE 5 0)", "OK done", null)]
    [InlineData("QUOTA", "* QUOTA a (STORAGE 5 10)", "NO who knows", null)]
    [InlineData("QUOTA", "* QUOTA a (STORAGE", "OK done", null)]
    [InlineData("", "", "", null)]
    public async Task The_fullest_quota_counts(string capabilities, string told, string ending, long? used)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync(capabilities);
            if (capabilities.Length > 0)
                await peer.AnswerAsync("GETQUOTAROOT \"INBOX\"", told, ending);
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal(used is { } units ? new MailboxQuota(units * 1024, 100 * 1024) : default(MailboxQuota?), await mailbox.QuotaAsync(None));
    }

    [Fact]
    public async Task A_folder_that_has_not_changed_is_not_listed_again()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("CONDSTORE");
            await OpenAsync(peer, 11);
            await peer.AnswerAsync("UID FETCH 5:* (UID)", "* 3 FETCH (UID 9)");
            await peer.AnswerAsync("UID FETCH 9 (UID RFC822.SIZE INTERNALDATE FLAGS)", "* 3 FETCH (UID 9 RFC822.SIZE 5)");
            await OpenAsync(peer, 11); // nothing new above 9
            await OpenAsync(peer, 11); // but from the beginning
            await peer.AnswerAsync("UID FETCH 1:* (UID)");
            await OpenAsync(peer, 12);
            await peer.AnswerAsync("UID FETCH 10:* (UID)", "* 3 FETCH (UID 9)");
            await OpenAsync(peer, 0);
            await peer.AnswerAsync("UID FETCH 10:* (UID)", "* 3 FETCH (UID 9)");
            await OpenAsync(peer, 0);
            await peer.AnswerAsync("UID FETCH 10:* (UID)", "* 3 FETCH (UID 9)");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Single(await mailbox.SummariesAsync(Inbox, 4, [], None).ToListAsync());
        foreach (var after in (uint[])[9, 0, 9, 9, 9])
            Assert.Empty(await mailbox.SummariesAsync(Inbox, after, [], None).ToListAsync());

        static Task OpenAsync(ScriptedPeer peer, int modSeq) => peer.AnswerAsync("EXAMINE \"INBOX\"",
            "* 3 EXISTS\n* OK [UIDVALIDITY 7] valid\n* OK [UIDNEXT 10] next" + (modSeq > 0 ? $"\n* OK [HIGHESTMODSEQ {modSeq}] seq" : "\n* OK [HIGHESTMODSEQ -5] odd"));
    }

    [Theory]
    [InlineData("LITERAL-", 4096, true)]
    [InlineData("LITERAL-", 4097, false)]
    [InlineData("LITERAL+", 4097, true)]
    [InlineData("IMAP4rev2", 4096, true)]
    [InlineData("IMAP4rev2", 4097, false)]
    public async Task A_long_literal_waits_where_the_server_says_so(string capabilities, int length, bool eager)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync($"* OK [CAPABILITY IMAP4rev1 {capabilities}] ready");
            await peer.AnswerAsync("LOGIN \"ana\" \"s3cret\"", $"* CAPABILITY IMAP4rev1 {capabilities}");
            if (capabilities == "IMAP4rev2")
                await peer.AnswerAsync("NAMESPACE", "* NAMESPACE ((\"\" \"/\")) NIL NIL");
            else
                await peer.AnswerAsync("LIST \"\" \"\"", "* LIST (\\Noselect) \"/\" \"\"");
            var tag = await peer.TakeAsync($"APPEND \"Out\" \"09-Feb-2024 12:30:45 +0000\" {{{length}{(eager ? "+" : "")}}}");
            if (!eager)
                await peer.SayAsync("+ go on");
            await peer.ReadBytesAsync(length);
            await peer.ExpectAsync("");
            await peer.SayAsync($"{tag} OK [APPENDUID 1 42] stored");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var then = new DateTimeOffset(2024, 2, 9, 12, 30, 45, TimeSpan.Zero);
        Assert.Equal(42u, await mailbox.AppendAsync("Out", new byte[length], [], then, None));
    }

    [Fact]
    public async Task No_command_is_longer_than_a_thousand_bytes()
    {
        var longest = "";
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("UIDPLUS");
            for (var line = ""; !line.EndsWith("LOGOUT", StringComparison.Ordinal);)
            {
                line = await peer.ReadLineAsync();
                longest = line.Length > longest.Length ? line : longest;
                await peer.SayAsync(Answer(line));
            }
        });
        var scattered = Enumerable.Range(0, 3000).Select(i => 4_000_000_000 + (uint)(i * 2)).ToList();
        await using (var mailbox = await ConnectAsync(server))
        {
            await mailbox.SummariesAsync(Inbox, 0, ["Content-Type", "In-Reply-To", "References", "Subject"], None).ToListAsync();
            await mailbox.ReadAsync(Inbox, scattered, 100, None).ToListAsync();
            await mailbox.FlagAsync(Inbox, scattered, "$MailNode", on: true, None);
            await mailbox.DeleteAsync(Inbox, scattered, None);
            await mailbox.MoveAsync(Inbox, scattered, "MailNode/Archive", None);
        }
        Assert.InRange(longest.Length, 500, 998);

        static string Answer(string line) => line.Contains("EXAMINE", StringComparison.Ordinal) || line.Contains("SELECT", StringComparison.Ordinal)
            ? $"* 3000 EXISTS\n* OK [UIDVALIDITY 7] valid\n{line.Split(' ')[0]} OK done"
            : line.EndsWith("1:* (UID)", StringComparison.Ordinal)
                ? string.Concat(Enumerable.Range(0, 3000).Select(i => $"* {i + 1} FETCH (UID {4_000_000_000 + (uint)(i * 2)})\n")) + $"{line.Split(' ')[0]} OK done"
                : $"{line.Split(' ')[0]} OK done";
    }

    /// <summary>CLOSE and EXPUNGE remove what others have flagged, FETCH without PEEK marks as read, and no folder is ever deleted or renamed.</summary>
    [Fact]
    public void No_word_that_harms_is_in_the_clients_vocabulary()
    {
        var verbs = Sources().SelectMany(text => Verb.Matches(text)).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Subset(
            new HashSet<string>
            {
                "", "APPEND", "AUTHENTICATE", "AUTHENTICATE PLAIN", "CAPABILITY", "COMPRESS", "COMPRESS DEFLATE", "CREATE", "ENABLE", "EXAMINE", "GETQUOTAROOT", "ID",
                "LIST", "LOGIN", "LOGOUT", "NAMESPACE", "NOOP", "SELECT", "STARTTLS", "STATUS", "SUBSCRIBE", "UID COPY", "UID EXPUNGE",
                "UID FETCH", "UID MOVE", "UID SEARCH HEADER Message-ID", "UID SEARCH UID", "UID STORE", "UNSELECT", "XLIST",
            },
            verbs);
        Assert.Contains("UID EXPUNGE", verbs);
        Assert.All(Sources(), text => Assert.DoesNotMatch("\\b(BODY\\[(?!\"u8)|RFC822[ )\\]]|RFC822\\.TEXT|BODYSTRUCTURE|ENVELOPE )", Comment.Replace(text, "")));
    }

    private static IEnumerable<string> Sources()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "MailNode.sln")))
            root = root.Parent!;
        return Directory.EnumerateFiles(Path.Combine(root.FullName, "src", "MailNode.Transport", "Imap"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText);
    }

    private static Task<ImapMailbox> ConnectAsync(ScriptedServer server) =>
        ImapMailbox.ConnectAsync(server.Address(), TimeProvider.System, None);

    [GeneratedRegex("new ImapCommand\\((?:[^()\"]*\\? )?\"([^\"]*)\"(?: : \"([^\"]*)\")?")]
    private static partial Regex Verb { get; }

    [GeneratedRegex("//.*")]
    private static partial Regex Comment { get; }
}
