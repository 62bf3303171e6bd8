using MailNode.Core.Contacts;
using MailNode.Core.Outbox;
using MailNode.Core.Packets;
using MailNode.Core.Threads;
using MailNode.OpenPgp;

namespace MailNode.Tests.Core.Outbox;

/// <summary>What the node owes is found in the log, and no longer there when it is paid.</summary>
public sealed class OwedTests
{
    private static readonly Fingerprint Own = Home.Ana.Fingerprint;

    private readonly List<LoggedPacket> log = [];

    [Fact]
    public void Whoever_comes_with_an_open_token_is_written_down_and_welcomed_once()
    {
        Take(Pen.Log(Own, new PacketDraft(PacketTypes.SelfInvite, new SelfInviteBody("t", Pen.Now.AddDays(30)))), Hello(Pen.Ben, "t"));
        Assert.Equal(["self.contact"], Pay(Owed.AdmitInvited));
        Assert.Equal(["self.sending", "welcome"], Pay(Greet));
        Assert.Equal(log[1].Packet.Id, log[^1].Packet.Cause);
        Assert.Empty(Pay(Owed.AdmitInvited));
        Assert.Empty(Pay(Greet));
        Assert.True(Book().Find(Pen.Ben)!.IsFriend);
    }

    [Fact]
    public void One_token_admits_one_person()
    {
        Take(Pen.Log(Own, new PacketDraft(PacketTypes.SelfInvite, new SelfInviteBody("t", Pen.Now.AddDays(30)))), Hello(Pen.Ben, "t", seconds: 2), Hello(Pen.Eve, "t", seconds: 1));
        Assert.Equal(["self.contact"], Pay(Owed.AdmitInvited));
        Assert.Empty(Pay(Owed.AdmitInvited));
        Assert.Equal([Pen.Eve], Book().Friends.Select(one => one.Fingerprint));
        Assert.Equal(Trust.Requested, Book().Find(Pen.Ben)!.Trust);
    }

    [Fact]
    public void A_hello_is_owed_to_whose_invite_we_opened_until_it_is_sent_or_theirs_came()
    {
        Take(Decided(Pen.Ben, ContactDecision.TheirInvite, "bens"));
        Assert.Equal(["self.sending", "hello"], Pay(Greet));
        Assert.Equal("bens", ((HelloBody)log[^1].Packet.Body).Token);
        Assert.Equal([Pen.Ben], log[^1].Packet.Readers);
        Assert.Empty(Pay(Greet));
        Take(Decided(Pen.Cem, ContactDecision.TheirInvite, "cems"), Hello(Pen.Cem, null));
        Assert.Equal(["self.sending", "welcome"], Pay(Greet));
        Assert.Empty(Pay(Greet));
    }

    [Fact]
    public void Requests_and_blocked_people_are_owed_nothing()
    {
        Take(Hello(Pen.Ben, null), Hello(Pen.Eve, null), Decided(Pen.Eve, ContactDecision.Blocked, null));
        Assert.Empty(Pay(Owed.AdmitInvited));
        Assert.Empty(Pay(Greet));
        Take(Decided(Pen.Ben, ContactDecision.Confirmed, null));
        Assert.Equal(["self.sending", "welcome"], Pay(Greet));
    }

    [Fact]
    public void A_friend_is_told_of_a_key_in_words_that_their_node_knows()
    {
        var old = Pen.Profile("Ben") with { Types = ["hello", "welcome", "chain", "post", "comment"] };
        Take(Decided(Pen.Ben, ContactDecision.TheirInvite, null), Pen.Log(Pen.Ben, new PacketDraft(PacketTypes.Welcome, new WelcomeBody(old, Pen.Key)) { Readers = [Own] }));
        Assert.Equal(["self.sending", "hello"], Pay(Tell("BBBB")));
        Assert.Equal(("BBBB", null, 1L), (((HelloBody)log[^1].Packet.Body).Certificate, ((HelloBody)log[^1].Packet.Body).Token, log[^1].Packet.Rev));
        Assert.Empty(Pay(Tell("BBBB")));
        Assert.Empty(Pay(Greet));

        Take(Pen.Log(Pen.Ben, new PacketDraft(PacketTypes.Welcome, new WelcomeBody(Pen.Profile("Ben"), Pen.Key)) { Readers = [Own], Cause = log[^1].Packet.Id }));
        Assert.Empty(Pay(Tell("BBBB")));
        Assert.Equal(["self.sending", "profile"], Pay(Tell("CCCC")));
        Assert.Equal(2, log[^1].Packet.Rev);
    }

    private static Action<ContactBook, Composition> Tell(string certificate) => (book, batch) =>
        Owed.Tell(Owed.Untold(book, certificate, (_, _) => false, Pen.Now), book, Home.Ana, certificate, batch);

    [Fact]
    public void A_relay_carries_what_was_signed_to_everybody_who_got_the_post_and_is_still_there()
    {
        Take(Decided(Pen.Ben, ContactDecision.TheirInvite, null), Decided(Pen.Cem, ContactDecision.TheirInvite, null),
            Decided(Pen.Eve, ContactDecision.Blocked, null), Decided(Pen.Dara, ContactDecision.TheirInvite, null));
        var thread = Thread();
        var said = thread.Rest[0];
        var parts = new LiftedContent("entity"u8.ToArray(), "signature"u8.ToArray());
        Assert.Equal(["self.sending", "chain", "chain", "relay"], Pay((book, batch) => Owed.Relay(said, parts, thread, book, batch)));
        var relay = log[^1].Packet;
        Assert.Equal((said.Packet.Id, said.Packet.Id, thread.Root.Packet.Id), (relay.About!.Value, relay.Cause!.Value, relay.Root!.Value));
        var body = (RelayBody)relay.Body;
        Assert.Equal(("Ben", "ZW50aXR5", "c2lnbmF0dXJl", Pen.Key), (body.Name, body.Entity, body.Signature, body.Certificate));
        var note = (SelfSendingBody)log[^4].Packet.Body;
        Assert.Equal(new[] { Pen.Ben, Pen.Cem }.Select(one => one.ToString()).Order(), note.Sends.Single(one => one.Packet == relay.Id.ToString()).Recipients.Order());
    }

    [Fact]
    public void What_is_too_large_for_a_relay_or_by_nobody_known_is_passed_over()
    {
        var thread = Thread();
        var small = new LiftedContent("entity"u8.ToArray(), "signature"u8.ToArray());
        Assert.Empty(Pay((book, batch) => Owed.Relay(thread.Rest[0], small, thread, book, batch)));
        Take(Decided(Pen.Ben, ContactDecision.TheirInvite, null));
        Assert.Empty(Pay((book, batch) => Owed.Relay(thread.Rest[0], small with { Content = new byte[PacketLimits.RelayedEntity] }, thread, book, batch)));
        Assert.NotEmpty(Pay((book, batch) => Owed.Relay(thread.Rest[0], small with { Content = new byte[PacketLimits.RelayedEntity - 9] }, thread, book, batch)));
    }

    private static ThreadLog Thread()
    {
        var root = Pen.Log(Own, new PacketDraft(PacketTypes.Post, new PostBody("Tea?")) { Chain = new ChainLink("c", 1, null), Audience = new Audience(Audience.Friends) });
        var said = Pen.Log(Pen.Ben, new PacketDraft(PacketTypes.Comment, new CommentBody("Yes")) { Root = root.Packet.Id, About = root.Packet.Id, Readers = [Own] });
        return new ThreadLog(root, [said], new HashSet<Fingerprint> { Pen.Ben, Pen.Cem, Pen.Eve }, null);
    }

    private static void Greet(ContactBook book, Composition batch) => Owed.Greet(book, Home.Ana, batch);

    private ContactBook Book() => ContactBook.Fold(log, Own);

    private void Take(params LoggedPacket[] packets) => log.AddRange(packets);

    /// <summary>Composes what is owed, puts it into the log, and says what it was.</summary>
    private List<string> Pay(Action<ContactBook, Composition> owed)
    {
        var batch = new Composition(Home.Ana, Book(), _ => new ChainTip("c", 1, null), Pen.Now);
        owed(Book(), batch);
        var paid = batch.Finish();
        log.AddRange(paid.Select(one => new LoggedPacket(one.Packet, Pen.Now, true)));
        return [.. paid.Select(one => one.Packet.Type)];
    }

    private static LoggedPacket Hello(Fingerprint author, string? token, int seconds = 0) =>
        Pen.Log(author, new PacketDraft(PacketTypes.Hello, new HelloBody(Pen.Profile("Ben"), Pen.Key, token)) { Readers = [Own] }, seconds);

    private static LoggedPacket Decided(Fingerprint person, string how, string? token) => Pen.Log(Own, new PacketDraft(
        PacketTypes.SelfContact, new SelfContactBody(person.ToString(), "ben@example.org", "Ben", Pen.Key, how, token)) { Rev = 1 });
}
