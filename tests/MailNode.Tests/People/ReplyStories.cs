using System.Net;
using System.Text.RegularExpressions;
using MailNode.Mime;
using MailNode.Tests.Transport;

namespace MailNode.Tests.People;

/// <summary>The mail client is a client: Reply is a comment, a click is a like.</summary>
public abstract partial class ReplyStories : PeopleStory
{
    private protected ReplyStories(MailWorld world) : base(world) { }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reply_in_the_mail_client_becomes_a_comment_once(bool html)
    {
        var (ana, ben) = await AnaAndBenAsync();
        await ana.PostAsync("Another thread");
        await ana.PostAsync("Anyone for tea?");
        await ben.SyncAsync();
        var reply = ben.MailClient.Reply(await ben.MailClient.FeedMessageAsync("Anyone for tea?"), "Yes, at five!", html: html);
        await ben.MailClient.SendAsync(reply);
        await World.SyncAsync(ben, ana);
        await World.DeliverAsync(ben.Address, ben.Address, reply);
        await World.SyncAsync(ben, ana);

        foreach (var reader in (Person[])[ana, ben])
        {
            Assert.Equal(["Yes, at five!"], (await reader.ThreadAsync("Anyone for tea?")).Comments());
            Assert.Empty((await reader.ThreadAsync("Another thread")).Comments());
        }
        var id = MimeEntity.Parse(reply).Headers.MessageIds("Message-ID")[0];
        foreach (var (folder, mails) in await ben.MailClient.ReadAllAsync())
            Assert.Equal(folder == "Sent" ? 1 : 0, mails.Count(mail => MimeEntity.Parse(mail.Bytes).Headers.MessageIds("Message-ID").Contains(id)));
        Assert.Equal(0, (await ben.JsonAsync("status")).Number("held"));
    }

    [Fact]
    public async Task With_sealed_copies_a_reply_is_readable_nowhere_but_in_Sent()
    {
        var (ana, ben) = await AnaAndBenAsync("--copies", "sealed");
        await ana.PostAsync("Anyone for tea?");
        await ben.SyncAsync();
        var shown = Assert.Single(await ben.MailClient.MailsAsync("MailNode/Feed"));
        await ben.MailClient.SendAsync(ben.MailClient.Reply(shown, "Yes, at half past five!"));
        await World.SyncAsync(ben, ana);
        Assert.Equal(["Yes, at half past five!"], (await ana.ThreadAsync("Anyone for tea?")).Comments());
        Assert.Equal(["Sent"], await MailboxReading.FoldersWithAsync(ben, "Yes, at half past five!"));
    }

    [Fact]
    public async Task A_reply_to_a_comment_lands_below_it_in_somebody_elses_thread()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        var post = await ana.PostAsync("Anyone for tea?");
        await World.SyncAsync(ben, cem);
        await ben.CommentAsync(post, "I bring the cake");
        await World.SyncAsync(ana, ben, cem);
        await cem.MailClient.SendAsync(cem.MailClient.Reply(await cem.MailClient.FeedMessageAsync("I bring the cake"), "Which one?\n\nApple, I hope."));
        await World.SyncAsync(cem, ana, ben);
        foreach (var reader in (Person[])[ana, ben, cem])
            Assert.Equal(["Which one?\n\nApple, I hope."], (await reader.ThreadAsync("Anyone for tea?")).Comment("I bring the cake").Comments());
    }

    [Fact]
    public async Task A_reply_waits_for_its_copy_in_Sent()
    {
        var (ana, ben) = await AnaAndBenAsync();
        await ana.PostAsync("Anyone for tea?");
        await ben.SyncAsync();
        var reply = ben.MailClient.Reply(await ben.MailClient.FeedMessageAsync("Anyone for tea?"), "Yes!");
        await World.DeliverAsync(ben.Address, ben.Address, reply);
        await ben.SyncAsync();
        Assert.Empty((await ben.ThreadAsync("Anyone for tea?")).Comments());
        Assert.Single(await ben.MailClient.ReadAsync("INBOX"));
        Assert.Equal(1, (await ben.JsonAsync("status")).Number("held"));

        await ben.MailClient.FileAsync("Sent", reply);
        await World.SyncAsync(ben, ana);
        Assert.Equal(["Yes!"], (await ana.ThreadAsync("Anyone for tea?")).Comments());
        Assert.Empty(await ben.MailClient.ReadAsync("INBOX"));
    }

    [Fact]
    public async Task The_links_of_a_digest_answer_and_like()
    {
        var (ana, ben) = await AnaAndBenAsync();
        await ana.PostAsync("Anyone for tea?");
        await ana.PostAsync("The sea was warm today");
        await ben.SyncAsync();
        Assert.True((await ben.JsonAsync("digest", "--send")).GetProperty("sent").GetBoolean());
        Assert.False((await ben.JsonAsync("digest", "--send")).GetProperty("sent").GetBoolean());
        var digest = Assert.Single(await ben.MailClient.MailsAsync("INBOX"));
        Assert.Contains("The sea was warm today", MailClient.TextOf(digest), StringComparison.Ordinal);

        await ben.MailClient.SendAsync(ben.MailClient.Clicked(Link(digest, "Like", "The sea")));
        await ben.MailClient.SendAsync(ben.MailClient.Clicked(Link(digest, "Re", "Anyone for tea"), "With milk, please"));
        await World.SyncAsync(ben, ana);
        foreach (var reader in (Person[])[ana, ben])
        {
            Assert.Equal("👍 Ben", (await reader.ThreadAsync("The sea was warm today")).Reactions());
            Assert.Equal(["With milk, please"], (await reader.ThreadAsync("Anyone for tea?")).Comments());
        }
        Assert.Single(await ben.MailClient.MailsAsync("INBOX"));
    }

    [Fact]
    public async Task A_digest_of_one_thread_can_be_answered_as_it_is()
    {
        var (ana, ben) = await AnaAndBenAsync();
        await ana.PostAsync("Anyone for tea?");
        await ben.SyncAsync();
        await ben.RunAsync("digest", "--send");
        await ben.MailClient.SendAsync(ben.MailClient.Reply(Assert.Single(await ben.MailClient.MailsAsync("INBOX")), "Gladly", html: true));
        await World.SyncAsync(ben, ana);
        Assert.Equal(["Gladly"], (await ana.ThreadAsync("Anyone for tea?")).Comments());
    }

    /// <summary>The mailto: link in the digest's HTML that a person would click.</summary>
    private static string Link(MimeEntity digest, string word, string about) => Assert.Single(
        MailtoLink.Matches(MailClient.HtmlOf(digest)).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).Distinct(),
        link => Uri.UnescapeDataString(link).Contains($"?subject={word}: {about}", StringComparison.Ordinal));

    [GeneratedRegex("href=\"(mailto:[^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex MailtoLink { get; }
}

public sealed class RepliesAtThePostOffice() : ReplyStories(new PostOfficeWorld());

public sealed class RepliesOnLoopback() : ReplyStories(new LoopbackWorld());

public sealed class RepliesOnRealServers(RealServers servers) : ReplyStories(new RealServersWorld(servers));
