using System.Security.Cryptography;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Bodies of version 2 that somebody took apart: chunks in another order, headers that lie, keys of the other version.</summary>
public sealed class HostileChunkTests
{
    private const int ChunkLength = 64 + Chunks.TagLength;

    private static readonly SessionKey Session = SessionKey.New();
    private static readonly ChunkHeader Header = new(Ciphers.Aes256, AeadModes.Ocb, 0, RandomNumberGenerator.GetBytes(32));
    private static readonly byte[] Keys = Forge.Wrapped(Session, Ben.Certificate, version: SealVersion.Two);
    private static readonly byte[] Inside = Forge.Join(Forge.Literal(Letter), Forge.ContentSignature(Ana, Now));
    private static readonly Opened Broken = new Opened.Refused(OpenRefusal.IntegrityBroken, false);

    [Fact]
    public void Untouched_it_opens()
    {
        Assert.True(Sealed().Count >= 4);
        Assert.IsType<Opened.Genuine>(Opened(Sealed()));
    }

    [Fact]
    public void Chunks_are_not_swapped_repeated_or_left_out()
    {
        for (var one = 0; one < Sealed().Count; one++)
        {
            Assert.Equal(Broken, Opened([.. Sealed().Where((_, index) => index != one)]));
            Assert.Equal(Broken, Opened([.. Sealed()[..one], Sealed()[one], .. Sealed()[one..]]));
            for (var other = 0; other < one; other++)
            {
                var swapped = Sealed();
                (swapped[one], swapped[other]) = (swapped[other], swapped[one]);
                Assert.Equal(Broken, Opened(swapped));
            }
        }
    }

    /// <summary>Without the last tag, a message would end wherever somebody cut it behind a chunk.</summary>
    [Fact]
    public void The_last_tag_is_not_missing_and_of_no_other_message()
    {
        var chunks = Sealed();
        for (var count = 0; count < chunks.Count; count++)
            Assert.Equal(Broken, Opened(chunks[..count]));
        var other = Split(ChunkForge.Body(Session, Header, Forge.Join(Inside, [0])));
        Assert.Equal(Broken, Opened([.. chunks[..^1], other[^1]]));
        Assert.Equal(Broken, Opened([.. chunks, chunks[^1]]));
        Assert.Equal(Broken, Opened([.. chunks, new byte[Chunks.TagLength]]));
    }

    [Fact]
    public void Nothing_of_the_first_chunks_is_left_when_a_later_one_is_broken()
    {
        var chunks = Sealed();
        chunks[^2][0] ^= 1;
        var body = Body(Header, chunks).AsMemory(2);
        Assert.Equal(OpenRefusal.IntegrityBroken, ChunkedBody.Open(body, Header, Session, out var content));
        Assert.Empty(content);
    }

    [Theory]
    [InlineData(9, 2, 1, OpenRefusal.IntegrityBroken)]
    [InlineData(9, 2, 16, OpenRefusal.IntegrityBroken)]
    [InlineData(9, 2, 17, OpenRefusal.Malformed)]
    [InlineData(9, 2, 63, OpenRefusal.Malformed)]
    [InlineData(9, 2, 255, OpenRefusal.Malformed)]
    [InlineData(9, 1, 0, OpenRefusal.IntegrityBroken)]
    [InlineData(9, 3, 0, OpenRefusal.IntegrityBroken)]
    [InlineData(9, 0, 0, OpenRefusal.Unsupported)]
    [InlineData(9, 4, 0, OpenRefusal.Unsupported)]
    [InlineData(9, 200, 0, OpenRefusal.Unsupported)]
    [InlineData(0, 2, 0, OpenRefusal.WeakCipher)]
    [InlineData(2, 2, 0, OpenRefusal.WeakCipher)]
    [InlineData(10, 2, 0, OpenRefusal.WeakCipher)]
    public void A_header_that_lies_opens_nothing(int cipher, int mode, int size, OpenRefusal reason)
    {
        var header = Header with { Cipher = (byte)cipher, Mode = (byte)mode, SizeOctet = (byte)size };
        Assert.Equal(new Opened.Refused(reason, false), BenOpens(Forge.Join(Keys, Body(header, Sealed()))));
    }

    /// <summary>A message of nothing but chunk ends would keep us busy for a long time.</summary>
    [Fact]
    public void Too_many_chunks_are_over_the_limit()
    {
        var few = new OpenLimits { Chunks = Sealed().Count - 1 };
        Assert.IsType<Opened.Genuine>(Unseal.Open(Forge.Join(Keys, Body(Header, Sealed())), Reader(Ben, Ana.Certificate) with { Limits = few }));
        few = new OpenLimits { Chunks = 2 };
        Assert.Equal(
            new Opened.Refused(OpenRefusal.OverLimit, false),
            Unseal.Open(Forge.Join(Keys, Body(Header, Sealed())), Reader(Ben, Ana.Certificate) with { Limits = few }));
        var many = Forge.Packet(PacketTag.Protected, Forge.Join(Convert.FromHexString("02090200"), new byte[32 + 80 * (OpenLimits.Default.Chunks + 1)]));
        ThreadWork.StaysUnder(TimeSpan.FromSeconds(1), () =>
            Assert.Equal(new Opened.Refused(OpenRefusal.OverLimit, false), BenOpens(Forge.Join(Keys, many))));
    }

    /// <summary>A whole message that is wrong in nothing else, and so short that no other limit is met. Each way refuses it by itself.</summary>
    [Fact]
    public async Task Seventy_thousand_chunks_are_over_the_limit_of_both_ways()
    {
        var content = new byte[70_000 * 64];
        var inside = Forge.Join(Forge.Literal(content), Forge.Signature(SignatureTypes.Binary, Ana, Now, digest => digest.Bytes(content)));
        var message = Forge.Join(Keys, ChunkForge.Body(Session, Header, inside));
        var (usual, more) = (Reader(Ben, Ana.Certificate), Reader(Ben, Ana.Certificate) with { Limits = new OpenLimits { Chunks = 71_000 } });
        foreach (var bytes in (byte[][])[message, Armor.EncodeBytes("PGP MESSAGE", message)])
        {
            Assert.Equal(new Opened.Refused(OpenRefusal.OverLimit, false), Unseal.Open(bytes, usual));
            Assert.Equal(new OpenedLarge.Refused(OpenRefusal.OverLimit, false), (await Both.ReadAsync(new MemoryStream(bytes), usual)).Opened);
        }
        Assert.IsType<Opened.Genuine>(Both.Open(message, more));
    }

    /// <summary>The wrapped key has no cipher of its own: one that does not fit the header's is no key.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void A_session_key_is_of_the_length_of_the_headers_cipher(int cipher)
    {
        var header = Header with { Cipher = (byte)cipher };
        Assert.Equal(new Opened.Refused(OpenRefusal.WeakCipher, false), BenOpens(Forge.Join(Keys, Body(header, Sealed()))));
    }

    [Fact]
    public void Keys_of_one_version_do_not_open_a_body_of_the_other()
    {
        using var session = SessionKey.New();
        var nobody = new Opened.NotForUs();
        byte[] Wrap(SealVersion version) => Forge.Wrapped(session, Ben.Certificate, version: version);
        byte[] Body(SealVersion version) => Forge.Sealed(_ => Forge.Packet(PacketTag.Marker, "PGP"u8), Inside, version);
        byte[] Around(Func<SessionKey, byte[]> wrap, SealVersion version) => Forge.Sealed(wrap, Inside, version);
        Assert.Equal(nobody, BenOpens(Forge.Join(Wrap(SealVersion.Two), Body(SealVersion.One))));
        Assert.Equal(nobody, BenOpens(Forge.Join(Wrap(SealVersion.One), Body(SealVersion.Two))));
        foreach (var version in (SealVersion[])[SealVersion.One, SealVersion.Two])
        {
            var other = version == SealVersion.One ? SealVersion.Two : SealVersion.One;
            Assert.Equal(nobody, BenOpens(Around(key => Forge.Wrapped(key, Ben.Certificate, version: other), version)));
            // Beside one that fits, the one that does not is passed over.
            Assert.IsType<Opened.Genuine>(BenOpens(Around(
                key => Forge.Join(Forge.Wrapped(key, Ben.Certificate, version: other), Forge.Wrapped(key, Ben.Certificate, version: version)), version)));
        }
    }

    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public void Passphrase_keys_of_one_version_do_not_open_a_body_of_the_other(SealVersion version)
    {
        var other = version == SealVersion.One ? SealVersion.Two : SealVersion.One;
        byte[] For(SealVersion keys) => Forge.Sealed(key => PassphraseKey.Wrap(key, "1234", keys), Inside, version);
        Assert.True(Seal.TryDecryptWithPassphrase(For(version), "1234", out _, out _));
        Assert.False(Seal.TryDecryptWithPassphrase(For(other), "1234", out _, out var reason));
        Assert.Equal(OpenRefusal.NoKeyOpens, reason);
    }

    /// <summary>A body of one version that is relabelled as the other: the cheap way to be rid of what the newer one protects.</summary>
    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public void A_relabelled_body_does_not_open(SealVersion version)
    {
        var message = FromAnaToBen(version);
        var body = SealedMessage.Read(message, OpenLimits.Default).Body;
        var keys = message[..^body.Whole.Length];
        foreach (var label in (byte[])[0, 1, 2, 3, 255])
        {
            if (label == (byte)version)
                continue;
            Assert.IsNotType<Opened.Genuine>(BenOpens(Forge.Join(keys, Forge.Packet(PacketTag.Protected, [label, .. body.Body.Span[1..]]))));
            // With the session key at hand in both versions, too.
            using var session = SessionKey.New();
            byte[] both = Forge.Join(Forge.Wrapped(session, Ben.Certificate), Forge.Wrapped(session, Ben.Certificate, version: SealVersion.Two));
            byte[] relabelled = [label, .. ChunkForge.Body(session, Header, Inside).AsSpan(3)];
            Assert.IsNotType<Opened.Genuine>(BenOpens(Forge.Join(both, Forge.Packet(PacketTag.Protected, relabelled))));
        }
    }

    [Theory]
    [InlineData("06")]
    [InlineData("0600")]
    [InlineData("060104")]
    [InlineData("06FF04")]
    [InlineData("0615060000000000000000000000000000000000000000")]
    [InlineData("0321")]
    [InlineData("")]
    [InlineData("02")]
    public void A_damaged_wrapped_key_is_none(string hex)
    {
        var damaged = Forge.Packet(PacketTag.WrappedKey, Convert.FromHexString(hex));
        Assert.Null(WrappedKey.Read(Convert.FromHexString(hex)));
        Assert.IsType<Opened.Genuine>(BenOpens(Forge.Join(damaged, FromAnaToBen(SealVersion.Two))));
    }

    [Fact]
    public void Padding_and_what_is_unknown_but_harmless_is_passed_over_and_the_rest_is_not()
    {
        foreach (var version in (SealVersion[])[SealVersion.One, SealVersion.Two])
        {
            byte[] Surrounded(byte tag) => Forge.Join(
                Forge.Packet((PacketTag)tag, [1, 2, 3]),
                Forge.Sealed(Ben.Certificate, Forge.Join(Forge.Packet((PacketTag)tag, [1]), Inside, Forge.Packet((PacketTag)tag, [])), version));
            foreach (var tag in (byte[])[10, 21, 40, 59, 60, 63])
                Assert.IsType<Opened.Genuine>(BenOpens(Surrounded(tag)));
            foreach (var tag in (byte[])[15, 16, 22, 39])
                Assert.IsNotType<Opened.Genuine>(BenOpens(Surrounded(tag)));
        }
    }

    private static List<byte[]> Sealed() => Split(ChunkForge.Body(Session, Header, Inside));

    private static List<byte[]> Split(byte[] packet)
    {
        var reader = new PacketReader(packet);
        Assert.True(reader.TryNext(out var body));
        var chunks = body.Body[ChunkHeader.Length..^Chunks.TagLength].ToArray().Chunk(ChunkLength).ToList();
        chunks.Add(body.Body[^Chunks.TagLength..].ToArray());
        return chunks;
    }

    private static byte[] Body(ChunkHeader header, List<byte[]> chunks)
    {
        using var body = new WireWriter();
        header.Write(body);
        foreach (var chunk in chunks)
            body.Bytes(chunk);
        return Forge.Packet(PacketTag.Protected, body.Written);
    }

    private static Opened Opened(List<byte[]> chunks) => BenOpens(Forge.Join(Keys, Body(Header, chunks)));
}
