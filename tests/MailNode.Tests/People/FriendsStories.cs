using MailNode.Tests.Transport;

namespace MailNode.Tests.People;

/// <summary>How people become friends, and how strangers do not.</summary>
public abstract class FriendsStories : PeopleStory
{
    private protected FriendsStories(MailWorld world) : base(world) { }

    [Fact]
    public async Task An_invite_makes_two_people_friends()
    {
        var (ana, ben) = (await World.AddNodeAsync("Ana"), await World.AddNodeAsync("Ben"));
        var accepted = await ben.JsonAsync("accept", await ana.InviteAsync());
        Assert.Equal(("Ana", ana.Address, "invited"), (accepted.Text("name"), accepted.Text("address"), accepted.Text("trust")));
        Assert.Equal(await ana.FingerprintAsync(), accepted.Text("fingerprint"));

        await ana.SyncAsync();
        Assert.Equal("invited", await ana.TrustAsync(ben));
        await ben.SyncAsync();
        Assert.Equal("invited", await ben.TrustAsync(ana));

        var contact = (await ana.ContactAsync(ben))!.Value;
        Assert.Equal(("Ben", await ben.FingerprintAsync(), "node"), (contact.Text("name"), contact.Text("fingerprint"), contact.Text("kind")));
        Assert.Equal(1, (await ana.JsonAsync("status")).Number("contacts"));
        await ana.PostAsync("Tea at five?");
        await ben.SyncAsync();
        Assert.True(await ben.SeesAsync("Tea at five?"));
    }

    [Fact]
    public async Task The_invite_that_init_shows_is_as_good_as_any()
    {
        var (ana, ben) = (World.Add("Ana"), await World.AddNodeAsync("Ben"));
        var made = await ana.InitAsync();
        await ben.RunAsync("accept", made.Text("invite"));
        await World.SyncAsync(ana, ben);
        Assert.Equal("invited", await ana.TrustAsync(ben));
        Assert.Equal("invited", await ben.TrustAsync(ana));
    }

    [Fact]
    public async Task A_link_opens_the_door_once_and_the_second_guest_waits()
    {
        var (ana, ben, cem) = (await World.AddNodeAsync("Ana"), await World.AddNodeAsync("Ben"), await World.AddNodeAsync("Cem"));
        var link = await ana.InviteAsync();
        await ben.RunAsync("accept", link);
        await World.SyncAsync(ana, ben);
        await cem.RunAsync("accept", link);
        await World.SyncAsync(ana, cem);

        Assert.Equal("invited", await ana.TrustAsync(ben));
        Assert.Equal("requested", await ana.TrustAsync(cem));
        Assert.Equal((1, 1), ((await ana.JsonAsync("status")).Number("contacts"), (await ana.JsonAsync("status")).Number("requests")));

        await ana.PostAsync("For friends only");
        await World.SyncAsync(ana, ben, cem);
        Assert.True(await ben.SeesAsync("For friends only"));
        Assert.False(await cem.SeesAsync("For friends only"));
    }

    [Fact]
    public async Task Of_two_who_come_with_one_link_at_the_same_time_one_is_let_in()
    {
        var (ana, ben, cem) = (await World.AddNodeAsync("Ana"), await World.AddNodeAsync("Ben"), await World.AddNodeAsync("Cem"));
        var link = await ana.InviteAsync();
        await ben.RunAsync("accept", link);
        await cem.RunAsync("accept", link);
        await World.SyncAsync(ana, ben, cem);
        Assert.Equal(["invited", "requested"], new[] { await ana.TrustAsync(ben), await ana.TrustAsync(cem) }.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_invite_is_good_for_thirty_days()
    {
        var (ben, cem) = (World.Add("Ben"), World.Add("Cem"));
        World.Clock.Advance(TimeSpan.FromDays(-60));
        var ana = await World.AddNodeAsync("Ana");
        var (first, second) = (await ana.JsonAsync("invite"), await ana.InviteAsync());
        Assert.Equal(World.Clock.GetUtcNow().AddDays(30), first.GetProperty("expires").GetDateTimeOffset(), TimeSpan.FromSeconds(1));

        // Servers stamp what arrives by their own clocks, so that is where the second guest comes from.
        World.Clock.Advance(TimeSpan.FromDays(60));
        await cem.InitAsync();
        await cem.RunAsync("accept", second);
        await World.SyncAsync(ana, cem);
        Assert.Equal("requested", await ana.TrustAsync(cem));

        await ben.InitAsync();
        await ben.RunAsync("accept", await ana.InviteAsync());
        await World.SyncAsync(ana, ben);
        Assert.Equal("invited", await ana.TrustAsync(ben));
    }

    [Fact]
    public async Task A_request_becomes_a_verified_contact_when_the_fingerprints_were_compared()
    {
        var (ana, ben, cem) = (await World.AddNodeAsync("Ana"), await World.AddNodeAsync("Ben"), await World.AddNodeAsync("Cem"));
        var link = await ana.InviteAsync();
        await ben.RunAsync("accept", link);
        await World.SyncAsync(ana, ben);
        await cem.RunAsync("accept", link);
        await World.SyncAsync(ana, cem);

        var fingerprint = (await cem.FingerprintAsync()).ToLowerInvariant();
        var groups = Enumerable.Range(0, 10).Select(at => fingerprint.Substring(at * 4, 4));
        var confirmed = await ana.JsonAsync(["confirm", .. groups]);
        Assert.Equal("verified", Assert.Single(confirmed.EnumerateArray()).Text("trust"));
        await World.SyncAsync(ana, cem);

        Assert.Equal("verified", await ana.TrustAsync(cem));
        Assert.Equal("invited", await cem.TrustAsync(ana));
        await ana.PostAsync("Now for all three");
        await cem.PostAsync("Thank you");
        await World.SyncAsync(ana, ben, cem);
        Assert.True(await cem.SeesAsync("Now for all three"));
        Assert.True(await ana.SeesAsync("Thank you"));
        Assert.False(await ben.SeesAsync("Thank you"));
    }

    [Fact]
    public async Task A_friend_whose_fingerprint_was_compared_is_verified()
    {
        var (ana, ben) = await AnaAndBenAsync();
        await ana.RunAsync("confirm", await ben.FingerprintAsync());
        await World.SyncAsync(ana, ben);
        Assert.Equal("verified", await ana.TrustAsync(ben));
        Assert.Equal("invited", await ben.TrustAsync(ana));
        await ben.PostAsync("Still here");
        await ana.SyncAsync();
        Assert.Equal("verified", (await ana.ThreadAsync("Still here")).GetProperty("author").Text("trust"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_stranger_posts_is_not_shown_before_they_are_a_contact(bool beforeTheirHello)
    {
        var (ana, ben, cem) = (await World.AddNodeAsync("Ana"), await World.AddNodeAsync("Ben"), await World.AddNodeAsync("Cem"));
        var link = await ana.InviteAsync();
        await ben.RunAsync("accept", link);
        await World.SyncAsync(ana, ben);
        using var pushy = await ModifiedNode.OfAsync(cem, World);
        if (beforeTheirHello) await pushy.PostAsync(ana, "Let me in!");
        await cem.RunAsync("accept", link);
        if (!beforeTheirHello) await pushy.PostAsync(ana, "Let me in!");
        await ana.SyncAsync();
        await ana.SyncAsync();

        Assert.Equal("requested", await ana.TrustAsync(cem));
        Assert.False(await ana.SeesAsync("Let me in!"));
        Assert.DoesNotContain("Let me in!", await ana.RunAsync("digest"), StringComparison.Ordinal);
        Assert.DoesNotContain(await ana.MailClient.MailsAsync("MailNode/Feed"), mail => MailClient.TextOf(mail).Contains("Let me in!", StringComparison.Ordinal));

        await ana.RunAsync("confirm", await cem.FingerprintAsync());
        await World.SyncAsync(ana, cem);
        Assert.True(await ana.SeesAsync("Let me in!"));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_in_words_and_costs_nothing()
    {
        var (ana, ben) = await AnaAndBenAsync();
        var (own, good) = (await ana.InviteAsync(), await ben.InviteAsync());
        await ana.PostAsync("Before");
        var (feed, contacts) = (await ana.RunAsync("feed", "--json"), await ana.RunAsync("contacts", "--json"));

        Assert.Contains("own", await ana.FailAsync(1, "accept", own), StringComparison.Ordinal);
        Assert.Contains("already", await ana.FailAsync(1, "accept", good), StringComparison.Ordinal);
        Assert.Contains("mailnode:", await ana.FailAsync(1, "accept", "https://example.test/"), StringComparison.Ordinal);
        foreach (var broken in Mistyped(await (await World.AddNodeAsync("Dara")).InviteAsync()))
            Assert.Contains("Copy the whole link", await ana.FailAsync(1, "accept", broken), StringComparison.Ordinal);
        Assert.Contains("no contact", await ana.FailAsync(1, "post", "Hello?", "--to", "nobody@example.test"), StringComparison.Ordinal);
        Assert.Contains("no group", await ana.FailAsync(1, "post", "Hello?", "--to", "Nowhere"), StringComparison.Ordinal);
        await ana.FailAsync(1, "group", "add", "Family", "nobody@example.test");
        await ana.FailAsync(2, "group", "add", "friends", ben.Address);
        await ana.FailAsync(2, "confirm", "not a fingerprint");
        await ana.FailAsync(1, "confirm", new string('A', 40));
        await ana.FailAsync(2, "feed", "--limit", "0");
        await ana.FailAsync(2, "feed", "--limit", "few");
        await ana.FailAsync(2, "post", " ");
        await ana.FailAsync(1, "comment", "aaaaaaaa", "To what?");
        await ana.FailAsync(2, "show", "!!");
        await ana.FailAsync(2, "post");
        await ana.FailAsync(2, "dance");

        Assert.Equal(feed, await ana.RunAsync("feed", "--json"));
        Assert.Equal(contacts, await ana.RunAsync("contacts", "--json"));
        Assert.Equal(0, (await ana.SyncAsync()).Number("sent"));
    }

    /// <summary>A letter lost, one changed, the end cut off: each is noticed before anything is written down.</summary>
    private static IEnumerable<string> Mistyped(string link)
    {
        var token = link.IndexOf("token=", StringComparison.Ordinal) + "token=".Length;
        yield return link.Remove(token + 3, 1);
        yield return string.Concat(link.AsSpan(0, token + 3), link[token + 3] == 'a' ? "b" : "a", link.AsSpan(token + 4));
        yield return link[..(token + 10)];
        yield return link[..(link.IndexOf("key=", StringComparison.Ordinal) + 60)];
        var key = link.IndexOf("key=", StringComparison.Ordinal) + 40;
        yield return string.Concat(link.AsSpan(0, key), link[key] == 'A' ? "B" : "A", link.AsSpan(key + 1));
    }
}

public sealed class FriendsAtThePostOffice() : FriendsStories(new PostOfficeWorld());

public sealed class FriendsOnLoopback() : FriendsStories(new LoopbackWorld());

public sealed class FriendsOnRealServers(RealServers servers) : FriendsStories(new RealServersWorld(servers));
