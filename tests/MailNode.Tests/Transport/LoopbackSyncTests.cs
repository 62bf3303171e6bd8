using MailNode.LoopbackMail;

namespace MailNode.Tests.Transport;

/// <summary>The loopback server towards clients that come back and ask only for what changed (RFC 7162).</summary>
public sealed class LoopbackSyncTests
{
    private const string Ana = "ana@example.test";

    private static readonly byte[] Mail = "Subject: Hi\r\n\r\nBody\r\n"u8.ToArray();

    [Fact]
    public async Task Changes_are_counted_and_told_from_a_number_on()
    {
        await using var post = await StartAsync();
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        Assert.Contains("* OK [HIGHESTMODSEQ 4]", await client.DoAsync("SELECT INBOX (CONDSTORE)"), StringComparison.Ordinal);

        Assert.Equal("* 2 FETCH (UID 2 FLAGS (\\Flagged) MODSEQ (5))\nOK Done", await client.DoAsync("UID STORE 2 +FLAGS (\\Flagged)"));
        Assert.Equal("* 2 FETCH (UID 2 FLAGS (\\Flagged) MODSEQ (5))\nOK Done", await client.DoAsync("UID FETCH 1:* (FLAGS) (CHANGEDSINCE 4)"));
        Assert.Equal("OK [MODIFIED 2] Not all of them", await client.DoAsync("UID STORE 2 (UNCHANGEDSINCE 4) FLAGS (\\Seen)"));
        Assert.Equal(
            "* 1 FETCH (UID 1 MODSEQ (6))\nOK [MODIFIED 2] Not all of them",
            await client.DoAsync("UID STORE 1:2 (UNCHANGEDSINCE 4) +FLAGS.SILENT (\\Seen)"));
        Assert.Equal("* SEARCH 1 2 (MODSEQ 6)\nOK Done", await client.DoAsync("SEARCH MODSEQ 5"));
        Assert.Contains("HIGHESTMODSEQ 6", await client.DoAsync("STATUS INBOX (HIGHESTMODSEQ)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_was_here_before_hears_what_is_gone()
    {
        await using var post = await StartAsync();
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        Assert.Equal("* ENABLED QRESYNC\nOK Done", await client.DoAsync("ENABLE QRESYNC X-NONE"));
        var inbox = post.Account(Ana).Folder("INBOX");
        inbox.Remove(1, 3);
        inbox.SetFlags(2, ["\\Seen"]);
        post.Deliver(Ana, Mail);

        var opened = await client.DoAsync($"SELECT INBOX (QRESYNC ({inbox.UidValidity} 4 1:3))");

        Assert.Contains("* VANISHED (EARLIER) 1,3\n* 1 FETCH (UID 2 FLAGS (\\Seen) MODSEQ (6))\nOK", opened, StringComparison.Ordinal);
        Assert.DoesNotContain("VANISHED", await client.DoAsync($"SELECT INBOX (QRESYNC ({inbox.UidValidity + 1} 4))"), StringComparison.Ordinal);
        Assert.Equal(
            "* VANISHED (EARLIER) 3\n* 1 FETCH (UID 2 MODSEQ (6))\n* 2 FETCH (UID 4 MODSEQ (7))\nOK Done",
            await client.DoAsync("UID FETCH 2:* (UID) (CHANGEDSINCE 4 VANISHED)"));
        inbox.Remove(2, 4);
        Assert.Equal("* VANISHED 2,4\nOK Done", await client.DoAsync("NOOP"));
        Assert.StartsWith("* OK [CLOSED]", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_capability_there_is_none_of_it()
    {
        await using var post = await StartAsync(new LoopbackOptions().Without("CONDSTORE", "QRESYNC"));
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        Assert.Equal("* ENABLED\nOK Done", await client.DoAsync("ENABLE CONDSTORE"));
        Assert.DoesNotContain("MODSEQ", await client.DoAsync("SELECT INBOX (CONDSTORE)"), StringComparison.Ordinal);
        foreach (var command in (string[])["FETCH 1 (MODSEQ)", "FETCH 1 (UID) (CHANGEDSINCE 1)", "SEARCH MODSEQ 1", "STORE 1 (UNCHANGEDSINCE 1) FLAGS ()", "STATUS INBOX (HIGHESTMODSEQ)"])
            Assert.StartsWith("BAD", await client.DoAsync(command), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_search_understands_every_key_and_tells_it_in_both_forms()
    {
        await using var post = await StartAsync();
        var inbox = post.Account(Ana).Folder("INBOX");
        inbox.Add("Date: Mon, 1 Jan 2024 10:00:00 +0000\r\nSubject: Other\r\nBcc: b@example.org\r\n\r\nneedle\r\n"u8.ToArray(), ["\\Draft"], inbox.Messages[0].InternalDate);
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        await client.DoAsync("EXAMINE INBOX");
        (string Keys, string Found)[] all =
        [
            ("OR 1 SUBJECT other", "1 4"), ("NOT (OR 1 2) NOT DRAFT", "3"), ("BODY needle", "4"), ("TEXT other", "4"), ("BODY other", ""),
            ("SENTON 1-Jan-2024", "4"), ("SENTBEFORE 2-Jan-2024", "4"), ("SENTSINCE 2-Jan-2024", ""), ("BCC b@", "4"), ("LARGER 30 SMALLER 500", "4"),
            ("CHARSET UTF-8 UNDRAFT OLD", "1 2 3"), ("NEW", ""), ("2:3,4", "2 3 4"), ("UNKEYWORD $x *", "4"),
        ];
        foreach (var (keys, found) in all)
            Assert.Equal((keys, $"* SEARCH {found}".TrimEnd() + "\nOK Done"), (keys, await client.DoAsync($"SEARCH {keys}")));

        Assert.StartsWith("NO [BADCHARSET (", await client.DoAsync("SEARCH CHARSET KOI8-R ALL"), StringComparison.Ordinal);
        Assert.EndsWith(" MIN 1 MAX 4 COUNT 4\nOK Done", await client.DoAsync("SEARCH RETURN (MIN MAX COUNT) ALL"), StringComparison.Ordinal);
        Assert.EndsWith(" UID ALL 1:4\nOK Done", await client.DoAsync("UID SEARCH RETURN () ALL"), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.DoAsync($"SEARCH {string.Concat(Enumerable.Repeat("NOT ", 5000))}ALL"), StringComparison.Ordinal);
    }

    private static async Task<LoopbackServer> StartAsync(LoopbackOptions? options = null)
    {
        var post = await LoopbackServer.StartAsync(options);
        post.AddAccount(Ana, "secret");
        for (var i = 0; i < 3; i++)
            post.Deliver(Ana, Mail);
        return post;
    }
}
