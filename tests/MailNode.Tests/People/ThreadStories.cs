using System.Text.Json;
using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.OpenPgp;
using MailNode.Tests.OpenPgp;
using MailNode.Tests.Transport;

namespace MailNode.Tests.People;

/// <summary>What is said in a thread reaches everybody who has it, and nobody else.</summary>
public abstract class ThreadStories : PeopleStory
{
    private protected ThreadStories(MailWorld world) : base(world) { }

    [Fact]
    public async Task Everybody_who_has_the_post_sees_the_whole_thread()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        var post = await ana.PostAsync("Who comes on Sunday?");
        await World.SyncAsync(ben, cem);
        var first = await ben.CommentAsync(post[..12], "I do");
        await World.SyncAsync(ana, ben, cem);
        await cem.CommentAsync(first[..12], "Then I come, too");
        await cem.RunAsync("react", first, "👍");
        await ana.RunAsync("react", first, "❤️");
        await ben.RunAsync("react", post, "🎉");
        await World.SyncAsync(ana, ben, cem);
        await ana.CommentAsync(first, "Bring cake");
        await World.SyncAsync(ana, ben, cem);

        foreach (var reader in (Person[])[ana, ben, cem])
        {
            var thread = await reader.ThreadAsync("Who comes on Sunday?");
            Assert.Equal("🎉 Ben", thread.Reactions());
            Assert.Equal(["I do"], thread.Comments());
            var comment = thread.Comment("I do");
            Assert.Equal(first, comment.Text("id"));
            Assert.Equal(["❤️ Ana", "👍 Cem"], comment.Reactions().Split(", ").Order(StringComparer.Ordinal));
            Assert.Equal(["Then I come, too", "Bring cake"], comment.Comments());
            Assert.True(JsonElement.DeepEquals(thread, await reader.JsonAsync("show", post[..10])));
            Assert.True(JsonElement.DeepEquals(comment, await reader.JsonAsync("show", first)));
        }
        Assert.Equal(0, (await ana.SyncAsync()).Number("sent"));
    }

    [Fact]
    public async Task Who_does_not_know_the_commenter_sees_them_as_introduced_by_name()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        var post = await ana.PostAsync("Who comes on Sunday?");
        await World.SyncAsync(ben, cem);
        await ben.CommentAsync(post, "I do");
        await World.SyncAsync(ana, ben, cem);

        var seen = (await cem.ThreadAsync("Who comes on Sunday?")).Comment("I do").GetProperty("author");
        Assert.Equal(("Ben", "", "introduced"), (seen.Text("name"), seen.Text("address"), seen.Text("trust")));
        Assert.Equal(await ben.FingerprintAsync(), seen.Text("fingerprint"));
        Assert.Null(await cem.ContactAsync(ben));
        Assert.Equal("invited", (await ana.ThreadAsync("Who comes on Sunday?")).Comment("I do").GetProperty("author").Text("trust"));
        Assert.Equal("self", (await ben.ThreadAsync("Who comes on Sunday?")).Comment("I do").GetProperty("author").Text("trust"));
    }

    [Fact]
    public async Task Friends_of_the_commenter_know_them_as_they_always_do()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        await World.BefriendAsync(ben, cem);
        var post = await ana.PostAsync("Who comes on Sunday?");
        await World.SyncAsync(ben, cem);
        await ben.CommentAsync(post, "I do");
        await World.SyncAsync(ana, ben, cem);
        var seen = (await cem.ThreadAsync("Who comes on Sunday?")).Comment("I do").GetProperty("author");
        Assert.Equal((ben.Address, "invited"), (seen.Text("address"), seen.Text("trust")));
    }

    /// <summary>
    /// A direct packet names its readers and its author in its signature, so that nobody else's OpenPGP program takes it for a
    /// letter to them; a post names nobody, and a relay carries a comment with its names to people who are not among them.
    /// </summary>
    [Fact]
    public async Task What_is_for_some_says_so_in_its_signature_and_a_relay_of_it_is_read_by_all()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        var post = await ana.PostAsync("Who comes on Sunday?");
        await World.SyncAsync(ben, cem);
        await ben.CommentAsync(post, "I do");
        await World.SyncAsync(ana, ben, cem);
        Assert.Equal(["I do"], (await cem.ThreadAsync("Who comes on Sunday?")).Comments());

        var types = new HashSet<string>();
        foreach (var reader in (Person[])[ana, ben, cem])
        {
            foreach (var (packet, lifted) in await LogOfAsync(reader, ana, ben, cem))
            {
                IEnumerable<Fingerprint> meant = packet.Readers.Count > 0 ? [.. packet.Readers, packet.Author] : [];
                Assert.Equal(meant, Forge.Parsed(lifted.Signature.ToArray()).IntendedRecipients);
                types.Add(packet.Type);
                if (packet.Body is RelayBody relay)
                    Assert.Equal(
                        [FingerprintOf(await ana.FingerprintAsync()), FingerprintOf(await ben.FingerprintAsync())],
                        Forge.Parsed(Convert.FromBase64String(relay.Signature)).IntendedRecipients);
            }
        }
        Assert.Superset(new HashSet<string> { PacketTypes.Hello, PacketTypes.Chain, PacketTypes.Post, PacketTypes.Comment, PacketTypes.Relay }, types);
    }

    private static Fingerprint FingerprintOf(string text) => Fingerprint.TryParse(text, out var fingerprint) ? fingerprint : default;

    /// <summary>Every packet in somebody's archive, with its author's signature.</summary>
    private async Task<List<(Packet Packet, LiftedContent Lifted)>> LogOfAsync(Person reader, params Person[] authors)
    {
        using var node = await ModifiedNode.OfAsync(reader, World);
        var known = new List<Certificate>();
        foreach (var author in authors)
        {
            using var other = await ModifiedNode.OfAsync(author, World);
            known.Add(other.Key.Certificate);
        }
        var request = new OpenRequest
        {
            Keys = [node.Key], Now = World.Clock.GetUtcNow(), FindCertificate = claim => known.Find(certificate => certificate.Holds(claim)),
        };
        return [
            .. from mail in await reader.MailClient.MailsAsync("MailNode/Archive")
               from body in SealedMail.Find(mail)
               let lifted = Unseal.Lift(body, request)
               select (Assert.IsType<EntityReading.Read>(SignedEntity.Read(lifted.Content)).Packet, lifted)];
    }

    [Fact]
    public async Task Nothing_of_a_thread_goes_to_people_the_post_was_not_sent_to()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        await ana.RunAsync("group", "add", "Family", ben.Address);
        var post = await ana.PostAsync("Among us", "--to", "Family");
        var direct = await ana.PostAsync("You and me", "--to", ben.Address);
        await World.SyncAsync(ana, ben, cem);
        var before = await cem.MailClient.StateAsync("MailNode/Archive");

        await ben.CommentAsync(post, "Yes, us");
        await ben.RunAsync("react", post, "🤫");
        await ben.CommentAsync(direct, "And nobody else");
        await World.SyncAsync(ana, ben);
        await ana.CommentAsync(post, "Good");
        await ana.CommentAsync(direct, "Right");
        await World.SyncAsync(ana, ben);

        Assert.Equal(["Yes, us", "Good"], (await ben.ThreadAsync("Among us")).Comments());
        Assert.Equal(["And nobody else", "Right"], (await ben.ThreadAsync("You and me")).Comments());
        Assert.Empty(await cem.MailClient.ReadAsync("INBOX"));
        await cem.SyncAsync();
        Assert.Equal(before, await cem.MailClient.StateAsync("MailNode/Archive"));
        Assert.Empty(await cem.FeedAsync());
    }

    [Fact]
    public async Task Who_was_not_sent_the_post_cannot_comment_on_it()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        await ana.RunAsync("group", "add", "Family", ben.Address);
        var post = await ana.PostAsync("Among us", "--to", "Family");
        await World.SyncAsync(ana, ben, cem);
        var before = await ben.MailClient.StateAsync("MailNode/Archive");

        await AnswerAsync(cem, ana, post, new CommentBody("I know your secret"));
        await AnswerAsync(cem, ana, post, new ReactionBody("😈"));
        await AnswerAsync(cem, ana, post, new EditBody("Changed by Cem"));
        await AnswerAsync(cem, ana, post, new DeleteBody());
        await AnswerAsync(cem, ben, post, new CommentBody("I know your secret"));
        await World.SyncAsync(ana, ben);

        foreach (var reader in (Person[])[ana, ben])
        {
            var thread = await reader.ThreadAsync("Among us");
            Assert.Empty(thread.Comments());
            Assert.Empty(thread.List("reactions"));
        }
        var after = await ben.MailClient.StateAsync("MailNode/Archive");
        Assert.Equal(before, after.Take(before.Count));
        Assert.InRange(after.Count, before.Count, before.Count + 1);            // Cem's own mail at most; Ana's node passed nothing on
    }

    [Fact]
    public async Task A_reader_cannot_change_or_take_away_what_others_wrote()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        var post = await ana.PostAsync("Who comes on Sunday?");
        await World.SyncAsync(ben, cem);
        var comment = await ben.CommentAsync(post, "I do");
        await World.SyncAsync(ana, ben, cem);
        foreach (var id in (string[])[post, comment])
        {
            await AnswerAsync(cem, ana, id, new EditBody("Nobody"), root: post);
            await AnswerAsync(cem, ana, id, new DeleteBody(), root: post);
        }
        await World.SyncAsync(ana, ben, cem);
        foreach (var reader in (Person[])[ana, ben, cem])
            Assert.Equal(["Ana: Who comes on Sunday?", "Ben: I do"], await reader.LinesAsync());
    }

    [Fact]
    public async Task One_person_has_one_vote_for_each_emoji()
    {
        var (ana, ben) = await AnaAndBenAsync();
        var post = await ana.PostAsync("Cake?");
        await World.SyncAsync(ben);
        foreach (var emoji in (string[])["👍", "👍", "🎂"]) await ben.RunAsync("react", post, emoji);
        await World.SyncAsync(ana, ben);
        Assert.Equal(["🎂 Ben", "👍 Ben"], (await ana.ThreadAsync("Cake?")).Reactions().Split(", ").Order(StringComparer.Ordinal));
        Assert.Equal(["🎂 Ben", "👍 Ben"], (await ben.ThreadAsync("Cake?")).Reactions().Split(", ").Order(StringComparer.Ordinal));
    }

    /// <summary>An answer that the real program would not write.</summary>
    private async Task AnswerAsync(Person from, Person to, string about, Body body, string? root = null)
    {
        using var node = await ModifiedNode.OfAsync(from, World);
        using var reader = await ModifiedNode.OfAsync(to, World);
        Assert.True(PacketId.TryParse(about, out var id) & PacketId.TryParse(root ?? about, out var first));
        var type = body switch { CommentBody => "comment", ReactionBody => "reaction", EditBody => "edit", _ => "delete" };
        await node.SendAsync(to, node.Write(new PacketDraft(type, body) { About = id, Root = first, Rev = 9, Readers = [reader.Fingerprint] }));
    }
}

public sealed class ThreadsAtThePostOffice() : ThreadStories(new PostOfficeWorld());

public sealed class ThreadsOnLoopback() : ThreadStories(new LoopbackWorld());

public sealed class ThreadsOnRealServers(RealServers servers) : ThreadStories(new RealServersWorld(servers));
