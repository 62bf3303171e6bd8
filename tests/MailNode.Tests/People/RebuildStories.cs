using System.Security.Cryptography;
using System.Text.Json;
using MailNode.Mime;
using MailNode.Tests.Transport;

namespace MailNode.Tests.People;

/// <summary>The mailbox is the database: what is lost on a machine comes back from it as it was.</summary>
public abstract class RebuildStories : PeopleStory
{
    private protected RebuildStories(MailWorld world) : base(world) { }

    [Fact]
    public async Task A_lost_view_is_made_again_as_it_was()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        await LiveAsync(ana, ben, cem);
        foreach (var person in (Person[])[ana, ben, cem])
        {
            var before = await PictureAsync(person);
            await person.RunAsync("rebuild");
            Assert.Equal(before, await PictureAsync(person));
            foreach (var file in Directory.EnumerateFiles(person.Data, "view.db*")) File.Delete(file);
            Directory.Delete(Path.Combine(person.Data, "media"), recursive: true);
            await person.RunAsync("rebuild");
            Assert.Equal(before, await PictureAsync(person));

            var (copies, inbox) = (await person.MailClient.StateAsync("MailNode/Feed"), await person.MailClient.StateAsync("INBOX"));
            var archive = await person.MailClient.StateAsync("MailNode/Archive");
            await NothingHappensAsync(person);
            Assert.Equal(copies, await person.MailClient.StateAsync("MailNode/Feed"));
            Assert.Equal(inbox, await person.MailClient.StateAsync("INBOX"));
            Assert.Equal(archive, await person.MailClient.StateAsync("MailNode/Archive"));
            Assert.Empty(await person.MailClient.ReadAsync("MailNode/Out"));
            Assert.Equal(before, await PictureAsync(person));
            if (person == ben) Assert.False((await ben.JsonAsync("digest", "--send")).GetProperty("sent").GetBoolean());
        }
    }

    [Fact]
    public async Task A_sync_alone_brings_a_lost_view_back()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        await LiveAsync(ana, ben, cem);
        var before = await PictureAsync(ben);
        foreach (var file in Directory.EnumerateFiles(ben.Data, "view.db*")) File.Delete(file);
        await NothingHappensAsync(ben);
        Assert.Equal(before, await PictureAsync(ben));
    }

    [Fact]
    public async Task The_recovery_code_brings_a_node_back_on_another_machine()
    {
        var (ana, ben, cem) = (await World.AddNodeAsync("Ana"), World.Add("Ben"), await World.AddNodeAsync("Cem"));
        var code = (await ben.InitAsync()).Text("recoveryCode");
        await World.BefriendAsync(ana, ben);
        await World.BefriendAsync(ana, cem);
        await LiveAsync(ana, ben, cem);
        var (feed, contacts) = (await ben.RunAsync("feed", "--json"), await ben.RunAsync("contacts", "--json"));
        var copies = await ben.MailClient.StateAsync("MailNode/Feed");

        var laptop = World.Elsewhere(ben, "laptop");
        var wrong = code[..^1] + (code[^1] == '0' ? '1' : '0');
        Assert.Contains("does not fit", await laptop.FailAsync(1, ["restore", ben.Address, "--code", wrong, .. World.InitArguments(ben.Address)]), StringComparison.Ordinal);
        var restored = await laptop.RestoreAsync(code.Replace("-", " ", StringComparison.Ordinal));
        Assert.Equal(contacts, await laptop.RunAsync("contacts", "--json"));
        Assert.True(JsonElement.DeepEquals(restored, JsonDocument.Parse(contacts).RootElement));
        Assert.Equal(feed, (await laptop.RunAsync("feed", "--json")).Replace(laptop.Data, ben.Data, StringComparison.Ordinal));
        Assert.Equal(await ben.FingerprintAsync(), await laptop.FingerprintAsync());
        await NothingHappensAsync(laptop);
        Assert.Equal(copies, await ben.MailClient.StateAsync("MailNode/Feed"));

        await laptop.PostAsync("From the new laptop");
        await ben.PostAsync("From the old machine");
        await laptop.MailClient.SendAsync(laptop.MailClient.Reply(await laptop.MailClient.FeedMessageAsync("Hello, friends"), "Back again"));
        await World.SyncAsync(laptop, ben, ana);
        Assert.True(await ana.SeesAsync("From the new laptop"));
        Assert.True(await ana.SeesAsync("From the old machine"));
        Assert.Single((await ana.ThreadAsync("Hello, friends")).Comments(), "Back again");
        Assert.Equal(await laptop.LinesAsync(), await ben.LinesAsync());
    }

    [Fact]
    public async Task A_code_is_tried_on_the_newest_setup_messages_only()
    {
        var ben = World.Add("Ben");
        var code = (await ben.InitAsync()).Text("recoveryCode");
        var other = MimeBuilder.Binary("application/autocrypt-setup", "<html>"u8.ToArray(), "other.html").WriteMessage();
        for (var more = 0; more < 9; more++) await ben.MailClient.FileAsync("MailNode/Identity", other);
        await World.Elsewhere(ben, "laptop").RestoreAsync(code);
        await ben.MailClient.FileAsync("MailNode/Identity", other);
        string[] again = ["restore", ben.Address, "--code", code, .. World.InitArguments(ben.Address)];
        Assert.Contains("does not fit", await World.Elsewhere(ben, "tablet").FailAsync(1, again), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mailbox_gets_no_second_key()
    {
        var ana = await World.AddNodeAsync("Ana");
        var identity = await ana.MailClient.StateAsync("MailNode/Identity");
        Assert.Single(identity);
        var laptop = World.Elsewhere(ana, "laptop");
        Assert.Contains("restore", await laptop.FailAsync(1, ["init", ana.Address, .. World.InitArguments(ana.Address)]), StringComparison.Ordinal);
        await ana.FailAsync(1, ["init", ana.Address, .. World.InitArguments(ana.Address)]);
        Assert.Equal(identity, await ana.MailClient.StateAsync("MailNode/Identity"));
        Assert.Empty(Directory.Exists(laptop.Data) ? Directory.EnumerateFiles(laptop.Data, "identity*") : []);
        await laptop.FailAsync(1, "feed");
        await ana.RunAsync("feed");
    }

    /// <summary>Something of everything that a log can hold.</summary>
    private async Task LiveAsync(Person ana, Person ben, Person cem)
    {
        var (small, large) = (Path.Combine(World.Folder, "small.txt"), Path.Combine(World.Folder, "large.bin"));
        await File.WriteAllTextAsync(small, "a few words");
        await File.WriteAllBytesAsync(large, RandomNumberGenerator.GetBytes(200_000));
        await ana.RunAsync("group", "add", "Family", ben.Address);
        var hello = await ana.PostAsync("Hello, friends", "--attach", small, "--attach", large);
        await ana.PostAsync("Hello, family", "--to", "family");
        await ana.PostAsync("Hello, Ben", "--to", ben.Address);
        await cem.PostAsync("Hello, Ana", "--to", "public");
        await World.SyncAsync(ana, ben, cem);
        var comment = await cem.CommentAsync(hello, "Cem was here");
        await World.SyncAsync(ana, ben, cem);
        await ben.RunAsync("react", comment, "👍");
        await ben.MailClient.SendAsync(ben.MailClient.Reply(await ben.MailClient.FeedMessageAsync("Cem was here"), "And Ben by mail"));
        await ana.RunAsync("confirm", await ben.FingerprintAsync());
        await ana.InviteAsync();
        await World.SyncAsync(ana, ben, cem);
        await ben.RunAsync("digest", "--send");
        await World.SyncAsync(ana, ben, cem);
        Assert.Equal(["And Ben by mail"], (await cem.ThreadAsync("Hello, friends")).Comment("Cem was here").Comments());
    }

    private static async Task<string> PictureAsync(Person person) => await person.RunAsync("feed", "--json") + await person.RunAsync("contacts", "--json");

    private static async Task NothingHappensAsync(Person person)
    {
        var report = await person.SyncAsync();
        Assert.Equal((0, 0, 0, 0), (report.Number("received"), report.Number("sent"), report.Number("quarantined"), report.Number("failed")));
    }
}

public sealed class RebuildsAtThePostOffice() : RebuildStories(new PostOfficeWorld());

public sealed class RebuildsOnLoopback() : RebuildStories(new LoopbackWorld());

public sealed class RebuildsOnRealServers(RealServers servers) : RebuildStories(new RealServersWorld(servers));
