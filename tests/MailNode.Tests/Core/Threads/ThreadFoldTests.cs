using MailNode.Core.Contacts;
using MailNode.Core.Packets;
using MailNode.Core.Threads;

namespace MailNode.Tests.Core.Threads;

public sealed class ThreadFoldTests
{
    [Fact]
    public void Comments_hang_where_they_belong_in_the_order_of_their_time()
    {
        var story = Story.ByBen();
        var yes = story.Comment(Pen.Ana, "Yes");
        story.Comment(Pen.Ben, "At four?", yes);
        story.Comment(Pen.Dara, "Me too");
        Assert.Equal("Ben: Anyone for tea?\n Ana: Yes\n  Ben: At four?\n Dara: Me too", story.Told());
    }

    [Fact]
    public void Whom_only_the_owner_knows_is_shown_as_introduced_by_the_name_that_the_owner_gives()
    {
        var story = Story.ByBen();
        story.Comment(Pen.Cem, "Hello");
        var comment = Assert.Single(story.Fold()!.Comments);
        Assert.Equal(("C.", Trust.Introduced, ""), (comment.Author.Name, comment.Author.Trust, comment.Author.Address));
    }

    [Fact]
    public void A_relay_counts_only_from_the_owner_and_only_when_it_is_meant_for_us()
    {
        var story = Story.ByBen();
        var said = story.Add(Pen.Log(Pen.Cem, new PacketDraft(PacketTypes.Comment, new CommentBody("psst")) { Root = story.Root.Packet.Id, About = story.Root.Packet.Id }, direct: false));
        story.Relay(said, Pen.Dara);
        story.Add(Pen.Log(Pen.Ben, new PacketDraft(PacketTypes.Relay, new RelayBody("C.", Pen.Key, "", ""))
        {
            Root = story.Root.Packet.Id, About = said.Packet.Id, Chain = new ChainLink("another-chain", 1, null),
        }));
        story.Add(Pen.Log(Pen.Dara, new PacketDraft(PacketTypes.Relay, new RelayBody("C.", Pen.Key, "", ""))
        {
            Root = story.Root.Packet.Id, About = said.Packet.Id, Readers = [Pen.Ana],
        }));
        Assert.Equal("Ben: Anyone for tea?", story.Told());
        story.Relay(said, Pen.Ben);
        Assert.Equal("Ben: Anyone for tea?\n C.: psst", story.Told());
    }

    [Fact]
    public void What_a_friend_sends_us_directly_into_anothers_thread_waits_for_the_owner()
    {
        var story = Story.ByBen();
        story.Add(Pen.Log(Pen.Dara, new PacketDraft(PacketTypes.Comment, new CommentBody("psst"))
        {
            Root = story.Root.Packet.Id, About = story.Root.Packet.Id, Readers = [Pen.Ana],
        }));
        Assert.Equal("Ben: Anyone for tea?", story.Told());
    }

    [Fact]
    public void A_post_is_shown_when_its_chain_is_granted_and_its_author_a_friend()
    {
        var story = Story.ByBen();
        Assert.Equal("nothing", story.Told(book: Pen.Book(Pen.Friend(Pen.Ben))));
        Assert.Equal("nothing", story.Told(book: Pen.Book(Pen.Hello(Pen.Ben), Pen.Granted(Pen.Ben, Pen.BensChain, 1, Pen.Ana))));
        Assert.Equal("nothing", story.Told(book: Pen.Book([.. Pen.Friend(Pen.Ben), Pen.Granted(Pen.Ben, Pen.BensChain, 2, Pen.Ana)])));
        Assert.Equal("nothing", story.Told(book: Pen.Book([.. Pen.Friend(Pen.Ben), Pen.Granted(Pen.Ben, Pen.BensChain, 1, Pen.Cem)])));
        Assert.Null(Story.Of(story.Root with { Direct = false }).Fold());
        Assert.NotNull(story.Fold());
    }

    [Fact]
    public void Only_what_begins_a_thread_is_one()
    {
        var story = Story.ByBen();
        Assert.Null(Story.Of(story.Comment(Pen.Ben, "a comment")).Fold());
        Assert.Null(Story.Of(Pen.Granted(Pen.Ben, "c", 1, Pen.Ana)).Fold());
        Assert.Null(Story.Of(Pen.Welcome(Pen.Ben)).Fold());
        Assert.Null(Story.Of(Pen.Decided(Pen.Ben, ContactDecision.Confirmed)).Fold());
        Assert.NotNull(Story.Of(Pen.Log(Pen.Ben, new PacketDraft(PacketTypes.Post, new PostBody("for you")) { Readers = [Pen.Ana] })).Fold());
    }

    [Fact]
    public void Reactions_are_one_per_person_and_sign_in_their_latest_state()
    {
        var story = Story.ByBen();
        story.React(Pen.Dara, "👍");
        story.React(Pen.Dara, "👍");
        story.React(Pen.Dara, "🎉", rev: 1);
        story.React(Pen.Dara, "🎉", lit: false, rev: 2);
        story.React(Pen.Cem, "👍", lit: false, rev: 1);
        story.React(Pen.Cem, "👍", rev: 2);
        story.React(Pen.Ana, "❤️", story.Comment(Pen.Ana, "Yes"));
        Assert.Equal("Ben: Anyone for tea? 👍Dara 👍C.\n Ana: Yes ❤️Ana", story.Told());
    }

    [Fact]
    public void Only_the_author_edits_and_the_latest_edit_counts()
    {
        var story = Story.ByBen();
        var said = story.Comment(Pen.Dara, "tree");
        story.Edit(Pen.Dara, said, "three", rev: 2);
        story.Edit(Pen.Dara, said, "thre", rev: 1);
        story.Edit(Pen.Cem, said, "nonsense", rev: 9);
        story.Edit(Pen.Ben, said, "nonsense", rev: 9);
        story.Edit(Pen.Dara, story.Root, "nonsense", rev: 9);
        story.Edit(Pen.Ben, story.Root, "Anyone for coffee?");
        Assert.Equal("Ben: Anyone for coffee? (edited)\n Dara: three (edited)", story.Told());
    }

    [Fact]
    public void The_author_and_the_owner_delete_and_nobody_else()
    {
        var story = Story.ByBen();
        var (kept, gone, removed) = (story.Comment(Pen.Dara, "kept"), story.Comment(Pen.Dara, "gone"), story.Comment(Pen.Cem, "removed"));
        story.Comment(Pen.Ana, "orphan", removed);
        story.Delete(Pen.Cem, kept);
        story.Delete(Pen.Dara, gone);
        story.Edit(Pen.Dara, gone, "back", rev: 99);
        story.Delete(Pen.Ben, removed);
        story.Delete(Pen.Dara, story.Root);
        Assert.Equal("Ben: Anyone for tea?\n Dara: kept\n Ana: orphan", story.Told());
        story.Delete(Pen.Ben, story.Root);
        Assert.Equal("nothing", story.Told());
    }

    [Fact]
    public void Blocked_people_are_not_there_until_they_are_unblocked()
    {
        var story = Story.ByBen();
        var said = story.Comment(Pen.Eve, "boo");
        story.React(Pen.Eve, "👎");
        story.Comment(Pen.Ana, "Who?", said);
        Assert.Equal("Ben: Anyone for tea?\n Ana: Who?", story.Told());
        var unblocked = Pen.Book([.. Pen.Friend(Pen.Ben), .. Pen.Friend(Pen.Eve), Pen.Granted(Pen.Ben, Pen.BensChain, 1, Pen.Ana)]);
        Assert.Equal("Ben: Anyone for tea? 👎Eve\n Eve: boo\n  Ana: Who?", story.Told(book: unblocked));
        Assert.Null(Story.Of(Pen.Log(Pen.Eve, new PacketDraft(PacketTypes.Post, new PostBody("boo")) { Readers = [Pen.Ana] })).Fold());
    }

    [Fact]
    public void What_people_write_who_did_not_get_the_post_is_neither_shown_nor_owed()
    {
        var story = Story.ByAna();
        story.SentTo.Remove(Pen.Dara);
        var good = story.Comment(Pen.Ben, "Yes");
        story.Comment(Pen.Dara, "Me too");
        story.Comment(Pen.Cem, "Me too");
        story.Comment(Pen.Eve, "Me too");
        story.Edit(Pen.Dara, good, "No", rev: 5);
        story.Delete(Pen.Dara, good);
        Assert.Equal("Ana: Anyone for tea?\n Ben: Yes", story.Told());
        Assert.Equal([good.Packet.Id], story.Owed());
    }

    [Fact]
    public void In_our_thread_only_what_came_to_us_from_its_author_counts()
    {
        var story = Story.ByAna();
        story.Add(Pen.Log(Pen.Ben, new PacketDraft(PacketTypes.Comment, new CommentBody("psst")) { Root = story.Root.Packet.Id, About = story.Root.Packet.Id, Readers = [Pen.Dara] }));
        story.Add(Pen.Log(Pen.Ben, new PacketDraft(PacketTypes.Comment, new CommentBody("psst")) { Root = story.Root.Packet.Id, About = story.Root.Packet.Id, Readers = [Pen.Ana] }, direct: false));
        Assert.Equal("Ana: Anyone for tea?", story.Told());
        Assert.Empty(story.Owed());
    }

    [Fact]
    public void A_relay_is_owed_until_it_is_there()
    {
        var story = Story.ByAna();
        var (first, second) = (story.Comment(Pen.Ben, "one"), story.Comment(Pen.Dara, "two"));
        story.Comment(Pen.Ana, "ours goes to all by itself");
        Assert.Equal([first.Packet.Id, second.Packet.Id], story.Owed());
        story.Relay(first, Pen.Ana);
        Assert.Equal([second.Packet.Id], story.Owed());
        story.Relay(second, Pen.Ben);
        Assert.Equal([second.Packet.Id], story.Owed());
    }

    [Fact]
    public void Of_twins_the_lowest_stays_and_has_what_was_said_about_either()
    {
        var story = Story.ByBen();
        var twins = new[] { story.Comment(Pen.Ana, "Yes", origin: "mail"), story.Comment(Pen.Ana, "Yes!", origin: "mail") };
        story.Comment(Pen.Ben, "first", twins[0]);
        story.Comment(Pen.Ben, "second", twins[1]);
        story.React(Pen.Dara, "👍", twins[0]);
        story.React(Pen.Cem, "👍", twins[1]);
        var stays = twins.MinBy(one => one.Packet.Id)!;
        foreach (var order in Shuffles.Of(story.Rest))
            Assert.Equal($"Ben: Anyone for tea?\n Ana: {((CommentBody)stays.Packet.Body).Text} 👍Dara 👍C.\n  Ben: first\n  Ben: second", story.Told(order));
        story.Delete(Pen.Ana, twins.MaxBy(one => one.Packet.Id)!);
        Assert.Equal("Ben: Anyone for tea?\n Ben: first\n Ben: second", story.Told());
    }

    [Fact]
    public void A_twin_that_answers_its_twin_makes_no_circle()
    {
        var story = Story.ByBen();
        for (var at = 0; at < 8; at++)
        {
            var first = story.Comment(Pen.Dara, $"first {at}", origin: $"mail {at}");
            story.Comment(Pen.Dara, $"second {at}", story.Comment(Pen.Ben, $"between {at}", first), origin: $"mail {at}");
        }
        var whole = story.Told();
        for (var at = 0; at < 8; at++) Assert.Contains($"between {at}", whole, StringComparison.Ordinal);
        Assert.Equal(17, whole.Split('\n').Length);
        foreach (var order in Shuffles.Of(story.Rest).Take(20)) Assert.Equal(whole, story.Told(order));
    }

    [Fact]
    public void One_origin_makes_no_twins_of_different_authors_or_types()
    {
        var story = Story.ByBen();
        story.Comment(Pen.Ana, "mine", origin: "mail");
        story.Comment(Pen.Dara, "hers", origin: "mail");
        story.Say(Pen.Ana, new PacketDraft(PacketTypes.Reaction, new ReactionBody("👍")) { Origin = "mail" }, null);
        Assert.Equal("Ben: Anyone for tea? 👍Ana\n Ana: mine\n Dara: hers", story.Told());
    }

    [Fact]
    public void A_twin_that_does_not_count_hides_nothing()
    {
        var story = Story.ByBen();
        for (var at = 0; at < 20; at++)
            story.Add(Pen.Log(Pen.Cem, new PacketDraft(PacketTypes.Comment, new CommentBody($"not relayed {at}"))
            {
                Root = story.Root.Packet.Id, About = story.Root.Packet.Id, Readers = [Pen.Ana], Origin = "mail",
            }));
        story.Comment(Pen.Cem, "relayed", origin: "mail");
        Assert.Equal("Ben: Anyone for tea?\n C.: relayed", story.Told());
    }

    [Fact]
    public void Comments_on_what_is_not_here_or_elsewhere_hang_on_the_root()
    {
        var (story, other) = (Story.ByBen(), Story.ByBen("Another"));
        story.Comment(Pen.Dara, "on another thread's", other.Comment(Pen.Ben, "elsewhere"));
        story.Comment(Pen.Dara, "on nothing", Pen.Hello(Pen.Cem));
        story.React(Pen.Dara, "👍", Pen.Hello(Pen.Cem));
        Assert.Equal("Ben: Anyone for tea?\n Dara: on another thread's\n Dara: on nothing", story.Told());
    }

    [Fact]
    public void A_chain_of_five_hundred_comments_is_no_deeper_than_the_limit()
    {
        var story = Story.ByBen();
        LoggedPacket? last = null;
        for (var at = 1; at <= 500; at++) last = story.Comment(at % 3 == 0 ? Pen.Eve : Pen.Ben, $"{at}", last);
        var shown = story.Fold()!.Walk().ToList();
        Assert.Equal(335, shown.Count);
        Assert.Equal(ThreadFold.MaxDepth, shown.Max(one => one.Depth));
        var texts = shown.Select(one => one.Entry.Text).ToList();
        Assert.Equal("28", texts[19]);
        Assert.Equal((20, "29"), (shown[20].Depth, texts[20]));
        Assert.All(shown.Skip(20), one => Assert.Equal(20, one.Depth));
        Assert.Equal(Enumerable.Range(1, 500).Where(at => at % 3 != 0).Select(at => $"{at}"), texts.Skip(1));
    }

    [Fact]
    public void Thirty_thousand_comments_below_each_other_take_no_quadratic_time()
    {
        var story = Story.ByBen();
        LoggedPacket? last = null;
        for (var at = 0; at < 30_000; at++) last = story.Comment(Pen.Ben, "x", last);
        Assert.Equal(30_001, story.Fold()!.Walk().Count());
    }

    [Fact]
    public void What_this_version_does_not_understand_has_a_placeholder_in_its_place()
    {
        var story = Story.ByBen();
        var rhyme = story.Add(Unknown(story, "rhyme"));
        story.Comment(Pen.Ana, "What is that?", rhyme);
        story.Edit(Pen.Ben, rhyme, "not yet");
        story.Add(Unknown(story, "self.setting"));
        Assert.Equal("Ben: Anyone for tea?\n Ben: Ben sent something that this version does not understand: rhyme\n  Ana: What is that?", story.Told());
        Assert.Empty(story.Fold()!.Comments[0].Text);
        story.Delete(Pen.Ben, rhyme);
        Assert.Equal("Ben: Anyone for tea?\n Ana: What is that?", story.Told());
        var poll = new LoggedPacket(Pen.Read($$"""{"mailnode":"1.7","type":"poll","author":"{{Pen.Ben}}","at":"2026-11-21T08:00:00Z","readers":["{{Pen.Ana}}"],"body":{} }"""), Pen.Now, true);
        Assert.Equal("Ben: Ben sent something that this version does not understand: poll", Story.Of(poll).Told());
    }

    [Fact]
    public void Nothing_is_shown_later_than_it_arrived()
    {
        var story = Story.ByBen();
        story.Comment(Pen.Dara, "now");
        var soon = story.Comment(Pen.Ben, "from the future");
        var order = story.Rest.Select(one => one == soon ? one with { Arrived = Pen.Now.AddSeconds(-60) } : one).ToList();
        Assert.Equal("Ben: Anyone for tea?\n Ben: from the future\n Dara: now", story.Told(order));
    }

    [Fact]
    public void Copies_are_sealed_where_the_author_or_the_audience_says_so()
    {
        Assert.False(Story.ByBen().Fold()!.SealedCopies);
        var direct = Story.Of(Pen.Log(Pen.Ben, new PacketDraft(PacketTypes.Post, new PostBody("for you")) { Readers = [Pen.Ana] }));
        Assert.True(direct.Fold()!.SealedCopies);
        var discreet = Story.Of(Pen.Log(Pen.Ben, Story.InBensChain(new PacketDraft(PacketTypes.Post, new PostBody("hush", "sealed")))));
        discreet.Comment(Pen.Dara, "what?");
        Assert.All(discreet.Fold()!.Walk(), one => Assert.True(one.Entry.SealedCopies));
        Assert.All(discreet.Fold()!.WithoutText().Walk(), one => Assert.DoesNotContain("hush what?".Split(' '), word => one.Entry.Text.Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void Our_group_is_shown_to_us_by_our_name_and_to_others_by_none()
    {
        Assert.Equal("Family", Story.ByAna().Fold(group: "Family")!.Audience.Label);
        Assert.Null(Story.ByBen().Fold()!.Audience.Label);
    }

    [Fact]
    public void The_set_makes_the_thread_in_whatever_order_it_comes()
    {
        foreach (var story in (Story[])[Story.ByBen(), Story.ByAna()])
        {
            var yes = story.Comment(Pen.Ana, "Yes", origin: "mail");
            var twin = story.Comment(Pen.Ana, "Yes", yes, origin: "mail");
            var four = story.Comment(Pen.Dara, "At four?", twin);
            var five = story.Comment(Pen.Ben, "At five", four);
            story.Comment(Pen.Eve, "Never", five);
            story.Comment(Pen.Cem, "Who is Eve?", story.Comment(Pen.Cem, "Hm", five));
            foreach (var person in (MailNode.OpenPgp.Fingerprint[])[Pen.Ana, Pen.Ben, Pen.Cem, Pen.Dara, Pen.Eve])
            {
                story.React(person, "👍", yes, rev: 1);
                story.React(person, "👍", twin, lit: false, rev: 1);
                story.React(person, "🎉", story.Root);
                story.Edit(person, four, "At six?", rev: 1);
                story.Edit(person, four, "At seven?", rev: 1);
            }
            story.Delete(Pen.Ben, story.Comment(Pen.Ben, "oops", five));
            story.Add(Unknown(story, "rhyme"));
            var whole = story.Dump(story.Rest);
            Assert.Contains("At s", whole, StringComparison.Ordinal);
            foreach (var order in Shuffles.Of(story.Rest)) Assert.Equal(whole, story.Dump(order));
        }
    }

    private static LoggedPacket Unknown(Story story, string type) => new(Pen.Read($$"""
        {"mailnode":"1.0","type":"{{type}}","author":"{{Pen.Ben}}","at":"2026-11-21T08:16:00Z","readers":["{{Pen.Ana}}"],
         "root":"{{story.Root.Packet.Id}}","about":"{{story.Root.Packet.Id}}","body":{} }
        """), Pen.Now.AddSeconds(1), true);
}
