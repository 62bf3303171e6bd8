using System.Runtime.InteropServices;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

/// <summary>What was read is what was there, byte for byte, in mail of all kinds: signatures are made over bytes, not over meanings.</summary>
public sealed class BytesKeptTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_mail_comes_back_out_of_the_mail_that_it_was_put_into()
    {
        foreach (var path in MimeCorpus.MailsAndBounces())
        {
            var bytes = File.ReadAllBytes(path);
            var around = MimeBuilder.Multipart("mixed", [MimeBuilder.Raw(bytes), MimeBuilder.Text("text/plain", "x"), MimeBuilder.Raw(bytes)]).WriteMessage();
            var children = MimeEntity.Parse(around).Children;
            Assert.True(children.Count == 3, path);
            Assert.True(children[0].Raw.Span.SequenceEqual(bytes) && children[2].Raw.Span.SequenceEqual(bytes), path);
        }
    }

    [Fact]
    public void Fields_and_parts_lie_one_behind_the_other_in_the_bytes_that_were_read()
    {
        var (entities, fields) = (0, 0);
        foreach (var path in MimeCorpus.MailsAndBounces())
        {
            var open = new Stack<MimeEntity>([MimeEntity.Parse(File.ReadAllBytes(path))]);
            while (open.TryPop(out var entity))
            {
                entities++;
                fields += entity.Headers.Count;
                AssertInOrder(entity.Raw, [.. entity.Headers.Select(field => field.Raw), entity.RawBody], path);
                Assert.Equal(End(entity.Raw), End(entity.RawBody));
                AssertInOrder(entity.RawBody, [.. entity.Children.Select(child => child.Raw).Where(raw => IsSameArray(raw, entity.RawBody))], path);
                foreach (var child in entity.Children)
                    open.Push(child);
            }
        }

        output.WriteLine($"{entities} entities, {fields} fields");
        Assert.True(fields > entities);
    }

    private static void AssertInOrder(ReadOnlyMemory<byte> whole, IReadOnlyList<ReadOnlyMemory<byte>> pieces, string path)
    {
        var at = Start(whole);
        foreach (var piece in pieces)
        {
            Assert.True(Start(piece) >= at && End(piece) <= End(whole), path);
            at = End(piece);
        }
    }

    /// <summary>A part that was decoded as a whole lies in memory of its own.</summary>
    private static bool IsSameArray(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other) => Segment(one).Array == Segment(other).Array;

    private static int Start(ReadOnlyMemory<byte> bytes) => Segment(bytes).Offset;

    private static int End(ReadOnlyMemory<byte> bytes) => Segment(bytes).Offset + bytes.Length;

    private static ArraySegment<byte> Segment(ReadOnlyMemory<byte> bytes)
    {
        Assert.True(MemoryMarshal.TryGetArray(bytes, out var segment));
        return segment;
    }
}
