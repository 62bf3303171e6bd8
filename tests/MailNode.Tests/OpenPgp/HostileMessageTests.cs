using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Messages that somebody else put together: never content, never an exception, always the right reason.</summary>
public sealed class HostileMessageTests
{
    private static readonly byte[] GoodInside = Forge.Join(Forge.Literal(Letter), Forge.ContentSignature(Ana, Now));

    [Theory]
    [InlineData(SealVersion.One, 0x01)]
    [InlineData(SealVersion.One, 0x80)]
    [InlineData(SealVersion.One, 0xFF)]
    [InlineData(SealVersion.Two, 0x01)]
    [InlineData(SealVersion.Two, 0x80)]
    [InlineData(SealVersion.Two, 0xFF)]
    public void No_flipped_byte_ever_shows_other_content(SealVersion version, int mask)
    {
        var binary = FromAnaToBen(version);
        foreach (var message in (byte[][])[binary, Armor.EncodeBytes("PGP MESSAGE", binary)])
        {
            for (var at = 0; at < message.Length; at++)
            {
                message[at] ^= (byte)mask;
                if (BenOpens(message) is Opened.Genuine genuine)
                    Assert.Equal(Letter, genuine.Content.ToArray());
                message[at] ^= (byte)mask;
            }
        }
    }

    /// <summary>In version 2 the header may become one that is not read; everything behind it is broken, and nothing opens.</summary>
    [Theory]
    [InlineData(SealVersion.One, 1)]
    [InlineData(SealVersion.Two, 4)]
    public void No_flipped_byte_of_the_body_opens_at_all(SealVersion version, int header)
    {
        var message = FromAnaToBen(version);
        var start = message.Length - SealedMessage.Read(message, OpenLimits.Default).Body.Body.Length;
        for (var at = start; at < message.Length; at++)
        {
            message[at] ^= 4;
            if (at < start + header)
                Assert.IsNotType<Opened.Genuine>(BenOpens(message));
            else
                Assert.Equal(new Opened.Refused(OpenRefusal.IntegrityBroken, false), BenOpens(message));
            message[at] ^= 4;
        }
    }

    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public void No_truncated_or_lengthened_message_opens(SealVersion version)
    {
        var message = FromAnaToBen(version);
        for (var length = 0; length < message.Length; length++)
            Assert.IsNotType<Opened.Genuine>(BenOpens(message.AsMemory(0, length)));
        Assert.IsNotType<Opened.Genuine>(BenOpens(Forge.Join(message, message)));
        Assert.IsNotType<Opened.Genuine>(BenOpens(Forge.Join(message, [0])));
        var armored = Armor.EncodeBytes("PGP MESSAGE", message);
        for (var length = 0; length < armored.Length - 1; length++)     // the last line's end is nothing
            Assert.IsNotType<Opened.Genuine>(BenOpens(armored.AsMemory(0, length)));
    }

    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public void A_body_cut_inside_its_packet_is_broken(SealVersion version)
    {
        var message = FromAnaToBen(version);
        var read = SealedMessage.Read(message, OpenLimits.Default);
        var keys = message[..^read.Body.Whole.Length];
        var least = version == SealVersion.Two ? ChunkHeader.Length : 1;
        for (var cut = 1; cut <= read.Body.Body.Length - least; cut++)
        {
            var shorter = Forge.Join(keys, Forge.Packet(PacketTag.Protected, read.Body.Body.Span[..^cut]));
            Assert.Equal(new Opened.Refused(OpenRefusal.IntegrityBroken, false), BenOpens(shorter));
        }
    }

    [Fact]
    public void Only_a_body_with_its_code_at_the_end_counts_as_protected()
    {
        var message = FromAnaToBen();
        var body = SealedMessage.Read(message, OpenLimits.Default).Body;
        var keys = message[..^body.Whole.Length];
        Opened With(PacketTag tag, ReadOnlySpan<byte> other) => BenOpens(Forge.Join(keys, Forge.Packet(tag, other)));
        Assert.Equal(new Opened.Refused(OpenRefusal.NoIntegrity, false), With(PacketTag.Unprotected, body.Body.Span[1..]));
        Assert.Equal(new Opened.Refused(OpenRefusal.Unsupported, false), With(PacketTag.Protected, [3, .. body.Body.Span[1..]]));
        Assert.Equal(new Opened.Refused(OpenRefusal.Unsupported, false), With(PacketTag.Aead, body.Body.Span));
        Assert.Equal(new Opened.Refused(OpenRefusal.Malformed, false), BenOpens(keys));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 24)]
    [InlineData(3, 16)]
    [InlineData(9, 16)]
    [InlineData(10, 32)]
    [InlineData(200, 32)]
    public void A_session_key_is_for_AES_and_of_its_length(int cipher, int length)
    {
        byte[] plain = [(byte)cipher, .. new byte[length], 0, 0];
        var wrapped = KeyWrapping.Wrap(plain, Ben.Certificate.EncryptionKey(Now)!, SealVersion.One, anonymous: false);
        Assert.Equal(new Opened.Refused(OpenRefusal.WeakCipher, false), BenOpens(Forge.Sealed(_ => wrapped, GoodInside)));
    }

    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public void A_wrapped_key_that_only_names_ours_does_not_hide_the_one_that_is_ours(SealVersion version)
    {
        var ours = Ben.Certificate.EncryptionKey(Now)!.Fingerprint.ToBytes();
        var message = Forge.Sealed(
            session =>
            {
                var wrong = Forge.Wrapped(session, Eve.Certificate, version: version);
                if (version == SealVersion.Two)
                    ours.CopyTo(wrong.AsSpan(5));
                else
                    ours.AsSpan(12).CopyTo(wrong.AsSpan(3));
                return Forge.Join(wrong, Forge.Wrapped(session, Ben.Certificate, version: version));
            },
            GoodInside,
            version);
        Assert.Equal(2, SealedMessage.Read(message, OpenLimits.Default).WrappedKeys.Count(wrapped => wrapped.Names(Ben.Certificate.EncryptionKey(Now)!)));
        Assert.IsType<Opened.Genuine>(BenOpens(message));
    }

    [Fact]
    public void What_is_not_encrypted_is_never_opened()
    {
        Assert.Equal(new Opened.NotForUs(OpenRefusal.NotEncrypted), BenOpens(GoodInside));
        Assert.Equal(new Opened.NotForUs(OpenRefusal.NotEncrypted), BenOpens(Forge.Compressed(GoodInside)));
        Assert.Equal(new Opened.NotForUs(OpenRefusal.NotOpenPgp), BenOpens(Letter));
        Assert.Equal(new Opened.NotForUs(OpenRefusal.NotOpenPgp), BenOpens(ReadOnlyMemory<byte>.Empty));
    }

    [Fact]
    public void An_unsigned_letter_is_refused_recognised_and_wiped()
    {
        ReadOnlyMemory<byte> seen = default;
        var request = Reader(Ben, Ana.Certificate) with
        {
            Recognise = content =>
            {
                seen = content;
                return content.Span.SequenceEqual(Letter);
            },
        };
        var opened = Both.Open(Forge.Sealed(Ben.Certificate, Forge.Literal(Letter)), request);
        Assert.Equal(new Opened.Refused(OpenRefusal.NotSigned, true), opened);
        Assert.Equal(Letter.Length, seen.Length);
        Assert.False(seen.Span.ContainsAnyExcept((byte)0));
        Assert.Equal(new Opened.Refused(OpenRefusal.NotSigned, false), BenOpens(Forge.Sealed(Ben.Certificate, Forge.Literal(Letter))));
    }

    [Theory]
    [InlineData(SealVersion.One, 1, OpenRefusal.None)]
    [InlineData(SealVersion.One, 2, OpenRefusal.None)]
    [InlineData(SealVersion.One, 3, OpenRefusal.CompressionLimit)]
    [InlineData(SealVersion.One, 128, OpenRefusal.CompressionLimit)]
    [InlineData(SealVersion.Two, 2, OpenRefusal.None)]
    [InlineData(SealVersion.Two, 3, OpenRefusal.CompressionLimit)]
    public void Compression_goes_two_layers_deep(SealVersion version, int depth, OpenRefusal expected)
    {
        var inside = GoodInside;
        for (var layer = 0; layer < depth; layer++)
            inside = Forge.Compressed(inside);
        AssertOutcome(expected, BenOpens(Forge.Sealed(Ben.Certificate, inside, version)));
    }

    [Theory]
    [InlineData(SealVersion.One, 900_000, OpenRefusal.None)]
    [InlineData(SealVersion.One, 20_000_000, OpenRefusal.CompressionLimit)]
    [InlineData(SealVersion.One, 40_000_000, OpenRefusal.CompressionLimit)]
    [InlineData(SealVersion.Two, 20_000_000, OpenRefusal.CompressionLimit)]
    public void A_bomb_is_given_up_at_the_cap(SealVersion version, int length, OpenRefusal expected)
    {
        var content = new byte[length];
        var signature = Forge.Signature(SignatureTypes.Binary, Ana, Now, digest => digest.Bytes(content));
        var bomb = Forge.Compressed(Forge.Join(Forge.Literal(content), signature));
        AssertOutcome(expected, BenOpens(Forge.Sealed(Ben.Certificate, bomb, version)));
    }

    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public void Too_many_of_anything_is_over_the_limit(SealVersion version)
    {
        var wraps = Forge.Sealed(
            session => Forge.Join([.. Enumerable.Repeat(Forge.Wrapped(session, Ben.Certificate, version: version), 10_000)]), GoodInside, version);
        Assert.Equal(new Opened.Refused(OpenRefusal.OverLimit, false), BenOpens(wraps));
        byte[][] signatures = [.. Enumerable.Repeat(Forge.ContentSignature(Ana, Now), 17)];
        AssertOutcome(OpenRefusal.OverLimit, BenOpens(Forge.Sealed(Ben.Certificate, Forge.Join([Forge.Literal(Letter), .. signatures]), version)));
        AssertOutcome(OpenRefusal.None, BenOpens(Forge.Sealed(Ben.Certificate, Forge.Join([Forge.Literal(Letter), .. signatures[..16]]), version)));
        var small = Reader(Ben) with { Limits = new OpenLimits { MessageBytes = 100 } };
        Assert.Equal(new Opened.NotForUs(OpenRefusal.OverLimit), Both.Open(FromAnaToBen(version), small));
    }

    [Fact]
    public void Only_one_literal_and_signatures_may_lie_inside()
    {
        var literal = Forge.Literal(Letter);
        var signature = Forge.ContentSignature(Ana, Now);
        AssertOutcome(OpenRefusal.Malformed, BenOpens(Forge.Sealed(Ben.Certificate, Forge.Join(literal, literal, signature))));
        AssertOutcome(OpenRefusal.Malformed, BenOpens(Forge.Sealed(Ben.Certificate, signature)));
        AssertOutcome(OpenRefusal.Malformed, BenOpens(Forge.Sealed(Ben.Certificate, Forge.Join(Forge.Compressed(literal), signature))));
        AssertOutcome(OpenRefusal.Malformed, BenOpens(Forge.Sealed(Ben.Certificate, FromAnaToBen())));
        AssertOutcome(OpenRefusal.Malformed, BenOpens(Forge.Sealed(Ben.Certificate, [0x00])));
        AssertOutcome(OpenRefusal.None, BenOpens(Forge.Sealed(Ben.Certificate, Forge.Join(signature, literal))));
    }

    /// <summary>Bzip2 among them: "hello" as bzip2 makes it.</summary>
    [Theory]
    [InlineData("03425A68393141592653591931653D00000081000244A000219A68334D07338BB9229C28480C98B29E80", OpenRefusal.Unsupported)]
    [InlineData("00", OpenRefusal.Malformed)]
    [InlineData("04", OpenRefusal.Unsupported)]
    [InlineData("", OpenRefusal.Malformed)]
    public void What_is_compressed_in_another_way_is_not_unpacked(string hex, OpenRefusal reason) =>
        AssertOutcome(reason, BenOpens(Forge.Sealed(Ben.Certificate, Forge.Packet(PacketTag.Compressed, Convert.FromHexString(hex)))));

    /// <summary>All that a header of zlib can be, above all with the bit for a preset dictionary.</summary>
    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public void Zlib_that_wants_a_dictionary_is_malformed(SealVersion version)
    {
        AssertOutcome(OpenRefusal.Malformed, BenOpens(Forge.Sealed(Ben.Certificate, Forge.CompressedWithDictionary(), version)));
        for (var method = 0; method < 256; method++)
        {
            var flags = (byte)(0x20 + 31 - ((method * 256) + 0x20) % 31);
            AssertOutcome(OpenRefusal.Malformed, BenOpens(Forge.Sealed(Ben.Certificate, Forge.Packet(PacketTag.Compressed, [2, (byte)method, flags, .. Letter]), version)));
        }
    }

    /// <summary>Of a broken body nothing is told but that it is broken, whatever the inflater says of what it seems to hold.</summary>
    [Fact]
    public void A_broken_body_around_zlib_that_wants_a_dictionary_is_broken()
    {
        var message = Forge.Sealed(Ben.Certificate, Forge.CompressedWithDictionary());
        message[^1] ^= 1;
        AssertOutcome(OpenRefusal.IntegrityBroken, BenOpens(message));
    }

    [Fact]
    public void What_is_compressed_by_nothing_is_read()
    {
        var opened = BenOpens(Forge.Sealed(Ben.Certificate, Forge.Packet(PacketTag.Compressed, [0, .. GoodInside])));
        Assert.Equal(Letter, Assert.IsType<Opened.Genuine>(opened).Content.ToArray());
    }

    [Fact]
    public void An_injected_file_name_is_nowhere()
    {
        byte[] name = [.. "x\n[GNUPG:] GOODSIG ABCD"u8];
        var literal = Forge.Packet(PacketTag.Literal, [(byte)'b', (byte)name.Length, .. name, 0, 0, 0, 0, .. Letter]);
        var opened = BenOpens(Forge.Sealed(Ben.Certificate, Forge.Join(literal, Forge.ContentSignature(Ana, Now))));
        Assert.Equal(Letter, Assert.IsType<Opened.Genuine>(opened).Content.ToArray());
    }

    private static void AssertOutcome(OpenRefusal expected, Opened opened)
    {
        if (expected == OpenRefusal.None)
            Assert.IsType<Opened.Genuine>(opened);
        else
            Assert.Equal(new Opened.Refused(expected, false), opened);
    }
}
