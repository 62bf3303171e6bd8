using System.Text;
using System.Text.Json;
using MailNode.Core.Contacts;
using MailNode.Core.Packets;
using MailNode.OpenPgp;
using MailNode.Transport;

namespace MailNode.Tests.People;

/// <summary>Years go by: keys are renewed and taken back, and friendships outlive it.</summary>
public sealed class KeyLifeStories : IAsyncLifetime
{
    private readonly PostOfficeWorld world = new();

    public async ValueTask InitializeAsync() => await world.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Mail_keeps_flowing_for_three_years()
    {
        var (ana, ben) = await FriendsAsync();
        var (anas, bens) = (await ana.FingerprintAsync(), await ben.FingerprintAsync());
        for (var month = 2; month <= 36; month += 2)
        {
            world.Clock.Advance(TimeSpan.FromDays(61));
            await ana.PostAsync($"Ana in month {month}");
            await ben.PostAsync($"Ben in month {month}");
            await world.SyncAsync(ana, ben);
            Assert.True(await ben.SeesAsync($"Ana in month {month}"), $"month {month}");
            Assert.True(await ana.SeesAsync($"Ben in month {month}"), $"month {month}");
        }
        Assert.Equal((anas, bens), (await ana.FingerprintAsync(), await ben.FingerprintAsync()));
        Assert.Equal("good", (await ana.ContactAsync(ben))!.Value.Text("key"));
        Assert.True((await ExportedAsync(ana)).ExpiresAt > world.Clock.GetUtcNow().AddDays(365));
        // In the months 12, 24 and 36.
        Assert.Equal(3, await ProfilesAsync(ben));

        var (before, contacts) = ((await ben.JsonAsync("feed")).ToString(), (await ben.JsonAsync("contacts")).ToString());
        await ben.RunAsync("rebuild");
        Assert.Equal(before, (await ben.JsonAsync("feed")).ToString());
        Assert.Equal(contacts, (await ben.JsonAsync("contacts")).ToString());
    }

    [Fact]
    public async Task A_clock_that_moves_on_while_the_node_works_stops_nothing()
    {
        world.Clock.Pace = TimeSpan.FromMilliseconds(1);
        var (ana, ben) = await FriendsAsync();
        Assert.Equal(1, (await ana.JsonAsync("post", "Time flies")).GetProperty("sent").GetInt32());
        await ben.SyncAsync();
        Assert.True(await ben.SeesAsync("Time flies"));
    }

    [Fact]
    public async Task A_friend_who_was_away_for_three_years_reads_everything_and_can_answer()
    {
        var (ana, ben) = await FriendsAsync();
        for (var month = 2; month <= 36; month += 2)
        {
            world.Clock.Advance(TimeSpan.FromDays(61));
            await ana.PostAsync($"Ana in month {month}");
            await ana.SyncAsync();
        }
        Assert.Equal(0, (await ben.SyncAsync()).GetProperty("quarantined").GetInt32());
        // Her node cannot seal to a key that it saw expire, and waits for word of its renewal.
        for (var month = 2; month <= 22; month += 2) Assert.True(await ben.SeesAsync($"Ana in month {month}"), $"month {month}");

        await ben.PostAsync("Back again");
        await world.SyncAsync(ana, ben);
        Assert.True(await ana.SeesAsync("Back again"));
        await ana.PostAsync("Welcome back");
        await world.SyncAsync(ana, ben);
        Assert.True(await ben.SeesAsync("Welcome back"));
        world.Clock.Advance(TimeSpan.FromHours(4));                 // the longest pause between two attempts, and more
        await world.SyncAsync(ana, ben);
        for (var month = 24; month <= 36; month += 2) Assert.True(await ben.SeesAsync($"Ana in month {month}"), $"month {month}");
    }

    [Fact]
    public async Task A_node_that_slept_through_the_end_of_its_key_wakes_up()
    {
        var (ana, ben) = await FriendsAsync();
        world.Clock.Advance(TimeSpan.FromDays(900));
        await world.SyncAsync(ana, ben);
        await ana.PostAsync("I slept well");
        await world.SyncAsync(ana, ben);
        Assert.True(await ben.SeesAsync("I slept well"));
    }

    [Fact]
    public async Task A_hello_of_a_friend_brings_a_renewed_key_too()
    {
        var (ana, ben) = await FriendsAsync();
        world.Clock.Advance(TimeSpan.FromDays(900));
        await ana.RunAsync("key", "show");
        await ben.RunAsync("key", "show");
        using var anas = await ModifiedNode.OfAsync(ana, world);    // renewed when the node was opened
        using var bens = await ModifiedNode.OfAsync(ben, world);
        Assert.Equal("expired", (await ben.ContactAsync(ana))!.Value.Text("key"));
        var profile = new Profile("Ana", [$"mailto:{ana.Address}"], [Packet.Version], PacketTypes.Social);
        await anas.SendAsync(ben, anas.Write(new PacketDraft(PacketTypes.Hello, new HelloBody(profile, Self.TextOf(anas.Key.Certificate))) { Rev = 1, Readers = [bens.Fingerprint] }));
        Assert.Equal(0, (await ben.SyncAsync()).GetProperty("quarantined").GetInt32());
        Assert.Equal("good", (await ben.ContactAsync(ana))!.Value.Text("key"));
    }

    [Fact]
    public async Task A_renewal_that_cannot_be_written_does_not_stop_the_node()
    {
        var ana = await world.AddNodeAsync("Ana");
        var identity = Path.Combine(ana.Data, "identity.asc");
        var before = await File.ReadAllBytesAsync(identity, TestContext.Current.CancellationToken);
        Directory.CreateDirectory(identity + ".new");                // where the new file would be written first
        world.Clock.Advance(TimeSpan.FromDays(500));
        await ana.PostAsync("No room for a key");
        Assert.Equal(before, await File.ReadAllBytesAsync(identity, TestContext.Current.CancellationToken));
        Directory.Delete(identity + ".new");
        await ana.SyncAsync();
        Assert.NotEqual(before, await File.ReadAllBytesAsync(identity, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_recovery_code_of_the_first_day_brings_back_a_key_that_was_renewed_since()
    {
        var ana = world.Add("Ana");
        var code = (await ana.InitAsync()).Text("recoveryCode");
        var ben = await world.AddNodeAsync("Ben");
        await world.BefriendAsync(ana, ben);
        world.Clock.Advance(TimeSpan.FromDays(400));
        await world.SyncAsync(ana, ben);
        await ana.PostAsync("From the first machine");
        await world.SyncAsync(ana, ben);
        world.Clock.Advance(TimeSpan.FromDays(400));                // beyond the end that the setup message knows

        var again = world.Elsewhere(ana, "new");
        await again.RestoreAsync(code);
        Assert.True(await again.SeesAsync("From the first machine"));
        await again.PostAsync("From the second machine");
        await world.SyncAsync(again, ben);
        Assert.True(await ben.SeesAsync("From the second machine"));
    }

    [Fact]
    public async Task Renewing_by_hand_reaches_the_friends_and_never_is_never()
    {
        var (ana, ben) = await FriendsAsync();
        await ana.RunAsync("key", "renew", "--expires", "5y");
        await world.SyncAsync(ana, ben);
        Assert.Equal(1, await ProfilesAsync(ben));
        Assert.Equal(world.Clock.GetUtcNow().AddYears(5).Year, (await ExportedAsync(ana)).ExpiresAt!.Value.Year);
        await ana.RunAsync("key", "renew", "--expires", "never");
        Assert.Null((await ExportedAsync(ana)).ExpiresAt);
        Assert.Contains("no end", await ana.FailAsync(1, "key", "renew"), StringComparison.Ordinal);
        Assert.Contains("sooner than before: it had no end", await ana.RunAsync("key", "renew", "--expires", "5y"), StringComparison.Ordinal);
        Assert.Contains("sooner than before: it was good until", await ana.RunAsync("key", "renew", "--expires", "28d"), StringComparison.Ordinal);
        Assert.DoesNotContain("sooner", await ana.RunAsync("key", "renew", "--expires", "never"), StringComparison.Ordinal);
        foreach (var wrong in (string[])["soon", "0y", "1d", "101y", "-2y", "2"])
            Assert.Contains("no duration", await ana.FailAsync(2, "key", "renew", $"--expires={wrong}"), StringComparison.Ordinal);
        world.Clock.Advance(TimeSpan.FromDays(4000));
        await ana.PostAsync("Still here");
        Assert.Null((await ExportedAsync(ana)).ExpiresAt);
    }

    [Fact]
    public async Task A_key_that_is_taken_back_is_told_to_friends_and_posts_no_more()
    {
        var (ana, ben) = await FriendsAsync();
        await ana.PostAsync("While it was mine");
        await ben.PostAsync("Hello Ana");
        await world.SyncAsync(ana, ben);
        var file = Path.Combine(world.Folder, "revocation.asc");
        await ana.RunAsync("key", "revoke", "--reason", "compromised", "--out", file);
        await ana.PostAsync("Nothing has changed yet");
        Assert.Contains("Nothing has changed", await ana.FailAsync(1, "key", "import", file), StringComparison.Ordinal);
        await ana.RunAsync("key", "import", file, "--yes");
        foreach (var command in (string[][])[["post", "x"], ["invite"]])
            Assert.Contains("taken back", await ana.FailAsync(1, command), StringComparison.Ordinal);
        Assert.True((await ExportedAsync(ana)).IsRevoked);
        await ana.SyncAsync();
        Assert.True(await ana.SeesAsync("Hello Ana"));

        await world.SyncAsync(ben);
        Assert.Equal("taken-back", (await ben.ContactAsync(ana))!.Value.Text("key"));
        Assert.Contains("taken back", await ben.RunAsync("contacts"), StringComparison.Ordinal);
        Assert.Equal(1, (await ben.JsonAsync("post", "To nobody")).GetProperty("failed").GetInt32());
        Assert.Contains("new invite", (await ben.JsonAsync("status")).GetProperty("failed").ToString(), StringComparison.Ordinal);

        // What came while the key was good stays, and the log says the same however it is read.
        var (feed, contacts) = ((await ben.JsonAsync("feed")).ToString(), (await ben.JsonAsync("contacts")).ToString());
        Assert.Contains("While it was mine", feed, StringComparison.Ordinal);
        Assert.Contains("Nothing has changed yet", feed, StringComparison.Ordinal);
        await ben.RunAsync("rebuild");
        Assert.Equal(feed, (await ben.JsonAsync("feed")).ToString());
        Assert.Equal(contacts, (await ben.JsonAsync("contacts")).ToString());
        await ana.RunAsync("rebuild");
        Assert.Contains("taken back", await ana.FailAsync(1, "post", "x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_could_not_be_reached_is_told_later_that_a_key_was_taken_back()
    {
        var (ana, ben) = await FriendsAsync();
        world.SwitchOff(ben.Address);
        await TakeBackAsync(ana);
        world.SwitchOn(ben.Address);
        await world.SyncAsync(ana, ben);
        Assert.Equal("good", (await ben.ContactAsync(ana))!.Value.Text("key"));
        world.Clock.Advance(TimeSpan.FromDays(1));
        await ana.RunAsync("rebuild");                              // it stands in the log, not on the side
        await world.SyncAsync(ana, ben);
        Assert.Equal("taken-back", (await ben.ContactAsync(ana))!.Value.Text("key"));
        Assert.Equal(1, await ProfilesAsync(ben));
        world.Clock.Advance(TimeSpan.FromDays(40));
        await world.SyncAsync(ana, ben);
        Assert.Equal(1, await ProfilesAsync(ben));
    }

    [Fact]
    public async Task What_waits_when_the_key_is_taken_back_is_not_sent_any_more()
    {
        var (ana, ben) = await FriendsAsync();
        world.SwitchOff();
        await ana.PostAsync("Too late");
        world.SwitchOn();
        await TakeBackAsync(ana);
        await world.SyncAsync(ana, ben);
        Assert.Equal("taken-back", (await ben.ContactAsync(ana))!.Value.Text("key"));
        Assert.False(await ben.SeesAsync("Too late"));
        var failed = (await ana.JsonAsync("status")).List("failed").ToList();
        Assert.Equal(2, failed.Count);                              // the chain's grant, and the post
        Assert.All(failed, one => Assert.Contains("taken back", one.Text("reason"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_node_says_how_its_own_key_is()
    {
        var ana = await world.AddNodeAsync("Ana");
        Assert.Equal(("good", (await ExportedAsync(ana)).ExpiresAt!.Value), await StateAsync());
        Assert.Contains("good until 20", await ana.RunAsync("status"), StringComparison.Ordinal);
        await TakeBackAsync(ana);
        Assert.Equal("taken-back", (await StateAsync()).Key);
        foreach (var command in (string[][])[["status"], ["key", "show"]])
        {
            foreach (var file in Directory.EnumerateFiles(ana.Data, "view.db*")) File.Delete(file);
            Assert.Contains("taken back", await ana.RunAsync(command), StringComparison.Ordinal);
        }
        Assert.Contains("MailNode cannot seal to it", await ana.RunAsync("key", "show"), StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(ana.Data, "view.db*")) File.Delete(file);
        world.SwitchOff();
        Assert.Equal("unknown", (await StateAsync()).Key);

        async Task<(string Key, DateTimeOffset Expires)> StateAsync()
        {
            var status = await ana.JsonAsync("status");
            return (status.Text("key"), status.GetProperty("expires").GetDateTimeOffset());
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_thief_who_says_much_with_the_key_does_not_hide_that_it_was_taken_back(bool isImported)
    {
        var (ana, ben) = await FriendsAsync();
        using var thief = await ModifiedNode.OfAsync(ana, world);
        using var reader = await ModifiedNode.OfAsync(ben, world);
        for (var time = 1; time <= 70; time++)
        {
            using var renewed = thief.Key.Renew(world.Clock.GetUtcNow().AddYears(5).AddDays(time), world.Clock.GetUtcNow());
            var profile = new Profile("Ana", [$"mailto:{ana.Address}"], [Packet.Version], PacketTypes.Social);
            var body = new ProfileBody(profile, Convert.ToBase64String(renewed.Certificate.Minimal()));
            await thief.SendAsync(ben, thief.Write(new PacketDraft(PacketTypes.Profile, body) { Rev = 1_000_000 + time, Readers = [reader.Fingerprint] }));
        }
        Assert.Equal(70, (await ben.SyncAsync()).GetProperty("received").GetInt32());
        var revocation = await TakeBackAsync(ana);
        if (isImported) Assert.Contains("taken-back", await ben.RunAsync("key", "import", revocation, "--json"), StringComparison.Ordinal);
        else await world.SyncAsync(ben);
        Assert.Equal("taken-back", (await ben.ContactAsync(ana))!.Value.Text("key"));
        Assert.Equal(1, (await ben.JsonAsync("post", "To nobody")).GetProperty("failed").GetInt32());
        await ben.RunAsync("rebuild");
        Assert.Equal("taken-back", (await ben.ContactAsync(ana))!.Value.Text("key"));
    }

    [Fact]
    public async Task What_lies_in_the_log_is_read_under_the_key_as_it_was_when_it_came()
    {
        var (ana, ben) = await FriendsAsync();
        var before = (await ben.MailClient.ReadAsync("MailNode/Archive")).Count;
        await ana.PostAsync("While it was mine");
        await ben.SyncAsync();
        var post = (await ben.MailClient.ReadAsync("MailNode/Archive"))[before];
        var file = Path.Combine(world.Folder, "revocation.asc");
        await ana.RunAsync("key", "revoke", "--reason", "compromised", "--out", file);
        await ana.RunAsync("key", "import", file, "--yes");
        await world.SyncAsync(ben);
        await using (var mailbox = await world.OpenMailboxAsync(ben.Address))
        {
            var state = await mailbox.StatusAsync("MailNode/Archive", TestContext.Current.CancellationToken);
            await mailbox.DeleteAsync(new FolderRef("MailNode/Archive", state.UidValidity), [post.Uid], TestContext.Current.CancellationToken);
        }
        await ben.RunAsync("rebuild");
        Assert.False(await ben.SeesAsync("While it was mine"));

        await ben.MailClient.FileAsync("MailNode/Archive", post.Bytes, post.InternalDate, ["\\Seen"]);
        await ben.SyncAsync();
        Assert.True(await ben.SeesAsync("While it was mine"));
    }

    [Fact]
    public async Task What_a_thief_signs_with_a_key_that_was_taken_back_is_not_shown()
    {
        var (ana, ben) = await FriendsAsync();
        using var thief = await ModifiedNode.OfAsync(ana, world);
        var file = Path.Combine(world.Folder, "revocation.asc");
        await ana.RunAsync("key", "revoke", "--out", file);
        await ana.RunAsync("key", "import", file, "--yes");
        await world.SyncAsync(ben);
        await thief.PostAsync(ben, "Send money");
        Assert.Equal(1, (await ben.SyncAsync()).GetProperty("quarantined").GetInt32());
        Assert.False(await ben.SeesAsync("Send money"));
    }

    /// <summary>The file with the revocation.</summary>
    private async Task<string> TakeBackAsync(Person person)
    {
        var file = Path.Combine(world.Folder, "revocation.asc");
        await person.RunAsync("key", "revoke", "--out", file);
        await person.RunAsync("key", "import", file, "--yes");
        return file;
    }

    private async Task<(Person Ana, Person Ben)> FriendsAsync()
    {
        var (ana, ben) = (await world.AddNodeAsync("Ana"), await world.AddNodeAsync("Ben"));
        await world.BefriendAsync(ana, ben);
        return (ana, ben);
    }

    private async Task<Certificate> ExportedAsync(Person person)
    {
        var armored = await person.RunAsync("key", "export");
        Assert.True(Certificate.TryParse(Encoding.ASCII.GetBytes(armored), world.Clock.GetUtcNow(), out var certificate, out var reason), reason);
        return certificate;
    }

    /// <summary>How many profiles of others lie in somebody's log.</summary>
    private static async Task<int> ProfilesAsync(Person person)
    {
        await person.SyncAsync();
        using var view = MailNode.Store.View.Open(Path.Combine(person.Data, "view.db"));
        var own = await person.FingerprintAsync();
        return view.Packets.OfTypes(["profile"]).Count(one => one.Packet.Author.ToString() != own);
    }
}
