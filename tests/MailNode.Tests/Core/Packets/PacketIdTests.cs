using MailNode.Core.Packets;
using MailNode.Tests.Mime;

namespace MailNode.Tests.Core.Packets;

public sealed class PacketIdTests
{
    private static readonly PacketId One = PacketId.Of("one"u8);

    [Fact]
    public void An_id_reads_in_any_case_and_is_spelled_in_one()
    {
        Assert.True(PacketId.TryParse(One.ToString().ToUpperInvariant(), out var again));
        Assert.Equal(One, again);
        Assert.Equal(PacketId.Length, One.ToString().Length);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void What_is_no_id_is_none(string? text)
    {
        Assert.False(PacketId.TryParse(text, out var id));
        Assert.Equal("", id.ToString());
    }

    [Fact]
    public void Ids_are_ordered_by_their_spelling()
    {
        var ids = Enumerable.Range(0, 50).Select(at => PacketId.Of([(byte)at])).ToList();
        Assert.Equal(ids.OrderBy(id => id.ToString(), StringComparer.Ordinal), ids.Order());
        Assert.True(ids.Min() < ids.Max() && ids.Max() >= ids.Min() && ids.Min() <= ids.Min() && ids.Max() > default(PacketId));
    }

    [Fact]
    public void Base32_gives_back_what_it_got_and_nothing_else_fits()
    {
        var random = new SeededNumbers(5);
        for (var length = 0; length < 200; length++)
        {
            var bytes = Enumerable.Range(0, length).Select(_ => (byte)random.Below(256)).ToArray();
            var text = Base32.Encode(bytes);
            Assert.True(Base32.TryDecode(text, out var again));
            Assert.Equal(bytes, again);
            Assert.False(Base32.TryDecode(text + "1", out _));
        }
        foreach (var broken in (string[])["a", "aaa", "aaaaaa", "ab", "aaab", "=", "aa======", "ä"]) Assert.False(Base32.TryDecode(broken, out _), broken);
    }

    [Fact]
    public void The_later_state_is_that_of_the_higher_revision_then_of_the_higher_id()
    {
        var states = Enumerable.Range(0, 10).Select(at => Pen.Grouped("Family", Pen.Named((byte)at), rev: at % 3)).ToList();
        var latest = states.Where(one => one.Packet.Rev == 2).MaxBy(one => one.Packet.Id);
        foreach (var order in Shuffles.Of(states)) Assert.Same(latest, LoggedPacket.Latest(order));
        Assert.Null(LoggedPacket.Latest([]));
    }

    [Theory]
    [InlineData(-3600, -3600)]
    [InlineData(0, 0)]
    [InlineData(0.876, 0.876)]
    [InlineData(0.877, -0.123)]
    [InlineData(3600, -0.123)]
    public void Nothing_is_shown_later_than_the_second_in_which_it_arrived(double written, double shown)
    {
        var packet = PacketCodec.Write(new PacketDraft(PacketTypes.Post, new PostBody("hi")), Pen.Ben, Pen.Now.AddSeconds(written));
        foreach (var fraction in (double[])[-0.123, 0, 0.5])
            Assert.Equal(Pen.Now.AddSeconds(shown), new LoggedPacket(packet, Pen.Now.AddSeconds(fraction), true).SortAt);
    }
}
