using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.LoopbackMail;
using MailNode.Mime;

namespace MailNode.Tests.People;

/// <summary>What is written while the mailbox is out of reach is kept, and sent when it is there again.</summary>
public abstract class OfflineStories : PeopleStory
{
    private protected OfflineStories(MailWorld world) : base(world) { }

    private IUnsteadyWorld Unsteady => (IUnsteadyWorld)World;

    [Fact]
    public async Task Who_could_not_be_asked_yet_is_not_said_to_have_been()
    {
        var (ana, ben) = (await World.AddNodeAsync("Ana"), await World.AddNodeAsync("Ben"));
        var link = await ana.InviteAsync();
        Unsteady.SwitchOff();
        Assert.Contains("could not be asked yet", await ben.RunAsync("accept", link), StringComparison.Ordinal);
        Unsteady.SwitchOn();
        Assert.Contains("has been asked", await ben.RunAsync("accept", link), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_offline_is_sent_with_a_later_sync()
    {
        var (ana, ben) = await AnaAndBenAsync();
        var first = await ana.PostAsync("Before the storm");
        await World.SyncAsync(ben);

        Unsteady.SwitchOff();
        foreach (var text in (string[])["In the storm", "Still in the storm"])
        {
            var (code, output, errors) = await ana.TryAsync("post", text, "--json");
            Assert.Equal(0, code);
            Assert.Contains("kept", errors, StringComparison.Ordinal);
            Assert.Contains("\"waiting\": 1", output, StringComparison.Ordinal);
        }
        Assert.Contains("kept", (await ana.TryAsync("comment", first, "No light here")).Errors, StringComparison.Ordinal);
        Assert.True(await ana.SeesAsync("Still in the storm"));
        Assert.NotEmpty(await ana.FailAsync(1, "sync"));
        await ana.FailAsync(1, "rebuild");
        var status = await ana.JsonAsync("status");
        Assert.False(status.GetProperty("reachable").GetBoolean());
        Assert.NotEmpty(status.Text("problem"));
        Assert.NotEqual(0, status.Number("spooled"));
        Assert.Equal(["Ana: Still in the storm", "Ana: In the storm", "Ana: Before the storm", "Ana: No light here"], await ana.LinesAsync());

        Unsteady.SwitchOn();
        Assert.NotEqual(0, (await ana.SyncAsync()).Number("sent"));
        Assert.Equal(0, (await ana.JsonAsync("status")).Number("spooled"));
        await ana.PostAsync("After the storm");
        await World.SyncAsync(ana, ben);
        Assert.Equal(["Ana: After the storm", "Ana: Still in the storm", "Ana: In the storm", "Ana: Before the storm", "Ana: No light here"], await ben.LinesAsync());
        await IsOneChainAsync(ana, 5);
        Assert.Empty(await ana.MailClient.ReadAsync("MailNode/Out"));
        Assert.Equal(0, (await ana.SyncAsync()).Number("sent"));
    }

    [Fact]
    public async Task An_invite_accepted_offline_goes_out_later()
    {
        var (ana, ben) = (await World.AddNodeAsync("Ana"), await World.AddNodeAsync("Ben"));
        var link = await ana.InviteAsync();
        Unsteady.SwitchOff();
        Assert.Equal(0, (await ben.TryAsync("accept", link)).Code);
        Unsteady.SwitchOn();
        await World.SyncAsync(ben, ana);
        Assert.Equal("invited", await ana.TrustAsync(ben));
        Assert.Equal("invited", await ben.TrustAsync(ana));
    }

    [Fact]
    public async Task What_was_written_offline_survives_a_lost_view()
    {
        var (ana, ben) = await AnaAndBenAsync();
        await ana.PostAsync("Before the storm");
        Unsteady.SwitchOff();
        await ana.RunAsync("post", "In the storm");
        Unsteady.SwitchOn();
        await ana.RunAsync("rebuild");
        await World.SyncAsync(ana, ben);
        Assert.Equal(["Ana: In the storm", "Ana: Before the storm"], await ben.LinesAsync());
    }

    /// <summary>The posts and comments in somebody's log are one chain without a hole.</summary>
    private async Task IsOneChainAsync(Person person, int count)
    {
        using var node = await ModifiedNode.OfAsync(person, World);
        var keyring = new Keyring(node.Fingerprint, [node.Key], one => one == node.Fingerprint ? node.Key.Certificate : null);
        var links = (await person.MailClient.MailsAsync("MailNode/Archive")).SelectMany(SealedMail.Find)
            .Select(body => Envelope.Open(body, keyring, World.Clock.GetUtcNow())).OfType<Opening.Genuine>().Select(one => one.Packet)
            .Where(one => one.Chain is not null).DistinctBy(one => one.Id).OrderBy(one => one.Chain!.Seq).ToList();
        Assert.Equal(Enumerable.Range(1, count).Select(number => (long)number), links.Select(one => one.Chain!.Seq));
        Assert.Single(links.Select(one => one.Chain!.Id).Distinct());
        Assert.Equal([null, .. links.SkipLast(1).Select(one => (PacketId?)one.Id)], links.Select(one => one.Chain!.Prev));
    }
}

public sealed class OfflineAtThePostOffice() : OfflineStories(new PostOfficeWorld());

/// <summary>What only a server that can be told to misbehave can show.</summary>
public sealed class OfflineOnLoopback() : OfflineStories(new LoopbackWorld())
{
    private LoopbackServer Server => ((LoopbackWorld)World).Server;

    [Fact]
    public async Task A_recipient_who_is_refused_for_now_is_tried_again_when_it_is_time()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        await ana.PostAsync("All is well");
        await World.SyncAsync(ana, ben, cem);
        Server.Misbehave = [new Misbehaviour.RefuseRecipient(ben.Address, "451 4.3.0 The mailbox is busy")];
        var post = await ana.JsonAsync("post", "Busy times");
        Assert.Equal((1, 1), (post.Number("sent"), post.Number("waiting")));
        var waiting = Assert.Single((await ana.JsonAsync("status")).List("retrying"));
        Assert.Equal(post.Text("id"), waiting.Text("packet"));
        Assert.Contains("Ben", waiting.Text("recipient"), StringComparison.Ordinal);
        Assert.Contains("busy", waiting.Text("reason"), StringComparison.Ordinal);
        await cem.SyncAsync();
        Assert.True(await cem.SeesAsync("Busy times"));

        var heard = Server.Heard.Count;
        Assert.Equal((0, 0), await SentAsync(ana));
        Assert.DoesNotContain(Server.Heard.Skip(heard), line => line.StartsWith("smtp: RCPT", StringComparison.OrdinalIgnoreCase));
        World.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((0, 1), await SentAsync(ana));
        Server.Misbehave = [];
        Assert.Equal((0, 0), await SentAsync(ana));
        World.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal((1, 0), await SentAsync(ana));
        await ben.SyncAsync();
        Assert.True(await ben.SeesAsync("Busy times"));
        Assert.Empty((await ana.JsonAsync("status")).List("retrying"));
        Assert.Empty((await ana.JsonAsync("status")).List("failed"));
        Assert.Equal((0, 0), await SentAsync(ana));
        Assert.Empty(await ana.MailClient.ReadAsync("MailNode/Out"));
    }

    [Fact]
    public async Task A_server_that_says_when_to_come_again_is_left_alone_until_then()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        await ana.PostAsync("All is well");
        await World.SyncAsync(ana, ben, cem);
        Server.Misbehave = [new Misbehaviour.RefuseRecipient(ben.Address, "451 4.7.1 Greylisted, come again in 10 minutes")];
        await ana.PostAsync("Grey times");
        Server.Misbehave = [];
        World.Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal((0, 0), await SentAsync(ana));
        World.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((1, 0), await SentAsync(ana));
    }

    [Fact]
    public async Task A_recipient_who_is_refused_for_good_is_named_with_the_reason()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        Server.Misbehave = [new Misbehaviour.RefuseRecipient(ben.Address, "550 5.1.1 There is no such person")];
        var post = await ana.JsonAsync("post", "Where is Ben?");
        Assert.Equal((1, 0, 1), (post.Number("sent"), post.Number("waiting"), post.Number("failed")));
        var status = await ana.JsonAsync("status");
        Assert.Empty(status.List("retrying"));
        var failed = Assert.Single(status.List("failed"), one => one.Text("packet") == post.Text("id"));
        Assert.Contains(ben.Address, failed.Text("recipient"), StringComparison.Ordinal);
        Assert.Contains("no such person", failed.Text("reason"), StringComparison.Ordinal);
        Assert.Contains("no such person", await ana.RunAsync("status"), StringComparison.Ordinal);

        Server.Misbehave = [];
        World.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal((0, 0), await SentAsync(ana));
        Assert.Empty(await ana.MailClient.ReadAsync("MailNode/Out"));
        await cem.SyncAsync();
        Assert.True(await cem.SeesAsync("Where is Ben?"));
        await ana.RunAsync("rebuild");
        Assert.Contains("no such person", await ana.RunAsync("status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_whose_arrival_was_not_confirmed_is_sent_again_and_shown_once()
    {
        var (ana, ben) = await AnaAndBenAsync();
        Server.Misbehave = [Misbehaviour.CutBeforeMailIsAcknowledged with { Times = 1 }];
        var post = await ana.JsonAsync("post", "Did you get this?");
        Assert.Equal((0, 1), (post.Number("sent"), post.Number("waiting")));
        World.Clock.Advance(TimeSpan.FromMinutes(2));
        await World.SyncAsync(ana, ben);
        Assert.Equal(["Ana: Did you get this?"], await ben.LinesAsync());
        Assert.Equal(0, (await ben.SyncAsync()).Number("folded"));
    }

    private static async Task<(int Sent, int Failed)> SentAsync(Person person)
    {
        var report = await person.SyncAsync();
        return (report.Number("sent"), report.Number("failed"));
    }
}
