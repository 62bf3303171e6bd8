using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>Where folders are and what they are for, with servers that say it oddly, wrongly or not at all.</summary>
public sealed class ImapFolderQuirks
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly DateTimeOffset Then = new(2024, 2, 9, 12, 30, 45, TimeSpan.Zero);

    [Fact]
    public async Task Where_namespace_is_refused_list_tells_the_delimiter()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "NAMESPACE");
            await peer.AnswerAsync("NAMESPACE", ending: "BAD Command Argument Error. 12");
            await peer.AnswerAsync("LIST \"\" \"\"", "* LIST (\\Noselect) \".\" \"\"");
            await MakeAsync(peer, "MailNode.In");
        });
        await using var mailbox = await ConnectAsync(server);
        await mailbox.CreateAsync("MailNode/In", None);
    }

    [Theory]
    [InlineData("((\"INBOX.\" \".\")) NIL NIL", "INBOX.MailNode.In")]
    [InlineData("((\"\" \"/\")) ((\"Other Users/\" \"/\" \"TRANSLATION\" (\"Andere/\"))) NIL", "MailNode/In")]
    [InlineData("((\"\" NIL)) NIL NIL", "MailNode/In")]
    [InlineData("((\"INBOX/\" \"/\")(\"#mh/\" \"/\")) NIL NIL", "INBOX/MailNode/In")]
    [InlineData("((\"Gr&APYA3w-e.\" \".\")) NIL NIL", "Gr&APYA3w-e.MailNode.In")]
    public async Task The_first_personal_namespace_holds_our_folders(string told, string wireName)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "NAMESPACE");
            await peer.AnswerAsync("NAMESPACE", $"* NAMESPACE {told}");
            await MakeAsync(peer, wireName);
        });
        await using var mailbox = await ConnectAsync(server);
        await mailbox.CreateAsync("MailNode/In", None);
    }

    [Fact]
    public async Task A_prefix_without_its_delimiter_gets_it()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("NAMESPACE", ".", "INBOX");
            await MakeAsync(peer, "INBOX.MailNode.In");
        });
        await using var mailbox = await ConnectAsync(server);
        await mailbox.CreateAsync("MailNode/In", None);
    }

    [Fact]
    public async Task A_prefix_that_nobody_told_is_seen_in_the_list()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("", ".");
            await peer.AnswerAsync("LIST \"\" \"*\"", """
                * LIST (\HasChildren) "." INBOX
                * LIST () "." INBOX.Sent
                * LIST () "." "INBOX.MailNode.In"
                """);
            await MakeAsync(peer, "INBOX.MailNode.Out");
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal(
            [new("INBOX", FolderUse.Inbox, true), new("Sent", FolderUse.Sent, true), new MailFolder("MailNode/In", FolderUse.None, true)],
            await mailbox.ListAsync(None));
        await mailbox.CreateAsync("MailNode/Out", None);
    }

    [Fact]
    public async Task A_folder_of_the_user_under_the_inbox_is_no_prefix()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("", ".");
            await peer.AnswerAsync("LIST \"\" \"*\"", "* LIST () \".\" INBOX\n* LIST () \".\" INBOX.Family\n* LIST () \".\" Sent");
            await MakeAsync(peer, "MailNode.Out");
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal(["INBOX", "INBOX/Family", "Sent"], (await mailbox.ListAsync(None)).Select(folder => folder.Name));
        await mailbox.CreateAsync("MailNode/Out", None);
    }

    [Theory]
    [InlineData("((\"\" \".\")) ((\"user.\" \".\")) NIL", "Junk", "user.ben.Junk")]
    [InlineData("((\"INBOX.\" \".\")) ((\"user.\" \".\")) ((\"\" \".\"))", "INBOX.Junk", "office.Junk")]
    public async Task Folders_of_other_people_have_no_use(string told, string own, string foreign)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "NAMESPACE SPECIAL-USE");
            await peer.AnswerAsync("NAMESPACE", $"* NAMESPACE {told}");
            await peer.AnswerAsync("LIST \"\" \"*\"",
                $"* LIST () \".\" INBOX\n* LIST (\\Junk) \".\" {own}\n* LIST (\\Junk) \".\" {foreign}");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal([FolderUse.Inbox, FolderUse.Junk, FolderUse.None], (await mailbox.ListAsync(None)).Select(folder => folder.Use));
    }

    [Fact]
    public async Task Xlist_translates_the_inbox()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("XLIST");
            await peer.AnswerAsync("XLIST \"\" \"*\"", """
                * XLIST (\HasNoChildren \Inbox) "/" "Posteingang"
                * XLIST (\Noinferiors \Sent) "/" "Gesendet"
                * XLIST (\Noinferiors \Spam) "/" "Werbung"
                * XLIST (\HasNoChildren \AllMail) "/" "Alle Nachrichten"
                """);
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal(
            [
                new("INBOX", FolderUse.Inbox, true), new("Gesendet", FolderUse.Sent, true), new("Werbung", FolderUse.Junk, true),
                new MailFolder("Alle Nachrichten", FolderUse.All, true),
            ],
            await mailbox.ListAsync(None));
    }

    [Theory]
    [InlineData("SPECIAL-USE LIST-EXTENDED", "LIST \"\" \"*\" RETURN (SPECIAL-USE)", "BAD unexpected arguments")]
    [InlineData("SPECIAL-USE LIST-EXTENDED", "LIST \"\" \"*\" RETURN (SPECIAL-USE)", "NO not today")]
    [InlineData("XLIST", "XLIST \"\" \"*\"", "BAD what?")]
    [InlineData("XLIST", "XLIST \"\" \"*\"", "OK nothing")]
    public async Task Where_a_better_list_fails_the_plain_one_does(string capabilities, string better, string ending)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync(capabilities);
            await peer.AnswerAsync(better, ending: ending);
            await peer.AnswerAsync("LIST \"\" \"*\"", "* LIST () \"/\" INBOX\n* LIST () \"/\" Spam");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal([FolderUse.Inbox, FolderUse.Junk], (await mailbox.ListAsync(None)).Select(folder => folder.Use));
    }

    [Fact]
    public async Task A_server_that_wants_to_be_left_alone_is_not_asked_the_plain_way()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("SPECIAL-USE LIST-EXTENDED");
            await peer.AnswerAsync("LIST \"\" \"*\" RETURN (SPECIAL-USE)", ending: "BAD Suggested Backoff Time: 5000 milliseconds");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var failure = await Assert.ThrowsAsync<MailException>(() => mailbox.ListAsync(None));
        Assert.Equal((Retry.Later, TimeSpan.FromSeconds(5)), (failure.Retry, failure.After));
    }

    [Fact]
    public async Task Names_may_hold_tabs_or_be_the_word_nil_or_plain_utf8()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("");
            await peer.AnswerAsync("LIST \"\" \"*\"", "* list () \"/\" inbox\n* LIST () \"/\" Old\tmail\n* LIST () NIL NIL\n* LIST () \"/\" \"Größe\"");
            var tag = await peer.TakeAsync("STATUS {8}");
            await peer.SayAsync("+ go on");
            Assert.Equal("Old\tmail"u8.ToArray(), await peer.ReadBytesAsync(8));
            await peer.ExpectAsync(" (MESSAGES UIDNEXT UIDVALIDITY)");
            await peer.SayAsync($"* STATUS Old\tmail (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 3)\n{tag} OK done");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal(["INBOX", "Old\tmail", "NIL", "Größe"], (await mailbox.ListAsync(None)).Select(folder => folder.Name));
        Assert.Equal(new FolderState("Old\tmail", 3, 2, 1), await mailbox.StatusAsync("Old\tmail", None));
    }

    [Fact]
    public async Task A_server_without_hierarchy_takes_the_slash_as_a_letter()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "");
            await peer.AnswerAsync("LIST \"\" \"\"", "* LIST (\\Noselect) NIL \"\"");
            await MakeAsync(peer, "MailNode/In", "NO [ALREADYEXISTS] it is there");
        });
        await using var mailbox = await ConnectAsync(server);
        await mailbox.CreateAsync("MailNode/In", None);
    }

    [Theory]
    [InlineData("UNSELECT", true)]
    [InlineData("", false)]
    public async Task A_folder_that_is_not_the_one_it_was_is_left_without_removing_anything(string capabilities, bool unselect)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync(capabilities);
            await peer.OpenAsync("SELECT \"INBOX\"", validity: 8);
            if (unselect)
                await peer.AnswerAsync("UNSELECT");
            await peer.OpenAsync("SELECT \"INBOX\"", validity: 8);
            await peer.AnswerAsync("UID STORE 1 +FLAGS.SILENT (\\Flagged)");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var flag = (uint validity) => mailbox.FlagAsync(new FolderRef("INBOX", validity), [1], "\\Flagged", on: true, None);
        Assert.Equal(MailProblem.FolderChanged, (await Assert.ThrowsAsync<MailException>(() => flag(7))).Problem);
        await flag(8);
    }

    [Fact]
    public async Task A_missing_uidvalidity_is_asked_for()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("");
            await peer.AnswerAsync("STATUS \"INBOX\" (MESSAGES UIDNEXT UIDVALIDITY)", "* STATUS INBOX (MESSAGES 1 UIDNEXT 5)");
            await peer.AnswerAsync("EXAMINE \"INBOX\"", "* 1 EXISTS\n* OK [UIDNEXT 5] next");
            await peer.AnswerAsync("STATUS \"INBOX\" (UIDVALIDITY)", "* STATUS INBOX (UIDVALIDITY 9)");
            await peer.AnswerAsync("SELECT \"INBOX\"", "* 1 EXISTS\n* OK [UIDNEXT 5] next");
            await peer.AnswerAsync("STATUS \"INBOX\" (UIDVALIDITY)", "* STATUS INBOX (UIDVALIDITY 9)");
            await peer.AnswerAsync("UID STORE 1 +FLAGS.SILENT (\\Flagged)");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal(new FolderState("INBOX", 9, 5, 1), await mailbox.StatusAsync("INBOX", None));
        await mailbox.FlagAsync(new FolderRef("INBOX", 9), [1], "\\Flagged", on: true, None);
    }

    [Fact]
    public async Task A_server_without_any_uidvalidity_is_taken_as_it_is()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("");
            await peer.AnswerAsync("STATUS \"INBOX\" (MESSAGES UIDNEXT UIDVALIDITY)", "* STATUS INBOX (MESSAGES 1 UIDNEXT 5 UIDVALIDITY 0)");
            await peer.AnswerAsync("EXAMINE \"INBOX\"", "* 1 EXISTS\n* OK [UIDNEXT 5] next");
            await peer.AnswerAsync("STATUS \"INBOX\" (UIDVALIDITY)", ending: "NO it is open");
            await peer.AnswerAsync("EXAMINE \"INBOX\"", "* 1 EXISTS\n* OK [UIDNEXT 5] next");
            await peer.AnswerAsync("STATUS \"INBOX\" (UIDVALIDITY)", ending: "NO it is open");
            await peer.AnswerAsync("UID FETCH 1:* (UID)", "* 1 FETCH (UID 4)");
            await peer.AnswerAsync("UID FETCH 4 (UID RFC822.SIZE INTERNALDATE FLAGS)", "* 1 FETCH (UID 4 RFC822.SIZE 5)");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var state = await mailbox.StatusAsync("INBOX", None);
        Assert.Equal(0u, state.UidValidity);
        Assert.Equal(4u, Assert.Single(await mailbox.SummariesAsync(new FolderRef("INBOX", 0), 0, [], None).ToListAsync()).Uid);
    }

    [Fact]
    public async Task A_folder_that_can_only_be_read_is_not_written_to()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.LogInAsync("MOVE UIDPLUS");
            await peer.AnswerAsync("SELECT \"INBOX\"", "* 1 EXISTS\n* OK [UIDVALIDITY 7] valid", "OK [READ-ONLY] open");
            await peer.AnswerAsync("LIST \"\" \"INBOX\"", "* LIST () \"/\" INBOX");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ConnectAsync(server);
        var flag = () => mailbox.FlagAsync(new FolderRef("INBOX", 7), [1], "\\Flagged", on: true, None);
        var failure = await Assert.ThrowsAsync<MailException>(flag);
        Assert.Equal((MailProblem.FolderRefused, Retry.Later), (failure.Problem, failure.Retry));
    }

    [Theory]
    [InlineData("", 2, "9", "<1@x>", 9u)]
    [InlineData("", 2, "9", "<other@x>", null)]
    [InlineData("UIDPLUS", 0, "1", "<1@x>", 9u)]
    public async Task What_was_stored_without_a_uid_is_looked_for(string capabilities, int before, string first, string id, uint? uid)
    {
        await using var server = ScriptedServer.Start(peer => StoreAsync(
            peer, capabilities, before, first, $"* 3 FETCH (UID 9 BODY[HEADER.FIELDS (MESSAGE-ID)] {{{id.Length + 16}}}\nMessage-ID: {id}\n\n)"));
        await using var mailbox = await ConnectAsync(server);
        Assert.Equal(uid, await mailbox.AppendAsync("Out", Stored, [], Then, None));
    }

    [Theory]
    [InlineData("", 3, "10", "OK done", true)]
    [InlineData("UIDPLUS", 0, "1", "OK done", true)]
    [InlineData("", 3, "10", "BAD what?", false)]
    public async Task What_does_not_show_was_not_stored(string capabilities, int before, string first, string ending, bool refused)
    {
        await using var server = ScriptedServer.Start(peer => StoreAsync(peer, capabilities, before, first, "", ending));
        await using var mailbox = await ConnectAsync(server);
        var append = () => mailbox.AppendAsync("Out", Stored, [], Then, None);
        if (refused)
            Assert.Equal(Retry.Later, (await Assert.ThrowsAsync<MailException>(append)).Retry);
        else
            Assert.Null(await append());
    }

    private static readonly byte[] Stored = "a: b\r\nmessage-id: <1@x>\r\n\r\n"u8.ToArray();

    /// <summary>Three messages, the last of them with the UID 9: one more than before, unless there were three.</summary>
    private static async Task StoreAsync(ScriptedPeer peer, string capabilities, int before, string first, string found, string ending = "OK done")
    {
        await peer.LogInAsync($"LITERAL+ {capabilities}".Trim());
        if (before > 0)
            await peer.AnswerAsync(StatusOfOut, $"* STATUS \"Out\" (MESSAGES {before} UIDNEXT {before + 7} UIDVALIDITY 1)");
        var tag = await peer.TakeAsync("APPEND \"Out\" \"09-Feb-2024 12:30:45 +0000\" {27+}");
        await peer.ReadBytesAsync(27);
        await peer.ExpectAsync("");
        await peer.SayAsync($"{tag} OK stored");
        await peer.AnswerAsync(StatusOfOut, "* STATUS \"Out\" (MESSAGES 3 UIDNEXT 10 UIDVALIDITY 1)");
        await peer.OpenAsync("EXAMINE \"Out\"");
        await peer.AnswerAsync($"UID FETCH {first}:* (UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])", found, ending);
        await peer.WaitForEndAsync();
    }

    private const string StatusOfOut = "STATUS \"Out\" (MESSAGES UIDNEXT UIDVALIDITY)";

    private static async Task GreetAsync(ScriptedPeer peer, string capabilities)
    {
        await peer.SayAsync($"* OK [CAPABILITY IMAP4rev1 {capabilities}] ready");
        await peer.AnswerAsync("LOGIN \"ana\" \"s3cret\"", $"* CAPABILITY IMAP4rev1 {capabilities}");
    }

    private static async Task MakeAsync(ScriptedPeer peer, string wireName, string ending = "OK done")
    {
        await peer.AnswerAsync($"CREATE \"{wireName}\"", ending: ending);
        await peer.AnswerAsync($"SUBSCRIBE \"{wireName}\"");
        await peer.WaitForEndAsync();
    }

    private static Task<ImapMailbox> ConnectAsync(ScriptedServer server) =>
        ImapMailbox.ConnectAsync(server.Address(), TimeProvider.System, None);
}
