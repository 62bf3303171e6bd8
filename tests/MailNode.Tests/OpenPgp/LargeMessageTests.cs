using System.Text;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Messages that are never in memory as a whole: the same answers, little memory, and nothing before it is proven.</summary>
public sealed class LargeMessageTests
{
    private const int Attachment = 25 << 20;

    /// <summary>All told, of which nearly all is the small change of a debug build's asynchronous calls.</summary>
    private const long LittleMemory = Attachment / 2;
    private static readonly OpenRequest BensRequest = Reader(Ben, Ana.Certificate);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_529)]
    [InlineData(65_530)]
    [InlineData(65_531)]
    [InlineData(131_072)]
    [InlineData(1_000_000)]
    public async Task Content_of_any_length_survives(int length)
    {
        foreach (var armored in (bool[])[false, true])
        {
            using var message = new MemoryStream();
            await Seal.EncryptAsync(new Endless(length), message, Ana, [Ben.Certificate], armored, Now, null, CancellationToken.None);
            var opened = Assert.IsType<Opened.Genuine>(BenOpens(message.ToArray()));
            Assert.Equal(Endless.Bytes(length), opened.Content.ToArray());
            Assert.Equal(Ana.Certificate.Fingerprint, opened.Signer.Fingerprint);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(262_100)]
    [InlineData(262_144)]
    [InlineData(1_000_000)]
    public async Task So_does_it_in_version_2_and_with_named_readers(int length)
    {
        foreach (var anonymous in (bool[])[false, true])
        {
            var options = new SealOptions { Version = SealVersion.Two, Anonymous = anonymous, Intended = [Ben.Certificate.Fingerprint] };
            using var message = new MemoryStream();
            await Seal.EncryptAsync(new Endless(length), message, Ana, [Ben.Certificate, Eve.Certificate], false, Now, options, CancellationToken.None);
            var opened = Assert.IsType<Opened.Genuine>(BenOpens(message.ToArray()));
            Assert.Equal(Endless.Bytes(length), opened.Content.ToArray());
            Assert.Equal(new Opened.Refused(OpenRefusal.NotIntended, false), Both.Open(message.ToArray(), Reader(Eve, Ana.Certificate)));
        }
    }

    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public async Task A_key_of_version_6_signs_it_and_opens_it(SealVersion version)
    {
        var cem = Version6.Make("Cem <cem@example.org>");
        using var message = new MemoryStream();
        await Seal.EncryptAsync(
            new Endless(200_000), message, cem, [cem.Certificate], true, Now, new SealOptions { Version = version }, CancellationToken.None);
        var opened = Assert.IsType<Opened.Genuine>(Both.Open(message.ToArray(), Reader(cem, cem.Certificate)));
        Assert.Equal(Endless.Bytes(200_000), opened.Content.ToArray());
    }

    [Fact]
    public void No_flipped_byte_and_no_cut_opens_in_version_2()
    {
        var options = new SealOptions { Version = SealVersion.Two };
        var message = Seal.Encrypt(Endless.Bytes(600_000), Ana, [Ben.Certificate], Now, options);
        var start = message.Length - SealedMessage.Read(message, OpenLimits.Default).Body.Whole.Length;
        for (var at = start; at < message.Length; at += at < start + 60 || at > message.Length - 50 ? 1 : 39_989)
        {
            message[at] ^= 4;
            Assert.IsNotType<Opened.Genuine>(BenOpens(message));
            message[at] ^= 4;
            Assert.IsNotType<Opened.Genuine>(BenOpens(message.AsMemory(0, at)));
        }
        Assert.IsType<Opened.Genuine>(BenOpens(message));
    }

    [Fact]
    public void Armor_is_written_as_it_is_in_memory()
    {
        using var message = new MemoryStream();
        Finish(Seal.EncryptAsync(new Endless(200_000), message, Ana, [Ben.Certificate], true, Now, null, CancellationToken.None));
        Assert.True(Armor.TryDecode(message.ToArray(), out var kind, out var bytes));
        Assert.Equal(Armor.Encode(kind, bytes), Encoding.ASCII.GetString(message.ToArray()));
    }

    /// <summary>So little is allocated that the content is nowhere as a whole, whatever is collected in between.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_attachment_of_25_MB_is_sealed_and_opened_in_little_memory(bool armored)
    {
        using var message = new MemoryStream(3 * Attachment / 2);
        var sealing = Allocated(() =>
            Finish(Seal.EncryptAsync(new Endless(Attachment), message, Ana, [Ben.Certificate], armored, Now, null, CancellationToken.None)));
        Assert.InRange(sealing, 0, LittleMemory);
        message.Position = 0;
        var total = 0L;
        var opening = Allocated(() =>
        {
            var genuine = Assert.IsType<OpenedLarge.Genuine>(Finish(Unseal.OpenAsync(message, BensRequest, "", CancellationToken.None)));
            total = Finish(Endless.CompareAsync(genuine.Content));
            genuine.Content.Dispose();
        });
        Assert.Equal(Attachment, total);
        Assert.InRange(opening, 0, LittleMemory);
    }

    [Fact]
    public void A_bomb_is_given_up_in_little_memory()
    {
        var bomb = Forge.Sealed(Ben.Certificate, Forge.Compressed(Forge.Join(Forge.Literal(new byte[60 << 20]), Forge.ContentSignature(Ana, Now))));
        using var message = new MemoryStream(bomb);
        var opening = Allocated(() => Assert.Equal(
            new OpenedLarge.Refused(OpenRefusal.CompressionLimit, false),
            Finish(Unseal.OpenAsync(message, BensRequest, "", CancellationToken.None))));
        Assert.InRange(opening, 0, LittleMemory);
        BenOpens(bomb);
    }

    [Fact]
    public void No_flipped_byte_and_no_cut_opens()
    {
        var message = Sealed(300_000, armored: false);
        var body = SealedMessage.Read(message, OpenLimits.Default).Body;
        var start = message.Length - body.Whole.Length;
        int[] places = [start + 5, start + 30, start + 65_600, message.Length / 2, message.Length - 21, message.Length - 1, .. Steps(message.Length)];
        foreach (var at in places)
        {
            message[at] ^= 4;
            Assert.IsNotType<Opened.Genuine>(BenOpens(message));
            message[at] ^= 4;
            Assert.IsNotType<Opened.Genuine>(BenOpens(message.AsMemory(0, at)));
        }
        Assert.IsType<Opened.Genuine>(BenOpens(message));
        static IEnumerable<int> Steps(int length) => Enumerable.Range(0, length / 19_997).Select(step => 200 + 19_997 * step);
    }

    [Fact]
    public void Damaged_armor_is_judged_as_in_memory()
    {
        var message = Sealed(100_000, armored: true);
        for (var at = 0; at < message.Length; at += at < 200 || at > message.Length - 200 ? 1 : 1_499)
        {
            foreach (var other in "=-\n A"u8.ToArray())
            {
                var was = message[at];
                message[at] = other;
                BenOpens(message);
                message[at] = was;
            }
            BenOpens(message.AsMemory(0, at));
            BenOpens(message.AsMemory(at));
        }
    }

    [Fact]
    public void Text_around_a_block_and_a_second_one_are_judged_as_in_memory()
    {
        var block = Encoding.ASCII.GetString(Sealed(70_000, armored: true));
        var long_ = new string('x', 65_530);
        string[] texts =
        [
            "Hello\n" + block, block + "bye", long_ + "\n" + block, long_ + block, block + block, block + long_ + "-----BEGIN PGP ",
            block + "-----BEGIN PGP", "-----BEGIN PGP x\n" + block, "-----BEGIN PGP x-----\n" + block, " " + block,
            block.Replace("-----\n\n", "-----\nVersion: 1\nComment:\n\n", StringComparison.Ordinal),
            block.Replace("-----\n\n", "-----\n" + string.Concat(Enumerable.Repeat("A: b\n", 65)) + "\n", StringComparison.Ordinal),
            block.Replace("-----\n\n", $"-----\nA: {new string('b', 1_021)}\n\n", StringComparison.Ordinal),
            block.Replace("-----\n\n", $"-----\nA: {new string('b', 1_022)}\n\n", StringComparison.Ordinal),
            block.Replace("-----\n\n", "-----" + new string(' ', 1_012) + "\n\n", StringComparison.Ordinal),
            block.Replace("-----\n\n", "-----" + new string(' ', 1_013) + "\n\n", StringComparison.Ordinal),
            block.Replace("\n=", "\n=\n=", StringComparison.Ordinal), block.Replace("\n=", "\n\n\n=", StringComparison.Ordinal),
            block.Replace("\n=", "\n=" + new string('A', 60), StringComparison.Ordinal), block.ReplaceLineEndings("\r\n"),
            block.Replace("\n-----END", "\nAAAA\n-----END", StringComparison.Ordinal), block.Replace("-----END PGP M", "-----END PGP N", StringComparison.Ordinal),
        ];
        var opened = texts.Select(text => BenOpens(Encoding.ASCII.GetBytes(text))).ToList();
        Assert.Contains(opened, one => one is Opened.Genuine);
        Assert.Contains(opened, one => one is Opened.NotForUs { Reason: OpenRefusal.NotOpenPgp });
    }

    [Theory]
    [InlineData(SignatureTypes.Binary)]
    [InlineData(SignatureTypes.Text)]
    public void A_signature_that_nothing_announced_is_checked_all_the_same(byte type)
    {
        var content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a line\r\nanother\n\r\r\n\r", 20_000)));
        var signature = Forge.Signature(type, Ana, Now, digest =>
        {
            if (type == SignatureTypes.Text)
                digest.Text(content);
            else
                digest.Bytes(content);
        });
        var bad = Forge.Signature(type, Ana, Now, digest => digest.Bytes("other"u8));
        Assert.IsType<Opened.Genuine>(BenOpens(Forge.Sealed(Ben.Certificate, Forge.Join(Forge.Literal(content), bad, signature))));
        Assert.IsType<Opened.Genuine>(BenOpens(Forge.Sealed(Ben.Certificate, Forge.Join(bad, signature, Forge.Literal(content)))));
        Assert.IsType<Opened.Refused>(BenOpens(Forge.Sealed(Ben.Certificate, Forge.Join(bad, Forge.Literal(content), bad))));
    }

    [Fact]
    public void Bodies_in_pieces_of_every_size_open()
    {
        var content = Endless.Bytes(1_200_000);
        var signature = Forge.Signature(SignatureTypes.Binary, Ana, Now, digest => digest.Bytes(content));
        for (var exponent = 0; exponent <= 20; exponent++)
        {
            var literal = InPieces(PacketTag.Literal, [(byte)'b', 0, 0, 0, 0, 0, .. content], exponent);
            var sealedMessage = Forge.Sealed(Ben.Certificate, Forge.Join(literal, signature));
            var read = SealedMessage.Read(sealedMessage, OpenLimits.Default);
            var keys = sealedMessage[..^read.Body.Whole.Length];
            var opened = BenOpens(Forge.Join(keys, InPieces(PacketTag.Protected, read.Body.Body.Span, exponent)));
            Assert.Equal(exponent >= 9, opened is Opened.Genuine);
        }
    }

    /// <summary>Of one byte each, but for the first: as many as may be, and one more.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Bodies_in_too_many_pieces_are_malformed(int more, bool opens)
    {
        var content = Endless.Bytes(512 - 6 + PacketReader.MostPieces - 2 + more);
        var signature = Forge.Signature(SignatureTypes.Binary, Ana, Now, digest => digest.Bytes(content));
        using var literal = new WireWriter();
        byte[] body = [(byte)'b', 0, 0, 0, 0, 0, .. content];
        literal.Byte(0xC0 | (int)PacketTag.Literal).Byte(0xE0 | 9).Bytes(body.AsSpan(0, 512));
        for (var at = 512; at < body.Length; at++)
            literal.Byte(0xE0).Byte(body[at]);
        var inside = Forge.Join(literal.Byte(0).ToArray(), signature);
        var message = Forge.Sealed(Ben.Certificate, inside);
        if (opens)
            Assert.IsType<Opened.Genuine>(BenOpens(message));
        else
            Assert.Equal(new Opened.Refused(OpenRefusal.Malformed, false), BenOpens(message));
    }

    /// <summary>As in <see cref="Sealed"/>, from a source of which nothing but the next bytes can be had.</summary>
    [Fact]
    public async Task Those_who_look_for_a_certificate_see_the_start_and_then_nothing()
    {
        ReadOnlyMemory<byte> seen = default;
        var request = BensRequest with
        {
            FindCertificate = claim =>
            {
                seen = claim.Content;
                Endless.AssertFrom(0, seen.Span);
                return null;
            },
        };
        using var message = new MemoryStream(Sealed(100_000, armored: false));
        Assert.Equal(
            new OpenedLarge.Refused(OpenRefusal.UnknownSigner, false), await Unseal.OpenAsync(message, request, "", CancellationToken.None));
        Assert.Equal(65_536, seen.Length);
        Assert.False(seen.Span.ContainsAnyExcept((byte)0));
    }

    private static byte[] Sealed(int length, bool armored)
    {
        using var message = new MemoryStream();
        Finish(Seal.EncryptAsync(new Endless(length), message, Ana, [Ben.Certificate], armored, Now, null, CancellationToken.None));
        return message.ToArray();
    }

    private static byte[] InPieces(PacketTag tag, ReadOnlySpan<byte> body, int exponent)
    {
        using var writer = new WireWriter(body.Length);
        writer.Byte(0xC0 | (byte)tag);
        for (var length = 1 << exponent; body.Length > length; body = body[length..])
            writer.Byte(0xE0 | exponent).Bytes(body[..length]);
        return writer.PacketLength(body.Length).Bytes(body).ToArray();
    }

    private static long Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Finish(Task work)
    {
        Assert.True(work.IsCompleted, "Bytes in memory were waited for.");
        work.GetAwaiter().GetResult();
    }

    private static T Finish<T>(Task<T> work)
    {
        Finish((Task)work);
        return work.GetAwaiter().GetResult();
    }
}
