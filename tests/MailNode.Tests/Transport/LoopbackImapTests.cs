using System.Text;
using MailNode.LoopbackMail;

namespace MailNode.Tests.Transport;

/// <summary>The loopback server as an IMAP client meets it.</summary>
public sealed class LoopbackImapTests
{
    private const string Ana = "ana@example.test";

    private static readonly byte[] Mail = "Subject: Hi\r\nX-Id: 4711\r\n\r\nBody \r\n"u8.ToArray();

    [Fact]
    public async Task Only_who_knows_the_password_gets_in()
    {
        await using var post = await StartAsync();
        await using var client = await LoopbackClient.ConnectAsync(post.ImapPort);
        Assert.StartsWith("* OK [CAPABILITY IMAP4rev1 ", await client.ReadAsync(), StringComparison.Ordinal);

        Assert.StartsWith("NO ", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        Assert.StartsWith("NO [AUTHENTICATIONFAILED]", await client.DoAsync($"LOGIN {Ana} wrong"), StringComparison.Ordinal);
        var plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{Ana}\0secret"));
        Assert.StartsWith("OK ", await client.DoAsync($"AUTHENTICATE PLAIN {plain}"), StringComparison.Ordinal);
        Assert.Contains("imap: t1 SELECT INBOX", post.Heard);
        Assert.StartsWith("* BYE", await client.DoAsync("LOGOUT"), StringComparison.Ordinal);
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task The_switches_change_what_is_announced_and_done()
    {
        var poor = new LoopbackOptions { RefuseCreate = true }.Without("MOVE", "UIDPLUS", "IDLE", "SPECIAL-USE", "LITERAL+");
        await using var post = await StartAsync(poor);
        post.Deliver(Ana, Mail);
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);

        var can = await client.DoAsync("CAPABILITY");

        string[] missing = ["MOVE", "UIDPLUS", "IDLE", "SPECIAL-USE", "LITERAL+"];
        Assert.DoesNotContain(missing, word => can.Contains(word, StringComparison.Ordinal));
        Assert.DoesNotContain("\\Sent", await client.DoAsync("LIST \"\" *"), StringComparison.Ordinal);
        Assert.StartsWith("NO [CANNOT]", await client.DoAsync("CREATE MailNode"), StringComparison.Ordinal);
        await client.DoAsync("SELECT INBOX");
        Assert.StartsWith("BAD", await client.DoAsync("UID MOVE 1 Trash"), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.DoAsync("UID EXPUNGE 1"), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.DoAsync("IDLE"), StringComparison.Ordinal);
        Assert.Equal("OK Copied", await client.DoAsync("UID COPY 1 Trash"));
    }

    [Fact]
    public async Task Folders_can_have_a_prefix_and_dots()
    {
        await using var post = await StartAsync(new LoopbackOptions { Prefix = "INBOX.", Delimiter = '.' });
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);

        Assert.Equal("* NAMESPACE ((\"INBOX.\" \".\")) NIL NIL\nOK Done", await client.DoAsync("NAMESPACE"));
        const string wire = "\"INBOX.MailNode.Gr&APYA3w-e &- mehr\"";
        Assert.StartsWith("NO ", await client.DoAsync("CREATE MailNode.Feed"), StringComparison.Ordinal);
        Assert.StartsWith("OK ", await client.DoAsync($"CREATE {wire}"), StringComparison.Ordinal);
        Assert.StartsWith("NO [ALREADYEXISTS]", await client.DoAsync($"CREATE {wire}"), StringComparison.Ordinal);
        Assert.StartsWith("OK ", await client.DoAsync($"SUBSCRIBE {wire}"), StringComparison.Ordinal);

        Assert.True(post.Account(Ana).Folder("MailNode/Größe & mehr").IsSubscribed);
        var listed = await client.DoAsync("LIST (SPECIAL-USE) \"\" \"*\" RETURN (SPECIAL-USE)");
        Assert.Contains("* LIST (\\HasNoChildren \\Sent) \".\" \"INBOX.Sent\"", listed, StringComparison.Ordinal);
        Assert.Equal("* LIST (\\HasNoChildren) \".\" \"INBOX\"\nOK Done", await client.DoAsync("LIST \"\" %"));
        Assert.Equal("* LIST (\\Noselect) \".\" \"\"\nOK Done", await client.DoAsync("LIST \"\" \"\""));
    }

    [Fact]
    public async Task What_is_appended_is_there_byte_for_byte_and_fetched_without_being_read()
    {
        await using var post = await StartAsync();
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        var date = new DateTimeOffset(2024, 2, 29, 12, 30, 45, TimeSpan.FromHours(2));

        var text = Encoding.Latin1.GetString(Mail);
        var said = await client.DoAsync($"APPEND Sent (\\Flagged $x) \"29-Feb-2024 12:30:45 +0200\" {{{Mail.Length}+}}\r\n{text}");

        var stored = Assert.Single(post.Account(Ana).Folder("Sent").Messages);
        Assert.Equal($"OK [APPENDUID {post.Account(Ana).Folder("Sent").UidValidity} 1] Stored", said);
        Assert.Equal(Mail, stored.Bytes);
        Assert.Equal((1u, date), (stored.Uid, stored.InternalDate));
        await client.DoAsync("SELECT Sent");
        Assert.Equal(
            $"* 1 FETCH (UID 1 FLAGS ($x \\Flagged) RFC822.SIZE {Mail.Length} INTERNALDATE \"29-Feb-2024 12:30:45 +0200\""
            + " BODY[HEADER.FIELDS (SUBJECT)] {15}\nSubject: Hi\n\n)\nOK Done",
            await client.DoAsync("UID FETCH 1:* (UID FLAGS RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (SUBJECT)])"));
        Assert.Contains($"BODY[] {{{Mail.Length}}}\n", await client.DoAsync("FETCH 1 (BODY.PEEK[])"), StringComparison.Ordinal);
        Assert.Contains("BODY[]<2> {4}\nbjec", await client.DoAsync("FETCH 1 BODY.PEEK[]<2.4>"), StringComparison.Ordinal);
        Assert.DoesNotContain("\\Seen", post.Account(Ana).Folder("Sent").Messages[0].Flags);
        Assert.Contains("BODY[TEXT] {7}\nBody ", await client.DoAsync("FETCH 1 BODY[TEXT]"), StringComparison.Ordinal);
        Assert.Contains("\\Seen", post.Account(Ana).Folder("Sent").Messages[0].Flags);
    }

    [Fact]
    public async Task Messages_are_moved_copied_flagged_and_removed_by_uid()
    {
        await using var post = await StartAsync();
        for (var i = 0; i < 5; i++)
            post.Deliver(Ana, Mail);
        var (inbox, trash) = (post.Account(Ana).Folder("INBOX"), post.Account(Ana).Folder("Trash"));
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        await client.DoAsync("SELECT INBOX");

        Assert.Equal("* 2 FETCH (UID 2 FLAGS (\\Flagged))\nOK Done", await client.DoAsync("UID STORE 2 +FLAGS (\\Flagged)"));
        Assert.Equal(
            $"* OK [COPYUID {trash.UidValidity} 2:3 1:2] Moved\n* 3 EXPUNGE\n* 2 EXPUNGE\nOK Moved",
            await client.DoAsync("UID MOVE 2:3 Trash"));
        Assert.Equal($"OK [COPYUID {trash.UidValidity} 4 3] Copied", await client.DoAsync("UID COPY 4,99 Trash"));
        await client.DoAsync("UID STORE 4:5 +FLAGS.SILENT (\\Deleted)");
        Assert.Equal("* 2 EXPUNGE\nOK Expunged", await client.DoAsync("UID EXPUNGE 4"));

        Assert.Equal([1u, 5u], inbox.Messages.Select(message => message.Uid));
        Assert.Equal(["\\Flagged"], trash.Messages[0].Flags);
        Assert.StartsWith("NO [TRYCREATE]", await client.DoAsync("UID COPY 1 Nowhere"), StringComparison.Ordinal);
        Assert.StartsWith("NO [NONEXISTENT]", await client.DoAsync("STATUS Nowhere (MESSAGES)"), StringComparison.Ordinal);
        Assert.Equal(
            $"* STATUS \"Trash\" (MESSAGES 3 UIDNEXT 4 UIDVALIDITY {trash.UidValidity})\nOK Done",
            await client.DoAsync("STATUS Trash (MESSAGES UIDNEXT UIDVALIDITY)"));
        await client.DoAsync("CLOSE");
        Assert.Equal([1u], inbox.Messages.Select(message => message.Uid));
    }

    [Theory]
    [InlineData("ALL", "1 2 3")]
    [InlineData("UNSEEN", "1 3")]
    [InlineData("NOT UNSEEN", "2")]
    [InlineData("UID 2:*", "2 3")]
    [InlineData("HEADER X-Id 471", "1 2 3")]
    [InlineData("HEADER X-Id \"\" UID 3", "3")]
    [InlineData("HEADER X-No \"\"", "")]
    [InlineData("SINCE 2-Jan-2024", "2 3")]
    [InlineData("KEYWORD $x", "2")]
    public async Task Searches_find(string what, string expected)
    {
        await using var post = await StartAsync();
        var inbox = post.Account(Ana).Folder("INBOX");
        for (var day = 1; day <= 3; day++)
            inbox.Add(Mail, day == 2 ? ["\\Seen", "$x"] : [], new DateTimeOffset(2024, 1, day, 0, 0, 0, TimeSpan.Zero));
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        await client.DoAsync("EXAMINE INBOX");

        Assert.Equal($"* SEARCH {expected}".TrimEnd() + "\nOK Done", await client.DoAsync($"UID SEARCH {what}"));
    }

    [Fact]
    public async Task Who_idles_hears_of_it_at_once()
    {
        await using var post = await StartAsync();
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        await client.DoAsync("SELECT INBOX");
        await client.SendAsync("i IDLE\r\n");
        Assert.Equal("+ idling", await client.ReadAsync());

        var message = post.Deliver(Ana, Mail);
        Assert.Equal("* 1 EXISTS", await client.ReadAsync());
        post.Account(Ana).Folder("INBOX").SetFlags(message.Uid, ["\\Flagged"]);
        Assert.Equal("* 1 FETCH (UID 1 FLAGS (\\Flagged))", await client.ReadAsync());
        post.Account(Ana).Folder("INBOX").Remove(message.Uid);
        Assert.Equal("* 1 EXPUNGE", await client.ReadAsync());

        await client.SendAsync("DONE\r\n");
        Assert.Equal("i OK Done", await client.ReadAsync());
        post.Account(Ana).Folder("INBOX").Reset();
        Assert.Contains("[UIDVALIDITY 1700000001]", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_stay_while_they_are_in_use()
    {
        await using var post = await StartAsync();
        post.Deliver(Ana, Mail);
        post.Deliver(Ana, Mail);
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        await client.DoAsync("SELECT INBOX");
        post.Account(Ana).Folder("INBOX").Remove(1);

        Assert.DoesNotContain("EXPUNGE", await client.DoAsync("FETCH 2 (UID)"), StringComparison.Ordinal);
        Assert.Equal("* 1 EXPUNGE\nOK Done", await client.DoAsync("NOOP"));
        Assert.Contains("* 1 FETCH (UID 2)", await client.DoAsync("FETCH 1 (UID)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rev2_is_spoken_once_enabled()
    {
        await using var post = await StartAsync(new LoopbackOptions().With("IMAP4rev2"));
        post.Deliver(Ana, Mail);
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        Assert.Equal("* ENABLED IMAP4rev2\nOK Done", await client.DoAsync("ENABLE IMAP4rev2"));
        await client.DoAsync("CREATE " + Encoding.Latin1.GetString("Größe"u8));
        Assert.NotNull(post.Account(Ana).Find("Größe"));
        await client.DoAsync("SELECT INBOX");
        Assert.Equal("* ESEARCH (TAG \"t5\") UID ALL 1\nOK Done", await client.DoAsync("UID SEARCH ALL"));
    }

    [Theory]
    [InlineData("FETCH")]
    [InlineData("UID FETCH x (UID)")]
    [InlineData("FETCH 1 (BODYSTRUCTURES)")]
    [InlineData("FETCH 1 (BODY[1.])")]
    [InlineData("SEARCH OR ALL")]
    [InlineData("FETCH 1 ((UID)")]
    [InlineData("SEARCH (((((((((((((((((((((((ALL")]
    [InlineData("STORE 1 FLAGS")]
    [InlineData("NONSENSE")]
    [InlineData("\"")]
    [InlineData("")]
    public async Task What_cannot_be_understood_is_bad_and_the_talk_goes_on(string command)
    {
        await using var post = await StartAsync();
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        await client.DoAsync("SELECT INBOX");
        Assert.StartsWith("BAD", await client.DoAsync(command), StringComparison.Ordinal);
        Assert.Equal("OK Done", await client.DoAsync("NOOP"));
    }

    private static async Task<LoopbackServer> StartAsync(LoopbackOptions? options = null)
    {
        var post = await LoopbackServer.StartAsync(options);
        post.AddAccount(Ana, "secret");
        return post;
    }
}
