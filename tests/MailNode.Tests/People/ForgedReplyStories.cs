using MailNode.Mime;
using MailNode.Tests.Transport;

namespace MailNode.Tests.People;

/// <summary>Mail that looks like the owner's word and is not: none of it is posted, and none of it is touched.</summary>
public abstract class ForgedReplyStories : PeopleStory
{
    private protected ForgedReplyStories(MailWorld world) : base(world) { }

    [Fact]
    public async Task What_only_looks_like_a_reply_posts_nothing_and_stays()
    {
        var (ana, ben) = await AnaAndBenAsync();
        await ana.PostAsync("Anyone for tea?");
        await ben.SyncAsync();
        await ana.SyncAsync();
        var (mine, hers) = (await ben.MailClient.FeedMessageAsync("Anyone for tea?"), await ana.MailClient.FeedMessageAsync("Anyone for tea?"));
        var client = ben.MailClient;

        var forged = client.Reply(mine, "forged: only in the inbox");
        await World.DeliverAsync("eve@elsewhere.test", ben.Address, forged);
        await client.SendAsync(client.Reply(mine, "from somebody else", from: "eve@elsewhere.test"));
        await client.SendAsync(Forwarded(client, mine, ana), ana.Address);
        await client.SendAsync(Forwarded(client, mine, ben));
        await client.SendAsync(client.Reply(mine, "with a copy to Ana", cc: ana.Address));
        await client.SendAsync(client.Reply(mine, "to Ana instead", recipient: ana.Address), ana.Address);
        await client.SendAsync(Altered(client.Reply(mine, "with another token")));
        await client.SendAsync(client.Reply(hers, "with the token of somebody else", recipient: ben.Address));
        await client.SendAsync(Vacation(client, mine));
        await client.SendAsync(client.Reply(mine, ""));
        await client.SendAsync(TwoAuthors(client, mine));
        await World.SettleAsync();
        var (inbox, sent) = (await client.StateAsync("INBOX"), await client.StateAsync("Sent"));
        await World.SyncAsync(ben, ana);
        await World.SyncAsync(ben, ana);

        foreach (var reader in (Person[])[ana, ben])
        {
            var thread = await reader.ThreadAsync("Anyone for tea?");
            Assert.Empty(thread.Comments());
            Assert.Empty(thread.List("reactions"));
        }
        Assert.Equal(9, inbox.Count);
        Assert.Equal(inbox, await client.StateAsync("INBOX"));
        Assert.Equal(sent, await client.StateAsync("Sent"));
        Assert.Empty(await client.ReadAsync("MailNode/Quarantine"));

        await client.SendAsync(client.Reply(mine, "and this is real"));
        await World.SyncAsync(ben, ana);
        Assert.Equal(["and this is real"], (await ana.ThreadAsync("Anyone for tea?")).Comments());
        Assert.Equal(inbox, await client.StateAsync("INBOX"));
    }

    [Fact]
    public async Task A_token_ends_after_two_years()
    {
        var (ana, ben) = await AnaAndBenAsync();
        await ana.PostAsync("Anyone for tea?");
        await ben.SyncAsync();
        var shown = await ben.MailClient.FeedMessageAsync("Anyone for tea?");
        World.Clock.Advance(TimeSpan.FromDays(729));
        await ben.MailClient.SendAsync(ben.MailClient.Reply(shown, "late, and still in time"));
        await World.SyncAsync(ben, ana);
        World.Clock.Advance(TimeSpan.FromDays(3));
        await ben.MailClient.SendAsync(ben.MailClient.Reply(shown, "too late"));
        await World.SyncAsync(ben, ana);
        Assert.Equal(["late, and still in time"], (await ana.ThreadAsync("Anyone for tea?")).Comments());
        Assert.Equal(["late, and still in time"], (await ben.ThreadAsync("Anyone for tea?")).Comments());
        Assert.Single(await ben.MailClient.ReadAsync("INBOX"));
    }

    private static byte[] Forwarded(MailClient client, MimeEntity mail, Person to)
    {
        var text = "look what Ana writes\n\n-------- Forwarded Message --------\nSubject: Anyone for tea?\n"
            + $"Date: Sat, 21 Nov 2026 10:00:00 +0100\nFrom: Ana (MailNode) <ben@example.test>\n\n{MailClient.TextOf(mail)}\n";
        return Replace(client.Headed(MimeBuilder.Text("text/plain", text), mail, recipient: to.Address).WriteMessage(), "Subject: Re:", "Subject: Fwd:");
    }

    private static byte[] Vacation(MailClient client, MimeEntity mail) => client.Headed(
        MimeBuilder.Text("text/plain", "I am away until Monday.\n").Header("Auto-Submitted", "auto-replied"), mail).WriteMessage();

    private static byte[] TwoAuthors(MailClient client, MimeEntity mail) =>
        Replace(client.Reply(mail, "with a second author"), "From: ", "From: Eve <eve@elsewhere.test>, ");

    /// <summary>Another character, in every place where the token is.</summary>
    private static byte[] Altered(byte[] mail)
    {
        var text = System.Text.Encoding.Latin1.GetString(mail);
        var token = text[text.IndexOf("mn.", StringComparison.Ordinal)..][..51];
        var other = $"{token[..30]}{(token[30] == 'a' ? 'b' : 'a')}{token[31..]}";
        return System.Text.Encoding.Latin1.GetBytes(text.Replace(token, other, StringComparison.Ordinal));
    }

    private static byte[] Replace(byte[] mail, string old, string with) =>
        System.Text.Encoding.Latin1.GetBytes(System.Text.Encoding.Latin1.GetString(mail).Replace(old, with, StringComparison.Ordinal));
}

public sealed class ForgedRepliesAtThePostOffice() : ForgedReplyStories(new PostOfficeWorld());

public sealed class ForgedRepliesOnLoopback() : ForgedReplyStories(new LoopbackWorld());

public sealed class ForgedRepliesOnRealServers(RealServers servers) : ForgedReplyStories(new RealServersWorld(servers));
