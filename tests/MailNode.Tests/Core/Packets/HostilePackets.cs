using System.Text;
using System.Text.Json.Nodes;
using MailNode.Core.Packets;

namespace MailNode.Tests.Core.Packets;

/// <summary>JSON that somebody may send us in place of a packet: it is refused with a reason, and nothing throws.</summary>
public sealed class HostilePackets
{
    private const string Head = "\"mailnode\":\"1.0\",\"author\":\"B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2\",\"at\":\"2026-11-21T08:15:30.123Z\"";
    private const string Post = "{" + Head + ",\"type\":\"post\",\"body\":{\"text\":\"hi\"}";
    private const string LongName = "B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2";
    private const string Id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"post\"")]
    [InlineData("{}")]
    [InlineData("{" + Head + ",\"body\":{\"text\":\"hi\"}}")]
    [InlineData("{" + Head + ",\"type\":7,\"body\":{\"text\":\"hi\"}}")]
    [InlineData("{" + Head + ",\"type\":null,\"body\":{\"text\":\"hi\"}}")]
    [InlineData("{" + Head + ",\"type\":\"\",\"body\":{\"text\":\"hi\"}}")]
    [InlineData("{" + Head + ",\"type\":\"post\"}")]
    [InlineData("{" + Head + ",\"type\":\"post\",\"body\":null}")]
    [InlineData("{" + Head + ",\"type\":\"post\",\"body\":[]}")]
    [InlineData("{" + Head + ",\"type\":\"post\",\"body\":{}}")]
    [InlineData("{" + Head + ",\"type\":\"post\",\"body\":{\"text\":null}}")]
    [InlineData("{" + Head + ",\"type\":\"post\",\"body\":{\"text\":1}}")]
    [InlineData("{" + Head + ",\"type\":\"post\",\"body\":{\"text\":\"a\",\"text\":\"b\"}}")]
    [InlineData("{" + Head + ",\"type\":\"post\",\"body\":{\"text\":\"\\ud800\"}}")]
    [InlineData("{" + Head + ",\"type\":\"delete\",\"about\":\"" + Id + "\",\"root\":\"" + Id + "\"}")]
    [InlineData(Post + ",\"type\":\"post\"}")]
    [InlineData(Post + ",\"mailnode\":\"2.0\"}")]
    [InlineData(Post + "} ,")]
    [InlineData(Post + "} {}")]
    [InlineData(Post + ",}")]
    [InlineData(Post + "/* and */}")]
    [InlineData(Post + ",\"about\":\"\"}")]
    [InlineData(Post + ",\"about\":7}")]
    [InlineData(Post + ",\"root\":\"" + Id + "a\"}")]
    [InlineData(Post + ",\"root\":\"0" + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}")]
    [InlineData(Post + ",\"cause\":\"" + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"}")]
    [InlineData(Post + ",\"readers\":[null]}")]
    [InlineData(Post + ",\"readers\":[\"B2\"]}")]
    [InlineData(Post + ",\"readers\":[\"" + LongName + "\"]}")]
    [InlineData("{\"mailnode\":\"1.0\",\"author\":\"" + LongName + "\",\"at\":\"2026-11-21T08:15:30.123Z\",\"type\":\"post\",\"body\":{\"text\":\"hi\"}}")]
    [InlineData(Post + ",\"readers\":\"B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2\"}")]
    [InlineData(Post + ",\"rev\":-1}")]
    [InlineData(Post + ",\"rev\":1.5}")]
    [InlineData(Post + ",\"rev\":\"1\"}")]
    [InlineData(Post + ",\"rev\":9223372036854775808}")]
    [InlineData(Post + ",\"rev\":1e400}")]
    [InlineData(Post + ",\"chain\":{\"id\":\"\",\"seq\":1}}")]
    [InlineData(Post + ",\"chain\":{\"id\":null,\"seq\":1}}")]
    [InlineData(Post + ",\"chain\":{\"id\":\"c\"}}")]
    [InlineData(Post + ",\"chain\":{\"id\":\"c\",\"seq\":0}}")]
    [InlineData(Post + ",\"chain\":{\"id\":\"c\",\"seq\":1,\"prev\":\"x\"}}")]
    [InlineData(Post + ",\"audience\":{}}")]
    [InlineData(Post + ",\"audience\":{\"kind\":null}}")]
    [InlineData(Post + ",\"audience\":\"friends\"}")]
    [InlineData(Post + ",\"attachments\":[null]}")]
    [InlineData(Post + ",\"attachments\":[{}]}")]
    [InlineData(Post + ",\"attachments\":{}}")]
    [InlineData(Post + ",\"attachments\":[{\"sha256\":\"../../etc/passwd\",\"name\":\"a\",\"type\":\"b\",\"size\":1}]}")]
    [InlineData("{" + Head + ",\"type\":\"comment\",\"body\":{\"text\":\"hi\"}}")]
    [InlineData("{" + Head + ",\"type\":\"comment\",\"body\":{\"text\":\"hi\"},\"root\":\"" + Id + "\"}")]
    [InlineData("{" + Head + ",\"type\":\"chain\",\"body\":{\"chain\":\"c\",\"from\":1,\"audience\":{\"kind\":\"friends\"}}}")]
    [InlineData("{" + Head + ",\"type\":\"hello\",\"body\":{\"profile\":null,\"certificate\":\"\"},\"readers\":[]}")]
    [InlineData("{" + Head + ",\"type\":\"hello\",\"body\":{\"profile\":{\"name\":\"E\",\"endpoints\":[null],\"versions\":[],\"types\":[]},\"certificate\":\"\"},\"readers\":[\"B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2\"]}")]
    public void It_is_refused_with_a_reason(string json) => AssertRefused(Encoding.UTF8.GetBytes(json));

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("12:00")]
    [InlineData("Nov 21")]
    [InlineData("11/21/2026")]
    [InlineData("2026-11-21")]
    [InlineData("0000-01-01T00:00:00.000Z")]
    [InlineData("0001-01-01T00:00:00.000+14:00")]
    [InlineData("9999-12-31T23:59:59.999-14:00")]
    [InlineData("10000-01-01T00:00:00.000Z")]
    [InlineData("2026-02-30T00:00:00.000Z")]
    [InlineData("2026-11-21T24:00:00.000Z")]
    [InlineData("2026-11-21T08:15:30.123+99:00")]
    [InlineData(" 2026-11-21T08:15:30.123Z")]
    public void A_time_that_is_none_is_refused(string at) => AssertRefused(With(json => json["at"] = at));

    [Theory]
    [InlineData("0001-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59.999Z")]
    [InlineData("2026-11-21T08:15:30Z")]
    [InlineData("2026-11-21T08:15:30.1234567Z")]
    [InlineData("2026-11-21T10:15:30.123+02:00")]
    public void The_ends_of_time_can_be_sorted(string at)
    {
        Assert.True(PacketCodec.TryRead(With(json => json["at"] = at), out var packet, out var reason), reason);
        foreach (var arrived in (DateTimeOffset[])[DateTimeOffset.MinValue, DateTimeOffset.UnixEpoch, Pen.Now, DateTimeOffset.MaxValue])
            Assert.True(new LoggedPacket(packet, arrived, true).SortAt.ToUnixTimeSeconds() <= arrived.ToUnixTimeSeconds());
    }

    [Fact]
    public void Readers_that_differ_in_case_alone_are_one()
    {
        var packet = Pen.Read(Post + $",\"readers\":[\"{Pen.Ana.ToString().ToLowerInvariant()}\"]}}");
        Assert.Equal([Pen.Ana], packet.Readers);
    }

    [Fact]
    public void The_order_of_members_does_not_matter()
    {
        var packet = Pen.Read("{\"body\":{\"text\":\"hi\"}," + Head + ",\"type\":\"post\"}");
        Assert.Equal("hi", Assert.IsType<PostBody>(packet.Body).Text);
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    [InlineData(100_000, false)]
    public void Nesting_has_an_end(int depth, bool read) => Assert.Equal(read, PacketCodec.TryRead(
        Encoding.UTF8.GetBytes(Post + ",\"x\":" + new string('[', depth) + new string(']', depth) + "}"), out _, out _));

    [Fact]
    public void Five_megabytes_are_too_much()
    {
        AssertRefused(With(json => json["x"] = new string('a', 5 * 1024 * 1024)));
        Assert.True(PacketCodec.TryRead(With(json => json["x"] = new string('a', 3 * 1024 * 1024)), out _, out _));
    }

    [Fact]
    public void Every_list_and_word_has_a_limit()
    {
        AssertRefused(With(json => json["readers"] = Many(PacketLimits.Readers + 1, () => Pen.Ana.ToString())));
        AssertRefused(With(json => json["attachments"] = Many(PacketLimits.Attachments + 1, Attachment)));
        AssertRefused(With(json => json["attachments"] = Many(1, () => Attachment(name: new string('n', PacketLimits.Word + 1)))));
        AssertRefused(With(json => json["attachments"] = Many(1, () => Attachment(size: -1))));
        AssertRefused(With(json => json["origin"] = new string('o', PacketLimits.Word + 1)));
        AssertRefused(With(json => json["type"] = new string('t', 101)));
        AssertRefused(With(json => json["audience"] = new JsonObject { ["kind"] = "group", ["label"] = new string('l', 101) }));
        AssertRefused(With(json => json["chain"] = new JsonObject { ["id"] = new string('c', 101), ["seq"] = 1 }));
        AssertRefused(With(json => json["body"]!["text"] = new string('t', PacketLimits.Text + 1)));
    }

    /// <summary>Whoever reads one checks every signature in it.</summary>
    [Theory]
    [InlineData(PacketTypes.Hello)]
    [InlineData(PacketTypes.Welcome)]
    [InlineData(PacketTypes.Profile)]
    public void A_stranger_brings_no_more_than_a_minimal_certificate(string type)
    {
        byte[] Bringing(int length) => PacketCodecTests.Changed(PacketExamples.Written(type), json => json["body"]!["certificate"] = new string('A', length));
        Assert.True(PacketCodec.TryRead(Bringing(PacketLimits.Certificate), out _, out _));
        Assert.False(PacketCodec.TryRead(Bringing(PacketLimits.Certificate + 1), out _, out var reason));
        Assert.Contains("certificate", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("👍", true)]
    [InlineData("👨‍👩‍👧‍👦", true)]
    [InlineData("🏴󠁧󠁢󠁥󠁮󠁧󠁿", true)]
    [InlineData("1️⃣", true)]
    [InlineData("❤️", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("\u202e", false)]
    [InlineData("\u001b", false)]
    [InlineData("\u001b[2J", false)]
    [InlineData("👍👍", false)]
    [InlineData("👍\nAna: yes", false)]
    public void A_reaction_is_one_sign(string emoji, bool good)
    {
        var bytes = PacketCodecTests.Changed(PacketExamples.Written(PacketTypes.Reaction), json => json["body"]!["emoji"] = emoji);
        Assert.Equal(good, PacketCodec.TryRead(bytes, out _, out _));
    }

    private static byte[] With(Action<JsonObject> change) => PacketCodecTests.Changed(Pen.Read(Post + "}"), change);

    private static JsonArray Many(int count, Func<JsonNode> make) => [.. Enumerable.Range(0, count).Select(_ => make())];

    private static JsonNode Attachment() => Attachment("a");

    private static JsonObject Attachment(string name = "a", long size = 1) =>
        new() { ["sha256"] = new string('a', 64), ["name"] = name, ["type"] = "image/png", ["size"] = size };

    private static void AssertRefused(byte[] json)
    {
        Assert.False(PacketCodec.TryRead(json, out var packet, out var reason));
        Assert.Null(packet);
        Assert.NotEmpty(reason);
    }
}
