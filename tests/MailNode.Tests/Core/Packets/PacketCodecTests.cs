using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailNode.Core.Packets;
using MailNode.Tests.Mime;

namespace MailNode.Tests.Core.Packets;

public sealed class PacketCodecTests
{
    public static TheoryData<string> Types => [.. PacketExamples.All.Select(one => one.Type)];

    [Theory, MemberData(nameof(Types))]
    public void A_packet_reads_as_it_was_written(string type)
    {
        var draft = PacketExamples.All.Single(one => one.Type == type);
        var packet = PacketExamples.Written(type);
        Assert.True(PacketCodec.TryRead(packet.Bytes.ToArray(), out var again, out var reason), reason);
        Assert.Equal(packet.Id, again.Id);
        Assert.Equal((type, Pen.Ben, Pen.Now, draft.Rev), (again.Type, again.Author, again.At, again.Rev));
        Assert.Equal((draft.Chain, draft.Audience, draft.About, draft.Root), (again.Chain, again.Audience, again.About, again.Root));
        Assert.Equal((draft.Origin, draft.Cause), (again.Origin, again.Cause));
        Assert.Equal(draft.Readers, again.Readers);
        Assert.Equal(draft.Attachments, again.Attachments);
        Assert.Equal(Json(draft.Body), Json(again.Body));
    }

    [Theory, MemberData(nameof(Types))]
    public void Members_that_are_not_known_are_kept_and_ignored(string type)
    {
        var known = PacketExamples.Written(type);
        var more = Changed(known, json =>
        {
            json["colour"] = new JsonObject { ["deep"] = new JsonArray(1, "two", null) };
            json["body"]!["mood"] = "merry";
        });
        Assert.True(PacketCodec.TryRead(more, out var packet, out var reason), reason);
        Assert.Equal(more, packet.Bytes.ToArray());
        Assert.NotEqual(known.Id, packet.Id);
        Assert.Equal(Json(known.Body), Json(packet.Body));
    }

    [Theory, MemberData(nameof(Types))]
    public void What_a_later_version_says_is_kept_for_later(string type)
    {
        foreach (var change in (Action<JsonObject>[])[
            json => json["mailnode"] = "2.0",
            json => json["type"] = $"{json["type"]}-x",
            json => json["critical"] = new JsonArray("rhyme"),
            json => { json["mailnode"] = "3"; json["body"] = new JsonArray(); },
            json => { json["mailnode"] = "2.0"; json.Remove("body"); }])
        {
            Assert.True(PacketCodec.TryRead(Changed(PacketExamples.Written(type), change), out var packet, out var reason), reason);
            Assert.IsType<UnknownBody>(packet.Body);
        }
    }

    [Fact]
    public void Two_thousand_damaged_packets_are_read_or_refused()
    {
        var random = new SeededNumbers(12);
        var (read, refused) = (0, 0);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = PacketExamples.Written(PacketExamples.All[random.Below(PacketExamples.All.Count)].Type).Bytes.ToArray();
            for (var bite = random.Below(3); bite >= 0; bite--) bytes = Damaged(bytes, random);
            if (PacketCodec.TryRead(bytes, out _, out var reason)) read++;
            else
            {
                Assert.NotEmpty(reason);
                refused++;
            }
        }
        Assert.InRange(read, 50, 1950);
        Assert.InRange(refused, 50, 1950);
    }

    [Fact]
    public void What_cannot_be_read_is_not_written() =>
        Assert.Throws<ArgumentException>(() => PacketCodec.Write(
            new PacketDraft(PacketTypes.Post, new PostBody(new string('a', PacketLimits.Text + 1))), Pen.Ana, Pen.Now));

    internal static byte[] Changed(Packet packet, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(packet.Bytes.Span)!.AsObject();
        change(json);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static string Json(Body body) => JsonSerializer.Serialize(body, body.GetType());

    private static byte[] Damaged(byte[] bytes, SeededNumbers random)
    {
        var (from, to) = random.Range(bytes.Length);
        var cut = Math.Min(to, from + 20);
        return random.Below(5) switch
        {
            0 => [.. bytes[..from], .. bytes[cut..]],
            1 => [.. bytes[..cut], .. bytes[from..]],
            2 => [.. bytes[..from], (byte)random.Below(256), .. bytes[from..]],
            3 => [.. bytes[..from], .. "null"u8, .. bytes[cut..]],
            _ => [.. bytes.Select((one, at) => at == from ? (byte)random.Below(256) : one)],
        };
    }
}
