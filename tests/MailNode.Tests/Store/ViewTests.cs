using MailNode.Core.Outbox;
using MailNode.Core.Packets;
using MailNode.OpenPgp;
using MailNode.Store;
using MailNode.Tests.Core;
using MailNode.Tests.Core.Threads;

namespace MailNode.Tests.Store;

public sealed class ViewTests : IDisposable
{
    private readonly StorePlace place = new();

    [Fact]
    public void The_same_packets_make_the_same_rows_in_whatever_order_they_come()
    {
        var story = Story.ByBen();
        story.Comment(Pen.Ben, "At four?", story.Comment(Pen.Ana, "Yes", origin: "mail"));
        var (late, early) = (Pen.Log(Pen.Ben, Post("soon"), 3600) with { Arrived = Pen.Now.AddDays(2) }, Pen.Now.AddSeconds(-5));
        var signed = new LiftedContent("entity"u8.ToArray(), "signature"u8.ToArray());
        PacketEntry[] entries =
        [
            new(story.Root), .. story.Rest.Select(StorePlace.Entry), new(late), new(late with { Arrived = early }), new(late with { Direct = false }),
            new(story.Root, signed), new(story.Root, signed with { Content = "another"u8.ToArray() }), new(story.Root, signed with { Signature = "another"u8.ToArray() }),
            .. Sending(("p", [Pen.Ben, Pen.Cem], "Family"), ("p", [Pen.Ben], null), ("q", [], "Choir")),
            .. Sent(("p", Pen.Ben, "no such mailbox"), ("p", Pen.Ben, null), ("p", Pen.Cem, "full"), ("p", Pen.Cem, "closed")),
        ];
        var (whole, at) = ("", 0);
        foreach (var order in Shuffles.Of(entries).Take(40))
        {
            var path = $"{place.ViewPath}{at++}";
            using (var view = View.Open(path))
                foreach (var chunk in order.Chunk(5)) view.Add(chunk, Pen.Ana);
            var dump = StorePlace.Dump(path);
            whole = whole.Length == 0 ? dump : whole;
            Assert.Equal(whole, dump);
        }
        Assert.Contains("no such mailbox", StorePlace.Dump(place.ViewPath + "0").Replace(Convert.ToHexString("no such mailbox"u8), "no such mailbox", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void The_earliest_copy_says_when_it_arrived_and_one_that_came_by_itself_that_it_did()
    {
        using var view = place.OpenView();
        var post = Pen.Log(Pen.Ben, Post("hi"));
        Add(view, post with { Arrived = Pen.Now.AddDays(1), Direct = false });
        Add(view, post with { Arrived = Pen.Now.AddSeconds(-30) }, post);
        var found = view.Packets.Find(post.Packet.Id)!;
        Assert.Equal((Pen.Now.AddSeconds(-30).ToUnixTimeSeconds(), true), (found.Arrived.ToUnixTimeSeconds(), found.Direct));
        Assert.Equal(post.Packet.Bytes.ToArray(), found.Packet.Bytes.ToArray());
        Assert.Equal(1, view.Packets.Count());
    }

    [Fact]
    public void Threads_are_read_newest_first_and_with_all_that_is_below_them()
    {
        using var view = place.OpenView();
        var posts = Enumerable.Range(0, 250).Select(at => Pen.Log(Pen.Ben, Story.InBensChain(Post($"{at}")), at % 100)).ToList();
        Add(view, [.. posts]);
        var story = Story.Of(posts[7]);
        story.Comment(Pen.Dara, "Yes");
        Add(view, [.. story.Rest, Pen.Hello(Pen.Cem), Pen.Log(Pen.Ben, new PacketDraft(PacketTypes.Delete, new DeleteBody()) { About = posts[8].Packet.Id, Root = posts[8].Packet.Id, Chain = new ChainLink(Pen.BensChain, 9, null) })]);
        var threads = new Feed(view, Story.Book, Pen.Self).Threads().ToList();
        Assert.Equal(249, threads.Count);
        Assert.Equal(threads.OrderByDescending(one => one.At).ThenByDescending(one => one.Id).Select(one => one.Id), threads.Select(one => one.Id));
        Assert.Equal("Yes", Assert.Single(threads.Single(one => one.Id == posts[7].Packet.Id).Comments).Text);
        Assert.Equal(posts[7].Packet.Id, new Feed(view, Story.Book, Pen.Self).ThreadOf(story.Rest[0].Packet)!.Id);
    }

    [Fact]
    public void Packets_are_found_by_the_beginning_of_their_id()
    {
        using var view = place.OpenView();
        var posts = Enumerable.Range(0, PacketTable.MostByPrefix + 5).Select(at => Pen.Log(Pen.Ben, Post($"{at}"))).ToArray();
        Add(view, posts);
        Assert.All(posts, post => Assert.Equal(post.Packet.Id, Assert.Single(view.Packets.FindByPrefix(post.Packet.Id.ToString()[..24].ToUpperInvariant())).Packet.Id));
        Assert.Equal(PacketTable.MostByPrefix, view.Packets.FindByPrefix("").Count);
        Assert.Empty(view.Packets.FindByPrefix("%"));
        Assert.Empty(view.Packets.FindByPrefix("' OR 1=1 --"));
        Assert.Null(view.Packets.Find(PacketId.Of("nothing"u8)));
    }

    [Fact]
    public void A_chain_goes_on_from_our_own_newest_packet_whatever_others_write()
    {
        using var view = place.OpenView();
        var tip = view.Packets.TipOf("friends", Pen.Ana);
        Assert.Equal((0L, null), (tip.Seq, tip.Last));
        Assert.Equal(tip.Id, view.Packets.TipOf("friends", Pen.Ana).Id);
        Assert.NotEqual(tip.Id, view.Packets.TipOf("public", Pen.Ana).Id);
        var ours = Pen.Log(Pen.Ana, Post("ours") with { Chain = new ChainLink(tip.Id, 1, null) });
        Add(view, ours, Pen.Log(Pen.Eve, Post("hers") with { Chain = new ChainLink(tip.Id, long.MaxValue, null) }));
        Assert.Equal(new ChainTip(tip.Id, 1, ours.Packet.Id), view.Packets.TipOf("friends", Pen.Ana));
    }

    [Fact]
    public void A_relay_is_owed_until_it_is_there()
    {
        using var view = place.OpenView();
        var (ours, others) = (Story.ByAna(), Story.ByBen());
        var said = ours.Comment(Pen.Ben, "Yes");
        ours.Comment(Pen.Ana, "Good");
        var signed = new LiftedContent("entity"u8.ToArray(), "signature"u8.ToArray());
        view.Add([new(ours.Root), new(others.Root), .. ours.Rest.Select(one => new PacketEntry(one, one == said ? signed : null)), new(others.Comment(Pen.Ben, "hi"), signed)], Pen.Ana);
        Assert.Equal([ours.Root.Packet.Id], view.Packets.RootsToRelay(Pen.Ana));
        Assert.Equal("entity"u8.ToArray(), view.Packets.Signed(said.Packet.Id)!.Content.ToArray());
        Assert.Null(view.Packets.Signed(ours.Root.Packet.Id));
        Add(view, ours.Relay(said, Pen.Ben));
        Assert.Single(view.Packets.RootsToRelay(Pen.Ana));
        Add(view, ours.Relay(said, Pen.Ana));
        Assert.Empty(view.Packets.RootsToRelay(Pen.Ana));
    }

    [Fact]
    public void Who_gets_a_packet_and_who_has_it_is_what_we_wrote_down()
    {
        using var view = place.OpenView();
        var post = PacketId.Of("post"u8);
        Assert.False(view.Deliveries.IsPlanned(post));
        view.Add(Sending((post.ToString(), [Pen.Ben, Pen.Cem, Pen.Dara], "Family")), Pen.Ana);
        view.Add(Sending((post.ToString(), [Pen.Eve], null)), Pen.Ben);
        Assert.True(view.Deliveries.IsPlanned(post));
        Assert.Equal([Pen.Ben, Pen.Cem, Pen.Dara], view.Deliveries.Open(post));
        Assert.Equal(3, view.Deliveries.Recipients(post).Count);
        Assert.Equal("Family", view.Deliveries.Label(post));
        view.Add(Sent((post.ToString(), Pen.Ben, null), (post.ToString(), Pen.Cem, "full")), Pen.Ana);
        Assert.Equal([Pen.Dara], view.Deliveries.Open(post));
        Assert.Equal((post.ToString(), Pen.Cem.ToString(), "full"), Assert.Single(view.Deliveries.Failed()));
        view.Add(Sent((post.ToString(), Pen.Cem, null)), Pen.Ana);
        view.Add(Sent((post.ToString(), Pen.Cem, "full again")), Pen.Ana);
        Assert.Empty(view.Deliveries.Failed());
    }

    [Fact]
    public void What_goes_to_nobody_is_planned_and_done()
    {
        using var view = place.OpenView();
        var post = PacketId.Of("post"u8);
        view.Add(Sending((post.ToString(), [], "Family")), Pen.Ana);
        Assert.True(view.Deliveries.IsPlanned(post));
        Assert.Empty(view.Deliveries.Open(post));
        Assert.Empty(view.Deliveries.Recipients(post));
        Assert.Equal("Family", view.Deliveries.Label(post));
        Assert.Null(view.Deliveries.Label(PacketId.Of("other"u8)));
    }

    [Fact]
    public void A_folder_whose_uids_were_given_out_anew_is_read_from_the_start()
    {
        using var view = place.OpenView();
        Assert.Equal(0u, view.Cursors.Get("INBOX", 1));
        view.Cursors.Set("INBOX", 1, 4_000_000_000);
        Assert.Equal(4_000_000_000u, view.Cursors.Get("INBOX", 1));
        Assert.Equal(0u, view.Cursors.Get("INBOX", 2));
        Assert.Equal(0u, view.Cursors.Get("inbox", 1));
        view.Cursors.Set("INBOX", 2, 5);
        Assert.Equal((0u, 5u), (view.Cursors.Get("INBOX", 1), view.Cursors.Get("INBOX", 2)));
        view.Held.Add("INBOX", 1, 7);
        view.Held.Add("INBOX", 2, 7);
        Assert.Equal(new HeldReply("INBOX", 2, 7), Assert.Single(view.Held.All()));
        view.Held.Remove("INBOX", 7);
        Assert.Empty(view.Held.All());
    }

    [Fact]
    public void Copies_and_files_are_known_by_what_they_are()
    {
        using var view = place.OpenView();
        view.FeedCopies.Set("p", new FeedCopy(1, "a"));
        view.FeedCopies.Set("p", new FeedCopy(uint.MaxValue, "b"));
        Assert.Equal(new FeedCopy(uint.MaxValue, "b"), view.FeedCopies.All()["p"]);
        view.FeedCopies.Remove("p");
        Assert.Empty(view.FeedCopies.All());
        Assert.Null(view.Media.File("hash"));
        view.Media.Add("hash", "file");
        view.Media.Add("hash", "file");
        Assert.Equal("file", view.Media.File("hash"));
        Assert.False(view.Packets.HasOrigin("mail"));
        Add(view, Story.ByBen().Comment(Pen.Ana, "Yes", origin: "mail"));
        Assert.True(view.Packets.HasOrigin("mail"));
    }

    [Fact]
    public void All_of_a_batch_is_added_or_nothing()
    {
        using var view = place.OpenView();
        Assert.Throws<InvalidOperationException>(() => view.InTransaction(() =>
        {
            Add(view, Pen.Log(Pen.Ben, Post("hi")));
            throw new InvalidOperationException();
        }));
        Assert.Equal(0, view.Packets.Count());
        Add(view, Pen.Log(Pen.Ben, Post("hi")));
        Assert.Equal(1, view.Packets.Count());
    }

    [Fact]
    public void A_view_stays_and_one_of_another_version_is_dropped()
    {
        using (var view = place.OpenView()) Add(view, Pen.Log(Pen.Ben, Post("hi")));
        using (var view = place.OpenView()) Assert.Equal(1, view.Packets.Count());
        foreach (var version in (int[])[Schema.ViewVersion + 1, Schema.ViewVersion - 1])
        {
            StorePlace.Run(place.ViewPath, $"PRAGMA user_version = {(version == 0 ? 99 : version)}; DROP TABLE IF EXISTS held");
            using var view = place.OpenView();
            Assert.Equal(0, view.Packets.Count());
            Assert.Empty(view.Held.All());
            Add(view, Pen.Log(Pen.Ben, Post("hi")));
        }
    }

    [Fact]
    public void A_view_that_is_no_database_is_made_anew()
    {
        File.WriteAllText(place.ViewPath, new string('x', 5000));
        using (var view = place.OpenView()) Add(view, Pen.Log(Pen.Ben, Post("hi")));
        using (var view = place.OpenView()) Assert.Equal(1, view.Packets.Count());
    }

    [Fact]
    public void Only_the_owner_of_the_files_reads_them()
    {
        if (OperatingSystem.IsWindows()) return;
        using var view = place.OpenView();
        using var spool = place.OpenSpool();
        foreach (var path in (string[])[place.ViewPath, place.SpoolPath])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    public void Dispose() => place.Dispose();

    private static PacketDraft Post(string text) => new(PacketTypes.Post, new PostBody(text));

    private static void Add(View view, params LoggedPacket[] packets) => view.Add(packets.Select(StorePlace.Entry), Pen.Ana);

    private static PacketEntry[] Sending(params (string Packet, Fingerprint[] To, string? Group)[] sends) => [.. sends.Select(one => StorePlace.Entry(Pen.Log(Pen.Ana, new PacketDraft(
        PacketTypes.SelfSending, new SelfSendingBody([new Sending(one.Packet, [.. one.To.Select(to => to.ToString())], one.Group)])))))];

    private static PacketEntry[] Sent(params (string Packet, Fingerprint To, string? Failure)[] outcomes) => [.. outcomes.Select(one => StorePlace.Entry(Pen.Log(Pen.Ana, new PacketDraft(
        PacketTypes.SelfSent, new SelfSentBody([new SendOutcome(one.Packet, one.To.ToString(), one.Failure)])))))];
}
