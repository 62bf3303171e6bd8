using MailNode.LoopbackMail.Faults;
using MailNode.Tests.Transport;

namespace MailNode.Tests.People;

/// <summary>
/// Whole nodes whose connections break anywhere: when all is well again, nothing is lost and nothing is there twice. A few places
/// here; MAILNODE_ALL_CUTS=1 takes every byte, in hours.
/// </summary>
public sealed class FaultStories
{
    private const int Count = 5;

    /// <summary>Longer than the longest time between two attempts.</summary>
    private static readonly TimeSpan UntilNextAttempt = TimeSpan.FromHours(6);

    [Theory]
    [InlineData(Toward.Client, false)]
    [InlineData(Toward.Server, true)]
    public async Task A_post_whose_sending_was_cut_anywhere_is_seen_once(Toward toward, bool isReset)
    {
        await using var world = new FaultWorld();
        await world.StartAsync();
        var (ana, ben) = (await world.AddNodeAsync("Ana"), await world.AddNodeAsync("Ben"));
        await world.BefriendAsync(ana, ben);
        var bytes = await BytesAsync(world, toward, () => ana.PostAsync("Post number 000"));
        await world.SyncAsync(ana, ben);
        foreach (var ((proxy, at), i) in Places(world, bytes).Select((place, i) => (place, i + 1)))
        {
            proxy.Faults = [new Fault(toward, new Place.Byte(at), FaultSession.Deed(isReset)) { Times = 1 }];
            var (code, _, errors) = await ana.TryAsync("post", $"Post number {i:D3}");
            Assert.True(code is 0 or 1, $"byte {at} toward the {toward}: {code}, {errors}");
            proxy.Faults = [];
            world.Clock.Advance(UntilNextAttempt);
            await world.SyncAsync(ana, ben);
            await SeesOnceAsync(ben, $"Ana: Post number {i:D3}", code == 0 ? 1 : 0);
            await SeesOnceAsync(ana, $"Ana: Post number {i:D3}", code == 0 ? 1 : 0);
        }
    }

    [Theory]
    [InlineData(Toward.Client, true)]
    [InlineData(Toward.Server, false)]
    public async Task A_sync_that_was_cut_anywhere_is_made_good_by_the_next(Toward toward, bool isReset)
    {
        await using var world = new FaultWorld();
        await world.StartAsync();
        var (ana, ben) = (await world.AddNodeAsync("Ana"), await world.AddNodeAsync("Ben"));
        await world.BefriendAsync(ana, ben);
        await ana.PostAsync("Post number 000");
        var bytes = await BytesAsync(world, toward, () => ben.SyncAsync());
        foreach (var ((proxy, at), i) in Places(world, bytes).Select((place, i) => (place, i + 1)))
        {
            await ana.PostAsync($"Post number {i:D3}");
            proxy.Faults = [new Fault(toward, new Place.Byte(at), FaultSession.Deed(isReset)) { Times = 1 }];
            var (_, _, errors) = await ben.TryAsync("sync", "--json");
            Assert.DoesNotContain("Exception", errors, StringComparison.Ordinal);
            proxy.Faults = [];
            world.Clock.Advance(UntilNextAttempt);
            await world.SyncAsync(ana, ben);
            await SeesOnceAsync(ben, $"Ana: Post number {i:D3}", 1);
        }
    }

    [Fact]
    public async Task When_only_the_last_250_is_lost_the_mail_goes_twice_and_shows_once()
    {
        await using var world = new FaultWorld();
        await world.StartAsync();
        var (ana, ben) = (await world.AddNodeAsync("Ana"), await world.AddNodeAsync("Ben"));
        await world.BefriendAsync(ana, ben);
        world.Smtp.Faults = [FaultProxyTests.On(Toward.Client, "^250 2.0.0 Delivered", new Deed.Cut()) with { Times = 1 }];
        var before = ReceivedBy(world, ben);

        var post = await ana.JsonAsync("post", "Heard once?");
        Assert.Equal((0, 1), (post.Number("sent"), post.Number("waiting")));
        world.Clock.Advance(UntilNextAttempt);
        await world.SyncAsync(ana, ben);

        Assert.Equal(["Ana: Heard once?"], await ben.LinesAsync());
        Assert.Equal(before + 2, ReceivedBy(world, ben));
        world.Clock.Advance(UntilNextAttempt);
        await world.SyncAsync(ana, ben);
        Assert.Equal(before + 2, ReceivedBy(world, ben));
    }

    /// <summary>A feed shows only so many of the newest, so what is old is looked at for repetition only.</summary>
    private static async Task SeesOnceAsync(Person person, string line, int times)
    {
        var lines = await person.LinesAsync();
        Assert.Equal(times, lines.Count(one => one == line));
        Assert.Equal(lines.Distinct(), lines);
    }

    private static int ReceivedBy(FaultWorld world, Person person) =>
        world.Server.Received.Count(mail => mail.Recipients.Any(one => one.Address == person.Address));

    private static async Task<(long Imap, long Smtp)> BytesAsync(FaultWorld world, Toward toward, Func<Task> act)
    {
        var before = (Bytes(world.Imap, toward), Bytes(world.Smtp, toward));
        await act();
        return (Bytes(world.Imap, toward) - before.Item1, Bytes(world.Smtp, toward) - before.Item2);
    }

    private static long Bytes(FaultProxy proxy, Toward toward) => toward == Toward.Client ? proxy.BytesToClient : proxy.BytesToServer;

    private static IEnumerable<(FaultProxy Proxy, long At)> Places(FaultWorld world, (long Imap, long Smtp) bytes) =>
    [
        .. FaultSession.Offsets(bytes.Imap, Count).Select(at => (world.Imap, at)),
        .. FaultSession.Offsets(bytes.Smtp, bytes.Smtp == 0 ? 0 : Count).Select(at => (world.Smtp, at)),
    ];
}
