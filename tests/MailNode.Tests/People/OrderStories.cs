using MailNode.Core.Packets;
using MailNode.Tests.Mime;
using MailNode.Tests.Transport;
using MailNode.Transport;

namespace MailNode.Tests.People;

/// <summary>Mail comes late, twice and in any order; what is shown is the same.</summary>
public abstract class OrderStories : PeopleStory
{
    private const int Orders = 4;

    private protected OrderStories(MailWorld world) : base(world) { }

    [Fact]
    public async Task In_whatever_order_and_however_often_mail_comes_the_feed_is_the_same()
    {
        var (ana, ben, cem) = (await World.AddNodeAsync("Ana"), World.Add("Ben"), await World.AddNodeAsync("Cem"));
        var code = (await ben.InitAsync()).Text("recoveryCode");
        await World.BefriendAsync(ana, cem);
        await ben.RunAsync("accept", await ana.InviteAsync());
        var start = await ben.MailClient.StateAsync("MailNode/Archive");
        await LiveAsync(ana, ben, cem);
        await World.SettleAsync();
        var mails = await ben.MailClient.ReadAsync("INBOX");
        Assert.True(mails.Count > 10, $"{mails.Count} mails are too few to come in disorder.");
        await World.SyncAsync(ben);
        var (feed, contacts) = (await ben.RunAsync("feed", "--json"), await ben.RunAsync("contacts", "--json"));
        Assert.Equal(["Ana: Fourth, to all", "Cem: Fine", "Ana: Third, direct", "Ana: Second, changed twice", "Cem: Second comment", "Ana: First", "Ana: Third comment"],
            await ben.LinesAsync());

        for (var seed = 1; seed <= Orders; seed++)
        {
            await ForgetAsync(ben, start);
            var machine = World.Elsewhere(ben, $"{seed}");
            await machine.RestoreAsync(code);
            await DeliverAsync(machine, mails, new SeededNumbers((ulong)seed));
            Assert.Equal(feed, (await machine.RunAsync("feed", "--json")).Replace(machine.Data, ben.Data, StringComparison.Ordinal));
            Assert.Equal(contacts, await machine.RunAsync("contacts", "--json"));
            Assert.Empty(await ben.MailClient.ReadAsync("MailNode/Quarantine"));
        }
    }

    /// <summary>Each mail twice, in an order that the seed decides, a few between one sync and the next.</summary>
    private static async Task DeliverAsync(Person to, IReadOnlyList<StoredMessage> mails, SeededNumbers numbers)
    {
        var waiting = mails.Concat(mails).ToList();
        while (waiting.Count > 0)
        {
            for (var batch = 1 + numbers.Below(6); batch > 0 && waiting.Count > 0; batch--)
            {
                var at = numbers.Below(waiting.Count);
                await to.MailClient.FileAsync("INBOX", waiting[at].Bytes, waiting[at].InternalDate, []);
                waiting.RemoveAt(at);
            }
            await to.SyncAsync();
        }
        await to.SyncAsync();
    }

    /// <summary>The log as it was before the mail came.</summary>
    private static async Task ForgetAsync(Person person, IReadOnlyList<string> start)
    {
        var known = start.Select(Content).ToHashSet();
        var now = await person.MailClient.StateAsync("MailNode/Archive");
        await person.MailClient.DeleteAsync("MailNode/Archive",
            [.. now.Where(line => !known.Contains(Content(line))).Select(line => uint.Parse(line.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture))]);

        static string Content(string line) => line.Split(' ')[^1];
    }

    /// <summary>All that can depend on something else, each in a mail of its own.</summary>
    private async Task LiveAsync(Person ana, Person ben, Person cem)
    {
        await ana.SyncAsync();
        Assert.Equal("invited", await ana.TrustAsync(ben));
        var first = await ana.PostAsync("First");
        await ana.RunAsync("group", "add", "Two", ben.Address, cem.Address);
        var second = await NextAsync(() => ana.PostAsync("Second", "--to", "Two"));
        await NextAsync(() => ana.PostAsync("Third, direct", "--to", ben.Address));
        await World.SyncAsync(cem, ana);
        await NextAsync(() => cem.CommentAsync(first, "First comment"));
        var below = await NextAsync(() => cem.CommentAsync(second, "Second comment"));
        await cem.RunAsync("react", first, "🎉");
        await World.SyncAsync(ana, cem);
        await NextAsync(() => ana.CommentAsync(first, "Third comment"));
        await ana.RunAsync("react", below, "❤️");
        var fourth = await NextAsync(() => ana.PostAsync("Fourth, to all", "--to", "public"));
        await World.SyncAsync(cem, ana);
        await NextAsync(() => cem.CommentAsync(fourth, "Fine"));
        await World.SyncAsync(ana, cem);

        using var reader = await ModifiedNode.OfAsync(ben, World);
        using var node = await ModifiedNode.OfAsync(ana, World);
        var comment = (await ana.ThreadAsync("First")).Comment("First comment").Text("id");
        await ChangeAsync(second, second, new EditBody("Second, changed once"), 1);
        await ChangeAsync(second, second, new EditBody("Second, changed twice"), 2);
        await ChangeAsync(comment, first, new DeleteBody(), 0);

        async Task ChangeAsync(string about, string root, Body body, long rev)
        {
            Assert.True(PacketId.TryParse(about, out var id) & PacketId.TryParse(root, out var thread));
            var type = body is EditBody ? PacketTypes.Edit : PacketTypes.Delete;
            await node.SendAsync(ben, node.Write(new PacketDraft(type, body) { About = id, Root = thread, Rev = rev, Readers = [reader.Fingerprint] }));
        }
    }

    private async Task<string> NextAsync(Func<Task<string>> write)
    {
        World.Clock.Advance(TimeSpan.FromMinutes(1));
        return await write();
    }
}

public sealed class OrderAtThePostOffice() : OrderStories(new PostOfficeWorld());

public sealed class OrderOnLoopback() : OrderStories(new LoopbackWorld());

public sealed class OrderOnRealServers(RealServers servers) : OrderStories(new RealServersWorld(servers));
