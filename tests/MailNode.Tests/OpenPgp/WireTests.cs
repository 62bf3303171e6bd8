using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;

namespace MailNode.Tests.OpenPgp;

/// <summary>Packet headers: both formats, pieces, and lies.</summary>
public sealed class WireTests
{
    [Theory]
    [InlineData("CB03616263", "616263")]
    [InlineData("CBFF00000003616263", "616263")]
    [InlineData("AC03616263", "616263")]
    [InlineData("AD0003616263", "616263")]
    [InlineData("AE00000003616263", "616263")]
    [InlineData("AF616263", "616263")]
    [InlineData("CB00", "")]
    public void Every_way_to_write_a_length_is_read(string hex, string body)
    {
        var bytes = Convert.FromHexString(hex);
        var reader = new PacketReader(bytes);
        Assert.True(reader.TryNext(out var packet));
        Assert.Equal(PacketTag.Literal, packet.Tag);
        Assert.Equal(body, Convert.ToHexString(packet.Body.Span));
        Assert.Equal(bytes, packet.Whole.ToArray());
        Assert.True(reader.AtEnd);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("7F")]
    [InlineData("CB")]
    [InlineData("CB04616263")]
    [InlineData("CBC0")]
    [InlineData("CBFF0000")]
    [InlineData("CBFFFFFFFFFF61")]
    [InlineData("CBFF80000000")]
    [InlineData("AEFFFFFFFF61")]
    [InlineData("AE7FFFFFFF")]
    [InlineData("CBFE61")]
    [InlineData("CBE16162026364")]
    [InlineData("B7616263")]
    [InlineData("87616263")]
    [InlineData("CBE161")]
    [InlineData("CBE16161")]
    [InlineData("CBE06105")]
    [InlineData("C2E06100")]
    [InlineData("C000")]
    public void Lies_about_a_length_cost_nothing(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reader = new PacketReader(bytes);
        Assert.False(reader.TryNext(out _));
        Assert.False(reader.AtEnd);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4_096);
    }

    [Theory]
    [InlineData(512, 0, true)]
    [InlineData(512, 3, true)]
    [InlineData(1_024, 191, true)]
    [InlineData(256, 3, false)]
    [InlineData(1, 3, false)]
    public void A_body_in_pieces_begins_with_a_long_one(int first, int last, bool valid)
    {
        var bytes = InPieces(first, last);
        var reader = new PacketReader(bytes);
        Assert.Equal(valid, reader.TryNext(out var packet));
        Assert.Equal(valid ? first + last : 0, packet.Body.Length);
        Assert.Equal(valid, reader.AtEnd);
    }

    /// <summary>A literal packet in two pieces.</summary>
    private static byte[] InPieces(int first, int last) =>
        [0xCB, (byte)(0xE0 | System.Numerics.BitOperations.Log2((uint)first)), .. new byte[first], (byte)last, .. new byte[last]];

    [Fact]
    public void As_many_pieces_as_may_be_take_linear_time()
    {
        const int pieces = PacketReader.MostPieces - 2;
        byte[] bytes = [.. InPieces(512, 0), .. new byte[2 * pieces]];
        for (var at = bytes.Length - 2 * pieces - 1; at < bytes.Length - 1; at += 2)
            bytes[at] = 0xE0;
        ThreadWork.StaysUnder(TimeSpan.FromSeconds(1), () =>
        {
            var reader = new PacketReader(bytes);
            Assert.True(reader.TryNext(out var packet));
            Assert.Equal(512 + pieces, packet.Body.Length);
        });
    }

    [Theory]
    [InlineData(0, "00")]
    [InlineData(191, "BF")]
    [InlineData(192, "C000")]
    [InlineData(8_383, "DFFF")]
    [InlineData(8_384, "FF000020C0")]
    public void Lengths_are_written_as_short_as_they_can_be(int length, string octets)
    {
        using var writer = new WireWriter();
        writer.Packet(PacketTag.Literal, new byte[length]);
        Assert.Equal(octets, Convert.ToHexString(writer.Written[1..(writer.Length - length)]));
        Assert.Equal(WireWriter.HeaderLength(length), writer.Length - length);
    }

    [Theory]
    [InlineData("0001", 1)]
    [InlineData("01FF", 9)]
    [InlineData("80", 8)]
    [InlineData("", 0)]
    [InlineData("0000", 0)]
    public void Bits_are_counted_without_leading_zeros(string hex, int bits) =>
        Assert.Equal(bits, Mpi.Bits(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("0123456789abcdef0123456789ABCDEF01234567", true)]
    [InlineData("0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567", true)]
    [InlineData("0123456789ABCDEF0123456789ABCDEF0123456", false)]
    [InlineData("0123456789ABCDEF0123456789ABCDEF0123456G", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Fingerprints_are_forty_digits(string? text, bool valid)
    {
        Assert.Equal(valid, Fingerprint.TryParse(text, out var fingerprint));
        if (!valid)
            return;
        Assert.Equal("0123456789ABCDEF0123456789ABCDEF01234567", fingerprint.ToString());
        Assert.Equal("0123 4567 89AB CDEF 0123 4567 89AB CDEF 0123 4567", fingerprint.Grouped());
        Assert.Equal(0x89ABCDEF01234567ul, fingerprint.KeyId);
        Assert.Equal(fingerprint, new Fingerprint(fingerprint.ToBytes()));
        Assert.Equal(4, fingerprint.Version);
    }

    [Fact]
    public void Fingerprints_of_version_6_are_sixty_four_digits_and_begin_with_their_key_id()
    {
        const string text = "CB186C4F0609A697E4D52DFA6C722B0C1F1E27C18A56708F6525EC27BAD9ACC9";
        Assert.True(Fingerprint.TryParse(text, out var fingerprint));
        Assert.Equal((6, text), (fingerprint.Version, fingerprint.ToString()));
        Assert.Equal(0xCB186C4F0609A697ul, fingerprint.KeyId);
        Assert.Equal(16, fingerprint.Grouped().Split(' ').Length);
        Assert.Equal(fingerprint, new Fingerprint(fingerprint.ToBytes()));
        Assert.False(Fingerprint.TryParse(text[..^2], out _));
        Assert.NotEqual(new Fingerprint(new byte[20]), new Fingerprint(new byte[32]));
        Assert.Equal(default, new Fingerprint(new byte[20]));
    }
}
