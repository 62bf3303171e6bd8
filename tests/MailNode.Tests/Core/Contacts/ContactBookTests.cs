using MailNode.Core.Contacts;
using MailNode.Core.Packets;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Core.Contacts;

public sealed class ContactBookTests
{
    [Fact]
    public void Whoever_says_hello_is_a_request_and_no_friend()
    {
        var ben = Assert.Single(Pen.Book(Pen.Hello(Pen.Ben)).All);
        Assert.Equal((Trust.Requested, false, true, false), (ben.Trust, ben.Accepted, ben.Answered, ben.IsFriend));
        Assert.Equal(("Ben", "ben@example.org"), (ben.Name, ben.Address));
    }

    [Fact]
    public void Both_have_to_say_yes()
    {
        var asked = Pen.Decided(Pen.Ben, ContactDecision.TheirInvite);
        Assert.False(Pen.Book(asked).Find(Pen.Ben)!.IsFriend);
        Assert.True(Pen.Book(asked, Pen.Welcome(Pen.Ben)).Find(Pen.Ben)!.IsFriend);
        Assert.True(Pen.Book(asked, Pen.Hello(Pen.Ben)).Find(Pen.Ben)!.IsFriend);
    }

    [Fact]
    public void A_welcome_that_nobody_asked_for_has_no_effect() => Assert.Empty(Pen.Book(Pen.Welcome(Pen.Eve)).All);

    [Fact]
    public void What_others_decide_about_people_is_theirs()
    {
        var about = ((SelfContactBody)Pen.Decided(Pen.Eve, ContactDecision.Confirmed).Packet.Body, new PacketId());
        var forged = Pen.Log(Pen.Eve, new PacketDraft(PacketTypes.SelfContact, about.Item1));
        Assert.Empty(Pen.Book(forged, Pen.Log(Pen.Eve, new PacketDraft(PacketTypes.SelfGroup, new SelfGroupBody("Family", Pen.Eve.ToString())))).All);
        Assert.Null(Pen.Book(Pen.Log(Pen.Eve, new PacketDraft(PacketTypes.SelfGroup, new SelfGroupBody("Family", Pen.Eve.ToString())))).Members("Family"));
    }

    [Fact]
    public void A_hello_that_only_a_relay_brought_is_none() =>
        Assert.Empty(Pen.Book(Pen.Hello(Pen.Eve) with { Direct = false }).All);

    [Fact]
    public void Confirming_beats_requesting_whatever_comes_first()
    {
        foreach (var order in Shuffles.Of([Pen.Hello(Pen.Ben), Pen.Decided(Pen.Ben, ContactDecision.Confirmed), Pen.Hello(Pen.Ben, name: "Benjamin", rev: 9)]))
            Assert.Equal((Trust.Verified, "Benjamin"), (Pen.Book(order).Find(Pen.Ben)!.Trust, Pen.Book(order).Find(Pen.Ben)!.Name));
    }

    [Fact]
    public void Blocking_lasts_until_a_later_decision()
    {
        LoggedPacket[] log = [.. Pen.Friend(Pen.Ben), Pen.Decided(Pen.Ben, ContactDecision.Blocked, rev: 2)];
        var blocked = Pen.Book(log);
        Assert.Equal((Trust.Blocked, false), (blocked.Find(Pen.Ben)!.Trust, blocked.Find(Pen.Ben)!.IsFriend));
        Assert.Empty(blocked.HellosWithoutWelcome());
        Assert.Equal(3, blocked.NextRev(Pen.Ben));
        Assert.True(Pen.Book([.. log, Pen.Decided(Pen.Ben, ContactDecision.Confirmed, rev: 3)]).Find(Pen.Ben)!.IsFriend);
    }

    [Fact]
    public void A_blocked_fingerprint_is_blocked_in_any_spelling()
    {
        var book = Pen.Book([.. Pen.Friend(Pen.Ben), Pen.Decided(Pen.Ben, ContactDecision.Blocked, rev: 2, spelled: Pen.Ben.ToString().ToLowerInvariant())]);
        Assert.Equal(Trust.Blocked, book.Find(Pen.Ben)!.Trust);
    }

    [Fact]
    public void A_word_of_a_later_version_for_a_decision_makes_no_contact() =>
        Assert.False(Pen.Book(Pen.Hello(Pen.Ben), Pen.Decided(Pen.Ben, "adopted")).Find(Pen.Ben)!.Accepted);

    [Fact]
    public void An_imported_key_makes_a_stranger_and_never_changes_what_was_decided()
    {
        var import = Pen.Imported(Pen.Ben, "BBBB", rev: 9);
        var stranger = Assert.Single(Pen.Book(import).All);
        Assert.Equal((Trust.Stranger, ContactKind.OpenPgp, false, false), (stranger.Trust, stranger.Kind, stranger.Accepted, stranger.Answered));
        Assert.Equal((1, 10), (Pen.Book(import).NextRev(Pen.Ben), Pen.Book(import).NextKeyRev(Pen.Ben)));
        Assert.Equal((Trust.Requested, ContactKind.Node), Known(Pen.Book(import, Pen.Hello(Pen.Ben))));
        Assert.Equal((Trust.Verified, ContactKind.OpenPgp), Known(Pen.Book(import, Pen.Decided(Pen.Ben, ContactDecision.Confirmed))));
        Assert.Empty(Pen.Book(import, Pen.Decided(Pen.Ben, ContactDecision.Confirmed)).HellosOwed());
        Assert.Single(Pen.Book(import, Pen.Decided(Pen.Ben, ContactDecision.TheirInvite)).HellosOwed());
        foreach (var order in Shuffles.Of([.. Pen.Friend(Pen.Ben), import]))
        {
            var ben = Assert.Single(Pen.Book(order).All);
            Assert.Equal((Trust.Invited, ContactKind.Node, true, "AAAA"), (ben.Trust, ben.Kind, ben.IsFriend, Convert.ToBase64String(ben.Certificate.Span)));
            Assert.Equal(["BBBB", "AAAA"], Later(Pen.Book(order), Pen.Ben));
        }

        static (Trust, ContactKind) Known(ContactBook book) => (book.Find(Pen.Ben)!.Trust, book.Find(Pen.Ben)!.Kind);
    }

    [Fact]
    public void A_profile_tells_name_and_key_and_makes_nobody_a_contact()
    {
        Assert.Empty(Pen.Book(Pen.Said(Pen.Eve, "BBBB")).All);
        Assert.False(Pen.Book(Pen.Decided(Pen.Ben, ContactDecision.TheirInvite), Pen.Said(Pen.Ben, "BBBB")).Find(Pen.Ben)!.IsFriend);
        foreach (var order in Shuffles.Of([.. Pen.Friend(Pen.Ben), Pen.Said(Pen.Ben, "BBBB", 1, "Benny"), Pen.Said(Pen.Ben, "CCCC", 2, "Benjamin"), Pen.Said(Pen.Eve, "DDDD")]))
        {
            Assert.Equal("Benjamin", Pen.Book(order).Find(Pen.Ben)!.Name);
            Assert.Equal(["CCCC", "BBBB", "AAAA"], Later(Pen.Book(order), Pen.Ben));
        }
        Assert.Equal(["AAAA"], Later(Pen.Book([.. Pen.Friend(Pen.Ben), Pen.Said(Pen.Ben, "BBBB") with { Direct = false }]), Pen.Ben));
    }

    [Fact]
    public void Who_was_told_of_a_certificate_is_not_told_again()
    {
        LoggedPacket[] friends = [.. Pen.Friend(Pen.Ben), .. Pen.Friend(Pen.Cem), Pen.Hello(Pen.Eve), Pen.Said(Pen.Ana, "BBBB", 4, "Ana", Pen.Cem)];
        foreach (var order in Shuffles.Of(friends))
        {
            Assert.Equal([Pen.Ben], Untold(Pen.Book(order), "BBBB"));
            Assert.Equal([Pen.Ben, Pen.Cem], Untold(Pen.Book(order), "CCCC"));
            Assert.Equal(5, Pen.Book(order).NextProfileRev);
        }
    }

    [Fact]
    public void Whom_word_did_not_reach_is_told_again_after_ever_longer_pauses()
    {
        var day = TimeSpan.FromDays(1);
        LoggedPacket[] log = [.. Pen.Friend(Pen.Cem), Pen.Said(Pen.Ana, "BBBB", 1, "Ana", Pen.Cem)];
        Assert.False(IsUntold(log, 0, day * 99));
        Assert.False(IsUntold(log, 1, day - TimeSpan.FromSeconds(1)));
        Assert.True(IsUntold(log, 1, day));
        log = [.. log, Pen.Said(Pen.Ana, "BBBB", 2, "Ana", Pen.Cem)];
        Assert.False(IsUntold(log, 1, day * 99));
        Assert.False(IsUntold(log, 2, day));
        Assert.True(IsUntold(log, 2, day * 2));
        log = [.. log, .. Enumerable.Range(3, 20).Select(rev => Pen.Said(Pen.Ana, "BBBB", rev, "Ana", Pen.Cem))];
        Assert.True(IsUntold(log, 22, day * 32));
        Assert.False(IsUntold(log, 22, day * 31));

        static bool IsUntold(LoggedPacket[] log, int failures, TimeSpan after)
        {
            var failed = log.Where(one => one.Packet.Body is ProfileBody).Take(failures).Select(one => (one.Packet.Id, Pen.Cem)).ToHashSet();
            var answers = Shuffles.Of(log).Select(order => Untold(Pen.Book(order), "BBBB", (packet, reader) => failed.Contains((packet, reader)), Pen.Now + after).Any());
            return Assert.Single(answers.Distinct());
        }
    }

    private static IEnumerable<MailNode.OpenPgp.Fingerprint> Untold(
        ContactBook book, string certificate, Func<PacketId, MailNode.OpenPgp.Fingerprint, bool>? hasFailed = null, DateTimeOffset? now = null) =>
        MailNode.Core.Outbox.Owed.Untold(book, certificate, hasFailed ?? ((_, _) => false), now ?? Pen.Now).Select(one => one.Fingerprint);

    [Fact]
    public void An_import_is_no_decision_so_that_nodes_which_do_not_know_it_ignore_it()
    {
        var draft = MailNode.Core.Outbox.Owed.Import(Pen.Book(Pen.Friend(Pen.Ben)), Pen.Ben, "ben@example.org", "Ben", [1, 2, 3]);
        Assert.Equal(("self.key", 1), (draft.Type, draft.Rev));
        var log = Pen.Log(Pen.Ana, draft);
        Assert.Equal(2, MailNode.Core.Outbox.Owed.Import(Pen.Book([.. Pen.Friend(Pen.Ben), log]), Pen.Ben, "", "", []).Rev);
        var own = Pen.Log(Pen.Ana, MailNode.Core.Outbox.Owed.Import(Pen.Book(), Pen.Ana, "", "", []));
        Assert.Equal(2, MailNode.Core.Outbox.Owed.Import(Pen.Book(own), Pen.Ana, "", "", []).Rev);
    }

    [Fact]
    public void What_was_imported_of_our_own_key_is_ours_and_nobody_else_can_say_it()
    {
        var import = Pen.Imported(Pen.Ana, "BBBB");
        Assert.Equal(["BBBB"], Later(Pen.Book(import), Pen.Ana));
        Assert.Empty(Pen.Book(import).All);
        var forged = Pen.Log(Pen.Eve, new PacketDraft(PacketTypes.SelfKey, import.Packet.Body));
        Assert.Empty(Later(Pen.Book(forged), Pen.Ana));
    }

    [Fact]
    public void Nothing_that_a_key_says_crowds_out_what_was_imported_or_takes_it_back()
    {
        var revocation = Keys.Ana.RevocationCertificate(MailNode.OpenPgp.RevocationReason.Compromised, "", Keys.Now);
        Assert.True(revocation.TryApply(Keys.Ana.Certificate, Keys.Now, out var revoked));
        var takenBack = Convert.ToBase64String(revoked.Minimal());
        foreach (var person in (MailNode.OpenPgp.Fingerprint[])[Pen.Ana, Pen.Ben])
        {
            LoggedPacket[] much = [.. Enumerable.Range(10, 70).Select(rev => Pen.Said(person, $"BB{rev}", rev))];
            Assert.Equal(64, Later(Pen.Book(much), person).Count());
            Assert.Contains(takenBack, Later(Pen.Book([.. much, Pen.Imported(person, takenBack)]), person));
            foreach (var order in Shuffles.Of([.. much, Pen.Said(person, takenBack), Pen.Imported(person, takenBack)]))
                Assert.Equal(revocation.ToBytes(), Assert.Single(Pen.Book(order).Revocations(person)).ToBytes());
            Assert.Empty(Pen.Book([.. much, Pen.Said(Pen.Eve, takenBack)]).Revocations(person));
        }
    }

    private static IEnumerable<string> Later(ContactBook book, MailNode.OpenPgp.Fingerprint person) =>
        book.LaterCertificates(person).Select(one => Convert.ToBase64String(one.Span));

    [Fact]
    public void A_token_admits_whoever_was_written_down_first()
    {
        LoggedPacket[] decisions = [Pen.Decided(Pen.Ben, ContactDecision.OurInvite, token: "t"), Pen.Decided(Pen.Eve, ContactDecision.OurInvite, token: "t")];
        var first = decisions.MinBy(one => one.Packet.Id)!;
        foreach (var order in Shuffles.Of([.. decisions, Pen.Invited("t"), Pen.Hello(Pen.Ben, "t"), Pen.Hello(Pen.Eve, "t")]))
        {
            var friend = Assert.Single(Pen.Book(order).Friends);
            Assert.Equal(((SelfContactBody)first.Packet.Body).Fingerprint, friend.Fingerprint.ToString());
        }
    }

    [Fact]
    public void Of_two_who_come_with_one_token_the_first_to_arrive_is_first()
    {
        foreach (var order in Shuffles.Of([Pen.Invited("t"), Pen.Hello(Pen.Eve, "t", seconds: 60), Pen.Hello(Pen.Cem, "t", seconds: 30), Pen.Hello(Pen.Ben, "t", seconds: 45)]))
            Assert.Equal([Pen.Cem, Pen.Ben, Pen.Eve], Pen.Book(order).HellosByInvite().Select(one => one.Packet.Author));
    }

    [Fact]
    public void A_token_admits_nobody_when_it_is_unknown_expired_used_or_somebody_elses()
    {
        Assert.Empty(Pen.Book(Pen.Hello(Pen.Ben, "t")).HellosByInvite());
        Assert.Empty(Pen.Book(Pen.Hello(Pen.Ben, "t", seconds: 1), Pen.Invited("t", days: 0)).HellosByInvite());
        Assert.Single(Pen.Book(Pen.Hello(Pen.Ben, "t"), Pen.Invited("t", days: 0)).HellosByInvite());
        Assert.Empty(Pen.Book(Pen.Hello(Pen.Ben, "t"), Pen.Invited("t"), Pen.Decided(Pen.Cem, ContactDecision.OurInvite, token: "t")).HellosByInvite());
        var theirs = Pen.Log(Pen.Eve, new PacketDraft(PacketTypes.SelfInvite, new SelfInviteBody("t", Pen.Now.AddDays(30))));
        Assert.Empty(Pen.Book(Pen.Hello(Pen.Ben, "t"), theirs).HellosByInvite());
    }

    [Fact]
    public void Groups_know_their_members_by_any_case_of_their_name()
    {
        foreach (var order in Shuffles.Of([
            Pen.Grouped("Family", Pen.Ben), Pen.Grouped("family", Pen.Cem), Pen.Grouped("FAMILY", Pen.Ben, on: false, rev: 2),
            Pen.Grouped("Family", Pen.Dara), Pen.Grouped("Choir", Pen.Ben)]))
        {
            var book = Pen.Book(order);
            Assert.Equal([Pen.Dara, Pen.Cem], book.Members("fAmIlY"));
            Assert.Equal([Pen.Ben], book.Members("choir"));
            Assert.Null(book.Members("Work"));
            Assert.Equal(2, book.GroupNames.Count);
            Assert.Equal("FAMILY", book.GroupName("family"));
        }
    }

    [Fact]
    public void Of_several_grants_the_lowest_counts_and_only_for_its_readers()
    {
        foreach (var order in Shuffles.Of([Pen.Granted(Pen.Ben, "c", 5, Pen.Ana), Pen.Granted(Pen.Ben, "c", 3, Pen.Ana), Pen.Granted(Pen.Ben, "c", 9, Pen.Ana, Pen.Cem)]))
        {
            var book = Pen.Book(order);
            Assert.Equal([false, true, true], new[] { 2, 3, 4 }.Select(seq => book.IsMeantFor(InChain(Pen.Ben, "c", seq), Pen.Ana)));
            Assert.False(book.IsMeantFor(InChain(Pen.Ben, "c", 8), Pen.Cem));
            Assert.False(book.IsMeantFor(InChain(Pen.Ben, "other", 9), Pen.Ana));
            Assert.False(book.IsMeantFor(InChain(Pen.Eve, "c", 9), Pen.Ana));
            Assert.False(book.IsMeantFor(InChain(Pen.Ben, "c", 99), Pen.Dara));
        }
    }

    [Fact]
    public void A_grant_that_a_relay_brought_grants_nothing() =>
        Assert.False(Pen.Book(Pen.Granted(Pen.Ben, "c", 1, Pen.Ana) with { Direct = false }).IsMeantFor(InChain(Pen.Ben, "c", 1), Pen.Ana));

    [Fact]
    public void The_set_makes_the_book_in_whatever_order_it_comes()
    {
        LoggedPacket[] log =
        [
            Pen.Hello(Pen.Ben, "one"), Pen.Hello(Pen.Ben, name: "Benny", rev: 2), Pen.Hello(Pen.Cem, "one", seconds: 4), Pen.Hello(Pen.Eve),
            Pen.Hello(Pen.Eve, "two", name: "Ana", rev: 0, seconds: 9), Pen.Welcome(Pen.Dara), Pen.Welcome(Pen.Ben, "B.", rev: 2), Pen.Welcome(Pen.Eve),
            Pen.Invited("one"), Pen.Invited("one", days: 3), Pen.Invited("two", days: 2), Pen.Invited("two", days: -2),
            Pen.Decided(Pen.Ben, ContactDecision.OurInvite, token: "one"), Pen.Decided(Pen.Cem, ContactDecision.OurInvite, token: "one"),
            Pen.Decided(Pen.Dara, ContactDecision.TheirInvite, token: "daras"), Pen.Decided(Pen.Dara, ContactDecision.TheirInvite, token: "daras-other"),
            Pen.Decided(Pen.Cem, ContactDecision.Blocked, rev: 2), Pen.Decided(Pen.Cem, ContactDecision.Confirmed, rev: 2), Pen.Decided(Pen.Ana, ContactDecision.Confirmed),
            Pen.Grouped("Family", Pen.Ben), Pen.Grouped("FAMILY", Pen.Cem), Pen.Grouped("family", Pen.Ben, on: false), Pen.Grouped("Choir", Pen.Eve),
            Pen.Granted(Pen.Ben, "c", 4, Pen.Ana), Pen.Granted(Pen.Ben, "c", 2, Pen.Ana, Pen.Cem), Pen.Granted(Pen.Ana, "a", 7, Pen.Ben),
            Pen.Said(Pen.Ben, "BBBB"), Pen.Said(Pen.Ben, "CCCC", name: "Bean"), Pen.Said(Pen.Ana, "DDDD", readers: Pen.Ben),
            Pen.Imported(Pen.Ben, "EEEE", rev: 5), Pen.Imported(Pen.Eve, "FFFF"),
        ];
        var whole = Dump(Pen.Book(log));
        Assert.Contains("Invited", whole, StringComparison.Ordinal);
        foreach (var order in Shuffles.Of(log)) Assert.Equal(whole, Dump(Pen.Book(order)));
    }

    private static Packet InChain(MailNode.OpenPgp.Fingerprint author, string chain, long seq) =>
        Pen.Log(author, new PacketDraft(PacketTypes.Post, new PostBody("hi")) { Chain = new ChainLink(chain, seq, null) }).Packet;

    /// <summary>All that can be asked of a book, as text.</summary>
    private static string Dump(ContactBook book) => string.Join('\n', [
        .. book.All.Select(one => $"{one with { Certificate = default }} {Convert.ToBase64String(one.Certificate.Span)} {book.NextRev(one.Fingerprint)} {string.Join(' ', Later(book, one.Fingerprint))}"),
        .. Untold(book, "DDDD").Select(one => $"to tell {one}"),
        .. book.GroupNames.Select(name => $"{name}: {string.Join(' ', book.Members(name)!)}"),
        .. book.HellosByInvite().Select(one => $"by invite {one.Packet.Id}"),
        .. book.HellosWithoutWelcome().Select(one => one.Packet.Id.ToString()).Order().Select(id => $"to welcome {id}"),
        .. book.HellosOwed().Select(one => $"to greet {one.Contact.Fingerprint} {one.Token}"),
        .. from author in (MailNode.OpenPgp.Fingerprint[])[Pen.Ana, Pen.Ben]
           from reader in (MailNode.OpenPgp.Fingerprint[])[Pen.Ana, Pen.Ben, Pen.Cem]
           from seq in Enumerable.Range(1, 8)
           select $"{book.IsMeantFor(InChain(author, author == Pen.Ana ? "a" : "c", seq), reader)}"]);
}
