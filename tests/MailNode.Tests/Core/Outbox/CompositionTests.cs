using MailNode.Core.Contacts;
using MailNode.Core.Outbox;
using MailNode.Core.Packets;
using MailNode.Core.Threads;
using MailNode.OpenPgp;

namespace MailNode.Tests.Core.Outbox;

public sealed class CompositionTests
{
    private static readonly AudienceChoice Friends = new AudienceChoice.Friends(), Family = new AudienceChoice.Group("Family");

    [Fact]
    public void Packets_of_one_audience_are_linked_into_one_chain()
    {
        var last = PacketId.Of("before"u8);
        var batch = Batch([], tip: new ChainTip("c", 4, last));
        var (one, two) = (batch.Add(Post("one"), Friends, [Pen.Ben]), batch.Add(Post("two"), Friends, [Pen.Ben]));
        Assert.Equal((new ChainLink("c", 5, last), new ChainLink("c", 6, one.Id)), (one.Chain, two.Chain));
        Assert.Empty(one.Readers);
        Assert.Equal(new Audience(Audience.Friends), one.Audience);
    }

    [Fact]
    public void A_new_chain_begins_at_one_with_nothing_before_it()
    {
        var post = Batch([], tip: ChainTip.New()).Add(Post("one"), Friends, [Pen.Ben]);
        Assert.Equal((1L, null), (post.Chain!.Seq, post.Chain.Prev));
        Assert.Equal(24, post.Chain.Id.Length);
    }

    [Fact]
    public void Every_reader_is_granted_the_chain_once_by_a_packet_of_their_own_before_the_first_post()
    {
        var batch = Batch([]);
        batch.Add(Post("one"), Friends, [Pen.Ben, Pen.Cem, Pen.Ben, Home.Ana.Fingerprint]);
        batch.Add(Post("two"), Friends, [Pen.Ben, Pen.Dara]);
        var written = batch.Finish();
        Assert.Equal(["self.sending", "chain", "chain", "post", "chain", "post"], written.Select(one => one.Packet.Type));
        Assert.Equal([Pen.Ben, Pen.Cem, Pen.Dara], written.Where(one => one.Packet.Body is ChainBody).Select(one => Assert.Single(one.Packet.Readers)));
        Assert.Equal([1, 1, 2], written.Select(one => one.Packet.Body).OfType<ChainBody>().Select(one => one.From));
        Assert.All(written.Where(one => one.Packet.Body is ChainBody), one => Assert.Equal(one.Packet.Readers, one.Recipients));
    }

    [Fact]
    public void Who_was_granted_the_chain_before_is_not_granted_it_again()
    {
        var batch = Batch([Pen.Log(Home.Ana.Fingerprint, new PacketDraft(PacketTypes.Chain, new ChainBody("c", 1, Friends.Shown)) { Readers = [Pen.Ben] })]);
        batch.Add(Post("one"), Friends, [Pen.Ben]);
        Assert.Equal(["self.sending", "post"], batch.Finish().Select(one => one.Packet.Type));
    }

    [Fact]
    public void A_grant_by_somebody_else_of_a_chain_with_our_id_grants_nothing()
    {
        var batch = Batch([Pen.Granted(Pen.Eve, "c", 1, Pen.Ben)]);
        batch.Add(Post("one"), Friends, [Pen.Ben]);
        Assert.Contains(batch.Finish(), one => one.Packet.Body is ChainBody);
    }

    [Fact]
    public void What_says_who_gets_it_comes_first_and_says_it_of_everything()
    {
        var batch = Batch([]);
        var own = batch.AddToSelf(new PacketDraft(PacketTypes.SelfRead, new SelfReadBody([])));
        var post = batch.Add(Post("one"), Family, [Pen.Ben, Pen.Cem]);
        var written = batch.Finish();
        var note = Assert.IsType<SelfSendingBody>(written[0].Packet.Body);
        var sends = note.Sends.ToDictionary(one => one.Packet);
        Assert.Equal(written.Skip(1).Where(one => one.Packet.Id != own.Id).Select(one => one.Packet.Id.ToString()).Order(), sends.Keys.Order());
        Assert.Equal(("Family", 2), (sends[post.Id.ToString()].Group, sends[post.Id.ToString()].Recipients.Count));
        Assert.All(written.Skip(1).Where(one => one.Packet.Body is ChainBody), one => Assert.Null(sends[one.Packet.Id.ToString()].Group));
    }

    [Fact]
    public void The_name_of_a_group_is_told_to_nobody()
    {
        var batch = Batch([]);
        batch.Add(Post("one"), Family, [Pen.Ben]);
        Assert.All(batch.Finish().Skip(1), one => Assert.DoesNotContain("Family", System.Text.Encoding.UTF8.GetString(one.Packet.Bytes.Span), StringComparison.Ordinal));
    }

    [Fact]
    public void A_packet_to_nobody_is_noted_all_the_same()
    {
        var batch = Batch([]);
        var post = batch.Add(Post("one"), Friends, []);
        Assert.Equal(post.Id.ToString(), Assert.Single(((SelfSendingBody)batch.Finish()[0].Packet.Body).Sends).Packet);
    }

    [Fact]
    public void What_only_the_log_is_told_needs_no_note()
    {
        var batch = Batch([]);
        batch.AddToSelf(new PacketDraft(PacketTypes.SelfRead, new SelfReadBody([])));
        Assert.Equal(["self.read"], batch.Finish().Select(one => one.Packet.Type));
        Assert.Empty(Batch([]).Finish());
    }

    [Fact]
    public void Direct_packets_name_their_readers_and_have_no_chain()
    {
        var packet = Batch([]).Add(Post("for you"), new AudienceChoice.Direct([Pen.Ben, Pen.Cem]), [Pen.Cem, Home.Ana.Fingerprint, Pen.Ben, Pen.Cem]);
        Assert.Equal([Pen.Cem, Pen.Ben], packet.Readers);
        Assert.Null(packet.Chain);
        Assert.Equal(Audience.Direct, packet.Audience!.Kind);
    }

    [Fact]
    public void Audiences_are_friends_alone()
    {
        var book = Pen.Book([.. Pen.Friend(Pen.Ben), .. Pen.Friend(Pen.Eve), Pen.Decided(Pen.Eve, ContactDecision.Blocked, 2), Pen.Hello(Pen.Cem),
            Pen.Decided(Pen.Dara, ContactDecision.TheirInvite), Pen.Grouped("Family", Pen.Ben), Pen.Grouped("Family", Pen.Eve), Pen.Grouped("Family", Pen.Cem)]);
        Assert.Equal([Pen.Ben], Friends.Recipients(book));
        Assert.Equal([Pen.Ben], new AudienceChoice.Public().Recipients(book));
        Assert.Equal([Pen.Ben], new AudienceChoice.Group("FAMILY").Recipients(book));
        Assert.Empty(new AudienceChoice.Group("Choir").Recipients(book));
        Assert.Equal(Family.ChainKey, new AudienceChoice.Group("FAMILY").ChainKey);
    }

    [Fact]
    public void What_is_added_to_a_thread_goes_where_the_thread_went()
    {
        Assert.Equal(Friends, Of(Audience.Friends, null));
        Assert.Equal(new AudienceChoice.Public(), Of(Audience.Public, null));
        Assert.Equal(Family, Of(Audience.Group, "Family"));
        Assert.Equal([Pen.Ben], Assert.IsType<AudienceChoice.Direct>(Of(Audience.Direct, null)).Readers);

        static AudienceChoice Of(string kind, string? group) =>
            AudienceChoice.Of(new ThreadLog(Pen.Log(Pen.Ana, Post("hi") with { Audience = new Audience(kind) }), [], new HashSet<Fingerprint> { Pen.Ben }, group));
    }

    internal static Composition Batch(IReadOnlyList<LoggedPacket> log, ChainTip? tip = null) =>
        new(Home.Ana, ContactBook.Fold(log, Home.Ana.Fingerprint), _ => tip ?? new ChainTip("c", 0, null), Pen.Now);

    private static PacketDraft Post(string text) => new(PacketTypes.Post, new PostBody(text));
}
