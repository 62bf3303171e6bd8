using MailNode.LoopbackMail;

namespace MailNode.Tests.Transport;

/// <summary>Folders, quotas and the connection itself, as an IMAP client meets them at the loopback server.</summary>
public sealed class LoopbackFoldersTests
{
    private const string Ana = "ana@example.test";

    [Fact]
    public async Task Folders_are_renamed_with_what_is_below_and_the_inbox_gives_its_mail()
    {
        await using var post = await StartAsync();
        post.Deliver(Ana, "a: b\r\n\r\n"u8.ToArray());
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        await client.DoAsync("CREATE A/B");
        await client.DoAsync("CREATE A");

        Assert.StartsWith("OK", await client.DoAsync("RENAME A Z/Y"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("RENAME INBOX Old"), StringComparison.Ordinal);
        Assert.StartsWith("NO [ALREADYEXISTS]", await client.DoAsync("RENAME Old Sent"), StringComparison.Ordinal);
        Assert.StartsWith("NO [NONEXISTENT]", await client.DoAsync("RENAME A Q"), StringComparison.Ordinal);

        var account = post.Account(Ana);
        Assert.Equal(["Drafts", "INBOX", "Junk", "Old", "Sent", "Trash", "Z/Y", "Z/Y/B"], account.Folders.Select(folder => folder.Name));
        Assert.Single(account.Folder("Old").Messages);
        Assert.Empty(account.Folder("INBOX").Messages);
        Assert.StartsWith("OK", await client.DoAsync("DELETE Z/Y/B"), StringComparison.Ordinal);
        Assert.Null(account.Find("Z/Y/B"));
    }

    [Fact]
    public async Task Lists_tell_subscriptions_uses_and_status_at_once()
    {
        await using var post = await StartAsync();
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        await client.DoAsync("SUBSCRIBE Sent");
        await client.DoAsync("SUBSCRIBE Junk");
        await client.DoAsync("UNSUBSCRIBE Junk");

        Assert.Equal("* LSUB () \"/\" \"Sent\"\nOK Done", await client.DoAsync("LSUB \"\" *"));
        Assert.Equal(
            "* LIST (\\HasNoChildren \\Subscribed \\Sent) \"/\" \"Sent\"\n* STATUS \"Sent\" (MESSAGES 0 SIZE 0)\nOK Done",
            await client.DoAsync("LIST (SUBSCRIBED) \"\" (INBOX Se%) RETURN (CHILDREN STATUS (MESSAGES SIZE))"));
        Assert.DoesNotContain("INBOX", await client.DoAsync("LIST (SPECIAL-USE) \"\" *"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_mailbox_takes_nothing_more()
    {
        await using var post = await StartAsync(new LoopbackOptions { Quota = 2048 });
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        post.Deliver(Ana, new byte[1500]);

        Assert.Equal("* QUOTAROOT \"INBOX\" \"User quota\"\n* QUOTA \"User quota\" (STORAGE 2 2)\nOK Done", await client.DoAsync("GETQUOTAROOT INBOX"));
        Assert.StartsWith("NO [OVERQUOTA]", await client.DoAsync($"APPEND Sent {{600+}}\r\n{new string('x', 600)}"), StringComparison.Ordinal);
        await using var smtp = await LoopbackClient.ConnectAsync(post.SmtpPort);
        foreach (var line in (string[])["EHLO me", "MAIL FROM:<>", $"RCPT TO:<{Ana}>", "DATA"])
            await smtp.AskAsync(line);
        await smtp.ReplyAsync();
        Assert.StartsWith("452 4.2.2", await smtp.AskAsync(new string('x', 600) + "\r\n."), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ID", "ID NIL")]
    [InlineData("NAMESPACE", "NAMESPACE")]
    [InlineData("ENABLE", "ENABLE CONDSTORE")]
    [InlineData("UNSELECT", "UNSELECT")]
    [InlineData("QUOTA", "GETQUOTAROOT INBOX")]
    [InlineData("COMPRESS=DEFLATE", "COMPRESS DEFLATE")]
    [InlineData("ESEARCH", "SEARCH RETURN (COUNT) ALL")]
    [InlineData("LIST-EXTENDED", "LIST (SUBSCRIBED) \"\" *")]
    [InlineData("STATUS=SIZE", "STATUS INBOX (SIZE)")]
    [InlineData("MOVE", "MOVE 1 Trash")]
    [InlineData("IDLE", "IDLE")]
    public async Task What_is_withheld_is_neither_announced_nor_understood(string capability, string command)
    {
        await using var post = await StartAsync(new LoopbackOptions().Without(capability));
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        await client.DoAsync("SELECT INBOX");
        Assert.DoesNotContain($" {capability} ", (await client.DoAsync("CAPABILITY")).Replace('\n', ' '), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.DoAsync(command), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_may_come_all_at_once()
    {
        await using var post = await StartAsync();
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);

        await client.SendAsync("a SELECT INBOX\r\nb APPEND INBOX {8+}\r\na: b\r\n\r\n\r\nc UID SEARCH ALL\r\nd NOOP\r\n");

        var ends = new List<string>();
        while (ends.Count < 4)
        {
            if (await client.ReadAsync() is { } line && !line.StartsWith('*'))
                ends.Add(line[..4]);
        }
        Assert.Equal(["a OK", "b OK", "c OK", "d OK"], ends);
    }

    [Fact]
    public async Task Small_literals_alone_come_unasked_where_only_those_are_taken()
    {
        await using var post = await StartAsync(new LoopbackOptions().Without("LITERAL+").With("LITERAL-"));
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        Assert.Contains(" LITERAL- ", await client.DoAsync("CAPABILITY"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("APPEND Sent {4+}\r\na: b"), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.DoAsync("APPEND Sent {4097+}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_sides_compress_once_they_agreed()
    {
        await using var post = await StartAsync();
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        Assert.StartsWith("OK", await client.DoAsync("COMPRESS DEFLATE"), StringComparison.Ordinal);
        client.Compress();

        Assert.DoesNotContain("COMPRESS", await client.DoAsync("CAPABILITY"), StringComparison.Ordinal);
        var text = new string('x', 100_000);
        Assert.StartsWith("OK", await client.DoAsync($"APPEND Sent {{{text.Length}+}}\r\n{text}"), StringComparison.Ordinal);
        await client.DoAsync("SELECT Sent");
        Assert.Contains(text, await client.DoAsync("FETCH 1 BODY.PEEK[]"), StringComparison.Ordinal);
        Assert.StartsWith("NO [COMPRESSIONACTIVE]", await client.DoAsync("COMPRESS DEFLATE"), StringComparison.Ordinal);
    }

    private static async Task<LoopbackServer> StartAsync(LoopbackOptions? options = null)
    {
        var post = await LoopbackServer.StartAsync(options);
        post.AddAccount(Ana, "secret");
        return post;
    }
}
