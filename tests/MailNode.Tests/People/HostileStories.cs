using System.Text;
using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using MailNode.Tests.Transport;

namespace MailNode.Tests.People;

/// <summary>What is damaged, forged or not meant for us is never shown, and leaves nothing readable behind.</summary>
public abstract class HostileStories : PeopleStory
{
    private const string Secret = "HOSTILE-WORDS";

    private protected HostileStories(MailWorld world) : base(world) { }

    [Fact]
    public async Task Mail_that_was_damaged_on_its_way_goes_to_the_quarantine()
    {
        var (ana, ben) = await AnaAndBenAsync();
        var body = await InterceptAsync(ana, ben);
        using var carrier = await ModifiedNode.OfAsync(ana, World);
        foreach (var at in (Index[])[^1, ^30, ^(body.Length / 2)]) await carrier.DeliverAsync(ben, carrier.Mail(Flipped(body, at)));
        foreach (var length in (int[])[body.Length - 1, body.Length / 2]) await carrier.DeliverAsync(ben, carrier.Mail(body[..length]));
        await NothingIsShownAsync(ben, quarantined: 5);
    }

    /// <summary>What the inflater says of it must not pass for a disk's fault, after which the same mail would be read again for ever.</summary>
    [Fact]
    public async Task Mail_that_nothing_unpacks_keeps_no_other_mail_from_coming_in()
    {
        var (ana, ben) = await AnaAndBenAsync();
        using var eve = ModifiedNode.Stranger("eve@elsewhere.test", World);
        using var reader = await ModifiedNode.OfAsync(ben, World);
        await eve.DeliverAsync(ben, eve.Mail(Sealed(OpenPgp.Forge.CompressedWithDictionary(), reader.Key.Certificate)));
        await ana.PostAsync("this one comes in");
        await NothingIsShownAsync(ben, quarantined: 1);
        Assert.True(await ben.SeesAsync("this one comes in"));
    }

    [Fact]
    public async Task Mail_that_its_author_did_not_sign_goes_to_the_quarantine()
    {
        var (ana, ben) = await AnaAndBenAsync();
        using var friend = await ModifiedNode.OfAsync(ana, World);
        using var reader = await ModifiedNode.OfAsync(ben, World);
        using var stranger = ModifiedNode.Stranger("eve@elsewhere.test", World);
        var post = friend.Post(Secret, reader.Fingerprint);
        await stranger.DeliverAsync(ben, friend.Mail(Unsigned(friend.Entity(post, Secret), reader.Key.Certificate)));
        await stranger.SendAsync(ben, stranger.Post(Secret, reader.Fingerprint, author: friend.Fingerprint));
        await stranger.SendAsync(ben, stranger.Post(Secret, reader.Fingerprint));
        await NothingIsShownAsync(ben, quarantined: 3);
    }

    [Fact]
    public async Task A_friend_cannot_write_in_the_name_of_another()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        await World.BefriendAsync(ben, cem);
        using var friend = await ModifiedNode.OfAsync(ana, World);
        using var forger = await ModifiedNode.OfAsync(cem, World);
        using var reader = await ModifiedNode.OfAsync(ben, World);
        await forger.SendAsync(ben, forger.Post(Secret, reader.Fingerprint, author: friend.Fingerprint));
        await NothingIsShownAsync(ben, quarantined: 1);
    }

    [Fact]
    public async Task Two_packets_in_one_place_of_a_chain_are_both_kept_and_their_author_is_marked()
    {
        var (ana, ben) = await AnaAndBenAsync();
        using var friend = await ModifiedNode.OfAsync(ana, World);
        using var reader = await ModifiedNode.OfAsync(ben, World);
        Assert.False((await ben.ContactAsync(ana))!.Value.GetProperty("forked").GetBoolean());
        foreach (var text in (string[])["one thing", "another thing"])
            await friend.SendAsync(ben, friend.Write(new PacketDraft(PacketTypes.Post, new PostBody(text))
            {
                Readers = [reader.Fingerprint], Audience = new Audience(Audience.Direct), Chain = new ChainLink("forked", 1, null),
            }));
        await World.SettleAsync();
        await ben.SyncAsync();
        Assert.Equal(["Ana: another thing", "Ana: one thing"], (await ben.LinesAsync()).Order(StringComparer.Ordinal));
        Assert.True((await ben.ContactAsync(ana))!.Value.GetProperty("forked").GetBoolean());
        Assert.Contains("different packets for one place", await ben.RunAsync("contacts"), StringComparison.Ordinal);
        await ben.RunAsync("rebuild");
        Assert.True((await ben.ContactAsync(ana))!.Value.GetProperty("forked").GetBoolean());
    }

    [Fact]
    public async Task Whoever_signs_the_packet_of_another_first_does_not_keep_the_real_one_away()
    {
        var (ana, ben) = await AnaAndBenAsync();
        using var friend = await ModifiedNode.OfAsync(ana, World);
        using var reader = await ModifiedNode.OfAsync(ben, World);
        using var stranger = ModifiedNode.Stranger("eve@elsewhere.test", World);
        var post = friend.Post("The real one", reader.Fingerprint);
        await stranger.SendAsync(ben, post);
        await World.SettleAsync();
        Assert.Equal(1, (await ben.SyncAsync()).Number("quarantined"));
        Assert.Empty(await ben.LinesAsync());
        await friend.SendAsync(ben, post);
        await World.SettleAsync();
        await ben.SyncAsync();
        Assert.Equal(["Ana: The real one"], await ben.LinesAsync());
    }

    [Fact]
    public async Task What_was_meant_for_somebody_else_is_not_shown_although_it_is_genuine()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        await World.BefriendAsync(ben, cem);
        await ana.PostAsync(Secret, "--to", cem.Address);
        await World.SettleAsync();
        await PassOnAsync(cem, ben);
        await NothingIsShownAsync(ben, quarantined: 1);
    }

    [Fact]
    public async Task What_was_posted_to_a_group_cannot_be_passed_on_to_people_outside_it()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        await World.BefriendAsync(ben, cem);
        await ana.RunAsync("group", "add", "Family", cem.Address);
        await ana.PostAsync("the grant comes before it", "--to", "Family");
        await World.SyncAsync(cem);
        await ana.PostAsync(Secret, "--to", "Family");
        await World.SettleAsync();
        await PassOnAsync(cem, ben);

        // The log keeps it: it would be shown, had Ana granted that chain.
        await World.SyncAsync(ben);
        await IsNotShownAsync(ben);
        Assert.False(await ben.SeesAsync("the grant comes before it"));
    }

    [Fact]
    public async Task Another_persons_own_state_is_refused()
    {
        var (ana, ben) = await AnaAndBenAsync();
        using var friend = await ModifiedNode.OfAsync(ana, World);
        using var reader = await ModifiedNode.OfAsync(ben, World);
        using var eve = ModifiedNode.Stranger("eve@elsewhere.test", World);
        var certificate = Convert.ToBase64String(eve.Key.Certificate.Minimal());
        var contact = new SelfContactBody(eve.Fingerprint.ToString(), eve.Address, Secret, certificate, ContactDecision.Confirmed);
        await friend.SendAsync(ben, friend.Write(new PacketDraft(PacketTypes.SelfContact, contact) { Readers = [reader.Fingerprint] }));
        await friend.SendAsync(ben, friend.Write(new PacketDraft(PacketTypes.SelfContact, contact), author: reader.Fingerprint));
        await friend.SendAsync(ben, friend.Write(
            new PacketDraft(PacketTypes.SelfGroup, new SelfGroupBody(Secret, friend.Fingerprint.ToString())) { Readers = [reader.Fingerprint] }));
        await NothingIsShownAsync(ben, quarantined: 3);
        Assert.Equal(["Ana"], (await ben.JsonAsync("contacts")).EnumerateArray().Select(one => one.Text("name")));
    }

    [Fact]
    public async Task A_packet_that_cannot_be_read_goes_to_the_quarantine_and_a_letter_stays()
    {
        var (ana, ben) = await AnaAndBenAsync();
        using var friend = await ModifiedNode.OfAsync(ana, World);
        using var reader = await ModifiedNode.OfAsync(ben, World);
        var packet = friend.Post(Secret, reader.Fingerprint).Bytes;
        var text = Encoding.UTF8.GetString(packet.Span);
        string[] broken =
        [
            $"{{ \"{Secret}\": ", "", "null", "[]", text.Replace("\"body\":{", "\"body\":7,\"was\":{", StringComparison.Ordinal),
            text.Replace("\"text\":", "\"texts\":", StringComparison.Ordinal), text.Replace("{", "{\"type\":\"post\",", StringComparison.Ordinal),
            string.Concat(Enumerable.Repeat("[", 5000)),
        ];
        foreach (var json in broken) await SendAsync(MimeBuilder.Multipart("mixed", [Part(Encoding.UTF8.GetBytes(json))]));
        await NothingIsShownAsync(ben, quarantined: broken.Length);

        // Not where a packet has to be: whoever wrote it, it is a letter.
        await SendAsync(MimeBuilder.Multipart("mixed", [MimeBuilder.Multipart("mixed", [Part(packet)])]));
        await SendAsync(MimeBuilder.Multipart("mixed", [Part(packet), Part(packet)]));
        await SendAsync(MimeBuilder.Multipart("alternative", [Part(packet)]));
        await SendAsync(Part(packet));
        await NothingIsShownAsync(ben, quarantined: 0);
        Assert.Equal(4, (await ben.MailClient.ReadAsync("INBOX")).Count);

        Task SendAsync(MimeBuilder entity) => friend.DeliverAsync(ben, friend.Mail(friend.Seal(entity.Write(), reader.Key.Certificate)));
        static MimeBuilder Part(ReadOnlyMemory<byte> bytes) => MimeBuilder.Binary(SignedEntity.PacketMediaType, bytes, "packet.json");
    }

    [Fact]
    public async Task In_one_mail_the_good_is_taken_and_the_bad_is_not_shown()
    {
        var (ana, ben) = await AnaAndBenAsync();
        var damaged = Flipped(await InterceptAsync(ana, ben), ^30);
        using var friend = await ModifiedNode.OfAsync(ana, World);
        using var reader = await ModifiedNode.OfAsync(ben, World);
        var good = friend.Seal(friend.Entity(friend.Post("this is good", reader.Fingerprint)), reader.Key.Certificate);
        await friend.DeliverAsync(ben, friend.Mail(damaged, good, damaged));
        await World.SyncAsync(ben);
        Assert.Contains("Ana: this is good", await ben.LinesAsync());
        await IsNotShownAsync(ben);
    }

    [Fact]
    public async Task A_threads_owner_cannot_change_what_others_said()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        var post = await ana.PostAsync("Who comes on Sunday?");
        await World.SyncAsync(ben, cem);
        using var owner = await ModifiedNode.OfAsync(ana, World);
        using var author = await ModifiedNode.OfAsync(cem, World);
        using var reader = await ModifiedNode.OfAsync(ben, World);
        Assert.True(PacketId.TryParse(post, out var root));
        var said = author.Write(new PacketDraft(PacketTypes.Comment, new CommentBody(Secret)) { About = root, Root = root, Readers = [owner.Fingerprint] });
        var (entity, signature) = (author.Entity(said), owner.Sign(author.Entity(said)));
        foreach (var claimed in (ModifiedNode[])[author, owner])
        {
            var body = new RelayBody("Cem", Text(claimed.Key.Certificate.Minimal()), Text(entity), Text(signature));
            await owner.SendAsync(ben, owner.Write(new PacketDraft(PacketTypes.Relay, body) { About = said.Id, Root = root, Readers = [reader.Fingerprint] }));
        }
        await World.SyncAsync(ben);
        Assert.Equal(["Ana: Who comes on Sunday?"], await ben.LinesAsync());

        static string Text(byte[] bytes) => Convert.ToBase64String(bytes);
    }

    /// <summary>The sealed body of a post that is on its way, which then does not arrive.</summary>
    private async Task<byte[]> InterceptAsync(Person from, Person to)
    {
        await from.PostAsync("the first one brings the grant");
        await World.SyncAsync(to);
        await from.PostAsync(Secret);
        await World.SettleAsync();
        var mail = Assert.Single(await to.MailClient.ReadAsync("INBOX"));
        await to.MailClient.DeleteAsync("INBOX", mail.Uid);
        var body = Assert.Single(SealedMail.Find(MimeEntity.Parse(mail.Bytes)));
        Assert.True(Armor.TryDecode(body.Span, out _, out var bytes));
        await from.PostAsync("the last one tells that all is well");
        return bytes;
    }

    /// <summary>What the first got, with its key wrapped for the second: genuine to the last byte of its body.</summary>
    private async Task PassOnAsync(Person from, Person to)
    {
        using var node = await ModifiedNode.OfAsync(from, World);
        using var reader = await ModifiedNode.OfAsync(to, World);
        foreach (var mail in await from.MailClient.MailsAsync("INBOX"))
            foreach (var body in SealedMail.Find(mail))
            {
                Assert.True(SealedBody.TryOpen(body, node.Key, out var open));
                using (open)
                {
                    Assert.True(open.TryWrap(reader.Key.Certificate, anonymous: false, reader.Key.Certificate.ParsedAt, out var wrapped));
                    await node.DeliverAsync(to, node.Mail([.. wrapped, .. open.Bytes.Span]));
                }
            }
    }

    private static byte[] Flipped(byte[] body, Index at)
    {
        var copy = (byte[])body.Clone();
        copy[at] ^= 1;
        return copy;
    }

    private static byte[] Unsigned(byte[] entity, Certificate reader) => Sealed(OpenPgp.Forge.Literal(entity), reader);

    /// <summary>Whatever packets there are, with integrity and no signature.</summary>
    private static byte[] Sealed(byte[] packets, Certificate reader)
    {
        using var session = SessionKey.New();
        using var writer = new WireWriter();
        writer.Bytes(KeyWrapping.Wrap(session, reader.EncryptionKey(reader.ParsedAt)!, SealVersion.One, anonymous: false));
        ProtectedBody.Write(writer, session, packets.Length, inner => inner.Bytes(packets));
        return writer.ToArray();
    }

    private async Task NothingIsShownAsync(Person person, int quarantined)
    {
        var before = (await person.MailClient.ReadAsync("MailNode/Quarantine")).Count;
        await World.SettleAsync();
        Assert.Equal(quarantined, (await person.SyncAsync()).Number("quarantined"));
        Assert.Equal(before + quarantined, (await person.MailClient.ReadAsync("MailNode/Quarantine")).Count);
        Assert.Equal(before + quarantined, (await person.JsonAsync("status")).Number("quarantined"));
        await IsNotShownAsync(person);
        foreach (var file in Directory.EnumerateFiles(person.Data, "*", SearchOption.AllDirectories))
            Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.ASCII.GetBytes(Secret)) < 0, $"{file} holds words that nobody may see.");
        await person.RunAsync("rebuild");
        await IsNotShownAsync(person);
    }

    private static async Task IsNotShownAsync(Person person)
    {
        foreach (var output in (string[])[await person.RunAsync("feed", "--json"), await person.RunAsync("feed"), await person.RunAsync("digest")])
            Assert.DoesNotContain(Secret, output, StringComparison.Ordinal);
        Assert.Empty(await MailboxReading.FoldersWithAsync(person, Secret));
    }
}

public sealed class HostileMailAtThePostOffice() : HostileStories(new PostOfficeWorld());

public sealed class HostileMailOnLoopback() : HostileStories(new LoopbackWorld());

public sealed class HostileMailOnRealServers(RealServers servers) : HostileStories(new RealServersWorld(servers));
