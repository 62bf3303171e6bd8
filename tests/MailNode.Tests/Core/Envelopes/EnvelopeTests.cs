using System.Text;
using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using MailNode.Tests.Mime;
using MailNode.Tests.OpenPgp;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Core.Envelopes;

public sealed class EnvelopeTests
{
    [Fact]
    public void What_a_friend_sealed_to_us_is_genuine()
    {
        var packet = Home.Write(Keys.Ben, Home.Post());
        var entity = Home.Entity(packet);
        var opened = Assert.IsType<Opening.Genuine>(Home.Open(Home.Seal(Keys.Ben, entity), Keys.Ben.Certificate));
        Assert.Equal(packet.Id, opened.Packet.Id);
        Assert.Equal(entity, opened.Lifted.Content.ToArray());
        Assert.True(DetachedSignature.Verify(opened.Lifted.Content, opened.Lifted.Signature, Keys.Ben.Certificate, Home.Now).Good);
    }

    [Fact]
    public void A_signer_who_is_not_the_author_is_refused()
    {
        var body = Home.Seal(Keys.Eve, Home.Entity(Home.Write(Keys.Ben, Home.Post())));
        Assert.Contains("not the packet's author", Home.Refusal(Home.Open(body, Keys.Ben.Certificate, Keys.Eve.Certificate)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signer_who_is_unknown_is_refused()
    {
        var body = Home.Seal(Keys.Ben, Home.Entity(Home.Write(Keys.Ben, Home.Post())));
        Assert.Contains("UnknownSigner", Home.Refusal(Home.Open(body, Keys.Eve.Certificate)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_of_our_own_is_a_refusal_and_a_database_out_of_reach_is_not()
    {
        var body = Home.Seal(Keys.Ben, Home.Entity(Home.Write(Keys.Ben, Home.Post())));
        Opening OpenWith(Exception mishap) =>
            Envelope.Open(body, new Keyring(Home.Ana.Fingerprint, [Keys.Ana], _ => throw mishap), Home.Now);
        Assert.Contains("MailNode itself", Home.Refusal(OpenWith(new ArgumentOutOfRangeException())), StringComparison.Ordinal);
        Assert.Throws<IOException>(() => OpenWith(new IOException()));
    }

    /// <summary>The inflater's complaint about it is an <see cref="IOException"/>, which must not pass for a database out of reach.</summary>
    [Fact]
    public void What_the_inflater_trips_over_is_a_refusal() => Assert.Contains(
        "Malformed", Home.Refusal(Home.Open(Forge.Sealed(Home.Ana.Certificate, Forge.CompressedWithDictionary()))), StringComparison.Ordinal);

    /// <summary>The provider sees where a mail is moved: that is the same for a session key that is none and for a body that is broken.</summary>
    [Fact]
    public void Whether_the_session_key_or_the_body_is_wrong_makes_no_difference()
    {
        byte[] plain = [2, .. new byte[24], 0, 0];
        var wrapped = KeyWrapping.Wrap(plain, Home.Ana.Certificate.EncryptionKey(Home.Now)!, SealVersion.One, anonymous: false);
        Assert.Contains("WeakCipher", Home.Refusal(Home.Open(Forge.Sealed(_ => wrapped, Forge.Literal(Keys.Letter)))), StringComparison.Ordinal);
        var broken = Forge.Sealed(Home.Ana.Certificate, Forge.Literal(Keys.Letter));
        broken[^1] ^= 1;
        Assert.Contains("IntegrityBroken", Home.Refusal(Home.Open(broken)), StringComparison.Ordinal);
    }

    /// <summary>Whatever it calls itself: only the look-up reads from a disk, and only what it throws may leave.</summary>
    [Fact]
    public void A_mistake_of_our_own_that_passes_for_a_fault_of_a_disk_is_a_refusal()
    {
        using var key = SecretKey.Generate("Ana <ana@example.org>", Home.Now.AddDays(-1));
        var body = Seal.Encrypt(Keys.Letter, Keys.Ben, [key.Certificate], Home.Now);
        var keys = new Unreadable();
        Assert.Contains("IOException", Home.Refusal(Envelope.Open(body, new Keyring(Home.Ana.Fingerprint, keys, _ => null), Home.Now)), StringComparison.Ordinal);
        var mail = MailNode.Mime.MimeEntity.Parse(Encoding.ASCII.GetBytes($"From: ana@example.org\r\n\r\n{Armor.Encode("PGP MESSAGE", body)}"));
        Assert.Null(Envelope.OpenOwnLetter(mail, new Keyring(Home.Ana.Fingerprint, keys, _ => null), Home.Now));
        Assert.Equal(2, keys.Asked);
    }

    [Fact]
    public void What_names_other_readers_is_refused_however_well_it_is_signed() =>
        Assert.Contains("somebody else", Home.Refusal(Home.Open(Keys.Ben, Home.Post("hi", Home.Eve))), StringComparison.Ordinal);

    [Fact]
    public void What_names_neither_readers_nor_a_chain_is_refused() =>
        Assert.Contains("neither readers nor a chain", Home.Refusal(Home.Open(Keys.Ben, new PacketDraft(PacketTypes.Post, new PostBody("hi")))), StringComparison.Ordinal);

    [Fact]
    public void What_lies_in_a_chain_is_let_in_to_wait_for_its_grant() => Assert.IsType<Opening.Genuine>(
        Home.Open(Keys.Ben, new PacketDraft(PacketTypes.Post, new PostBody("hi")) { Chain = new ChainLink("c", 1, null) }));

    [Fact]
    public void Naming_other_readers_beats_a_chain() => Assert.IsType<Opening.Refused>(
        Home.Open(Keys.Ben, Home.Post("hi", Home.Eve) with { Chain = new ChainLink("c", 1, null) }));

    [Fact]
    public void Anothers_own_state_is_refused_and_ours_is_not()
    {
        var group = new PacketDraft(PacketTypes.SelfGroup, new SelfGroupBody("Family", Home.Eve.ToString())) { Readers = [Home.Ana.Fingerprint] };
        Assert.Contains("own state", Home.Refusal(Home.Open(Keys.Ben, group)), StringComparison.Ordinal);
        Assert.Contains("own state", Home.Refusal(Home.Open(Keys.Ben, new PacketDraft(PacketTypes.SelfRead, new SelfReadBody([])) { Chain = new ChainLink("c", 1, null) })), StringComparison.Ordinal);
        Assert.IsType<Opening.Genuine>(Home.Open(Keys.Ana, group with { Readers = [] }));
        Assert.IsType<Opening.Genuine>(Home.Open(Keys.Ana, Home.Post("ours to others", Home.Eve)));
    }

    [Fact]
    public void A_hello_of_a_stranger_brings_its_key()
    {
        var body = Home.Seal(Keys.Eve, Home.Entity(Home.Write(Keys.Eve, Hello(Keys.Eve))));
        Assert.IsType<Opening.Genuine>(Home.Open(body));
        Assert.IsType<Opening.Refused>(Home.Open(Home.Seal(Keys.Eve, Home.Entity(Home.Write(Keys.Ben, Hello(Keys.Ben))))));
        Assert.IsType<Opening.Refused>(Home.Open(Home.Seal(Keys.Eve, Home.Entity(Home.Write(Keys.Eve, Hello(Keys.Ben))))));
        var damaged = Hello(Keys.Eve) with { Body = new HelloBody(Pen.Profile("Eve"), "not base64!") };
        Assert.IsType<Opening.Refused>(Home.Open(Home.Seal(Keys.Eve, Home.Entity(Home.Write(Keys.Eve, damaged)))));
    }

    /// <summary>To read it costs more than everything else together. What is allocated tells how often it was read.</summary>
    [Fact]
    public void The_key_that_a_stranger_brings_is_read_once_however_many_signatures_ask_for_it()
    {
        var padding = Forge.Packet(PacketTag.Marker, new byte[30_000]);
        var hello = Hello(Keys.Eve) with { Body = new HelloBody(Pen.Profile("Eve"), Convert.ToBase64String([.. Keys.Eve.Certificate.Minimal(), .. padding])) };
        var entity = Home.Entity(Home.Write(Keys.Eve, hello));
        var (bad, good) = (Forge.ContentSignature(Keys.Eve, Home.Now), Forge.Signature(SignatureTypes.Binary, Keys.Eve, Home.Now, digest => digest.Bytes(entity)));
        long Cost(int signatures, byte[] last)
        {
            byte[][] all = [Forge.Literal(entity), .. Enumerable.Repeat(bad, signatures - 1), last];
            var body = Forge.Sealed(Home.Ana.Certificate, Forge.Join(all));
            var before = GC.GetAllocatedBytesForCurrentThread();
            var opening = Home.Open(body);
            var cost = GC.GetAllocatedBytesForCurrentThread() - before;
            if (last == good) Assert.IsType<Opening.Genuine>(opening);
            else Assert.Contains("BadSignature", Home.Refusal(opening), StringComparison.Ordinal);
            return cost;
        }
        foreach (var last in (byte[][])[bad, good])
        {
            Cost(1, last);
            Assert.InRange(Cost(16, last), 0, 2 * Cost(1, last));
        }
    }

    [Fact]
    public void A_hello_with_anothers_key_is_refused_from_those_who_are_known_too()
    {
        Assert.Contains("key", Home.Refusal(Home.Open(Keys.Eve, Hello(Keys.Ben))), StringComparison.Ordinal);
        Assert.Contains("key", Home.Refusal(Home.Open(Keys.Eve, Hello(Keys.Eve) with { Body = new HelloBody(Pen.Profile("Eve"), "") })), StringComparison.Ordinal);
        Assert.IsType<Opening.Genuine>(Home.Open(Keys.Eve, Hello(Keys.Eve)));
    }

    [Fact]
    public void Letters_and_mail_for_others_stay_where_they_are()
    {
        Assert.IsType<Opening.NotOurs>(Home.Open(Home.Seal(Keys.Ben, Keys.Letter), Keys.Ben.Certificate));
        Assert.IsType<Opening.NotOurs>(Home.Open(Home.Seal(Keys.Ben, Keys.Letter)));
        Assert.IsType<Opening.NotOurs>(Home.Open(Seal.Encrypt(Home.Entity(Home.Write(Keys.Ben, Home.Post())), Keys.Ben, [Keys.Eve.Certificate], Home.Now), Keys.Ben.Certificate));
        Assert.IsType<Opening.NotOurs>(Home.Open("no OpenPGP at all"u8.ToArray()));
        Assert.IsType<Opening.NotOurs>(Home.Open([]));
    }

    [Fact]
    public void A_packet_that_cannot_be_read_is_refused()
    {
        var entity = Encoding.UTF8.GetString(Home.Entity(Home.Write(Keys.Ben, Home.Post())));
        var start = entity.IndexOf(Convert.ToBase64String("{\"mailnode\":\"1"u8)[..16], StringComparison.Ordinal);
        Assert.True(start > 0);
        var broken = Encoding.UTF8.GetBytes(entity.Remove(start, 8));
        Assert.Contains("cannot be read", Home.Refusal(Home.Open(Home.Seal(Keys.Ben, broken), Keys.Ben.Certificate)), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_damaged_is_genuine()
    {
        var (random, body) = (new SeededNumbers(3), Home.Seal(Keys.Ben, Home.Entity(Home.Write(Keys.Ben, Home.Post()))));
        for (var round = 0; round < 300; round++)
        {
            var damaged = body.ToArray();
            // Bits of the wrapped key's version or algorithm octets may change without harm only if it does not open at all.
            damaged[random.Below(damaged.Length)] ^= (byte)(1 << random.Below(8));
            Assert.IsNotType<Opening.Genuine>(Home.Open(damaged, Keys.Ben.Certificate));
            Assert.IsNotType<Opening.Genuine>(Home.Open(body[..random.Below(body.Length)], Keys.Ben.Certificate));
        }
    }

    [Fact]
    public void A_relay_brings_its_authors_own_packet()
    {
        var inner = Assert.IsType<Opening.Genuine>(Envelope.OpenRelayed(Relay(Keys.Ben, Comment()), Home.Now));
        Assert.Equal((Home.Ben, "Yes"), (inner.Packet.Author, ((CommentBody)inner.Packet.Body).Text));
    }

    [Fact]
    public void A_relay_with_another_signature_or_certificate_is_refused()
    {
        Assert.Contains("not signed", Home.Refusal(Envelope.OpenRelayed(Relay(Keys.Ben, Comment(), signer: Keys.Eve), Home.Now)), StringComparison.Ordinal);
        Assert.Contains("not signed", Home.Refusal(Envelope.OpenRelayed(Relay(Keys.Ben, Comment(), certificate: Keys.Eve), Home.Now)), StringComparison.Ordinal);
        Assert.Contains("not the packet's author", Home.Refusal(Envelope.OpenRelayed(Relay(Keys.Ben, Comment(), signer: Keys.Eve, certificate: Keys.Eve), Home.Now)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_relay_about_another_packet_or_thread_is_refused()
    {
        var other = PacketId.Of("other"u8);
        Assert.Contains("another packet", Home.Refusal(Envelope.OpenRelayed(Relay(Keys.Ben, Comment(), about: other), Home.Now)), StringComparison.Ordinal);
        Assert.Contains("another packet", Home.Refusal(Envelope.OpenRelayed(Relay(Keys.Ben, Comment() with { Root = other }), Home.Now)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_relay_of_damaged_things_is_refused()
    {
        var good = Relay(Keys.Ben, Comment());
        var body = (RelayBody)good.Body;
        foreach (var damaged in (RelayBody[])[
            body with { Entity = "*" }, body with { Signature = "*" }, body with { Certificate = "*" }, body with { Certificate = "" },
            body with { Signature = "" }, body with { Entity = body.Entity[4..] }, body with { Certificate = body.Certificate[..40] }])
            Assert.IsType<Opening.Refused>(Envelope.OpenRelayed(good with { Body = damaged }, Home.Now));
        Assert.IsType<Opening.NotOurs>(Envelope.OpenRelayed(Home.Write(Keys.Ben, Home.Post()), Home.Now));
    }

    [Fact]
    public void A_relay_brings_nobodys_own_state() => Assert.IsType<Opening.Refused>(Envelope.OpenRelayed(
        Relay(Keys.Ana, new PacketDraft(PacketTypes.SelfGroup, new SelfGroupBody("Family", Home.Eve.ToString())) { Root = Root, About = Root }), Home.Now));

    private static readonly PacketId Root = PacketId.Of("root"u8);

    private static PacketDraft Comment() => new(PacketTypes.Comment, new CommentBody("Yes")) { Root = Root, About = Root, Readers = [Home.Ana.Fingerprint] };

    private static PacketDraft Hello(SecretKey key) =>
        new(PacketTypes.Hello, new HelloBody(Pen.Profile("Eve"), Home.KeyOf(key))) { Readers = [Home.Ana.Fingerprint] };

    private static Packet Relay(SecretKey author, PacketDraft said, SecretKey? signer = null, SecretKey? certificate = null, PacketId? about = null)
    {
        var packet = Home.Write(author, said);
        var entity = Home.Entity(packet);
        var signature = DetachedSignature.Sign(entity, signer ?? author, Home.Now);
        return Home.Write(Keys.Ana, new PacketDraft(PacketTypes.Relay, new RelayBody(
            "Ben", Home.KeyOf(certificate ?? author), Convert.ToBase64String(entity), Convert.ToBase64String(signature)))
        {
            Root = Root, About = about ?? packet.Id, Chain = new ChainLink("c", 1, null),
        });
    }

    /// <summary>Keys that fail where nothing is read from any disk.</summary>
    private sealed class Unreadable : IReadOnlyList<SecretKey>
    {
        public int Asked { get; private set; }

        public int Count => 1;

        public SecretKey this[int index] => throw Fault();

        public IEnumerator<SecretKey> GetEnumerator() => throw Fault();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => throw Fault();

        private IOException Fault()
        {
            Asked++;
            return new IOException();
        }
    }
}
