using MailNode.OpenPgp;
using MailNode.OpenPgp.Large;

namespace MailNode.Tests.OpenPgp;

/// <summary>Opens a message in memory and as a stream, which must come to the same; so every test of the one is a test of the other.</summary>
internal static class Both
{
    private const int Small = 8 << 10;

    public static Opened Open(ReadOnlyMemory<byte> message, OpenRequest request)
    {
        var opened = Unseal.Open(message, request);
        AssertSame(opened, AsStream(new MemoryStream(message.ToArray()), request));
        AssertSame(opened, AsStream(new Dribble(message.ToArray(), message.Length < Small ? 1 : 4_093), request));
        return opened;
    }

    /// <summary>What the content of a genuine message is, with the rest of the answer.</summary>
    public static (OpenedLarge Opened, byte[] Content) AsStream(Stream message, OpenRequest request)
    {
        var work = ReadAsync(message, request);
        Assert.True(work.IsCompleted, "Bytes in memory were waited for.");
        return work.GetAwaiter().GetResult();
    }

    public static async Task<(OpenedLarge Opened, byte[] Content)> ReadAsync(Stream message, OpenRequest request)
    {
        var opened = await Unseal.OpenAsync(message, request, Path.GetTempPath(), CancellationToken.None);
        if (opened is not OpenedLarge.Genuine genuine)
            return (opened, []);
        await using var content = genuine.Content;
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        Assert.Equal(genuine.Length, bytes.Length);
        return (opened, bytes.ToArray());
    }

    private static void AssertSame(Opened opened, (OpenedLarge Opened, byte[] Content) large)
    {
        if (opened is not Opened.Genuine genuine)
        {
            Assert.Equal(InWords(opened), InWords(large.Opened));
            return;
        }
        var other = Assert.IsType<OpenedLarge.Genuine>(large.Opened);
        Assert.True(genuine.Content.Span.SequenceEqual(large.Content));
        Assert.Equal(genuine.Signature.ToArray(), other.Signature.ToArray());
        Assert.Equal((genuine.Signer, genuine.SignedAt, genuine.SignatureType), (other.Signer, other.SignedAt, other.SignatureType));
    }

    private static string InWords(Opened opened) => opened switch
    {
        Opened.NotForUs notForUs => $"not for us: {notForUs.Reason}",
        Opened.Refused refused => $"refused: {refused.Reason} {refused.Recognised}",
        _ => "genuine",
    };

    private static string InWords(OpenedLarge opened) => opened switch
    {
        OpenedLarge.NotForUs notForUs => $"not for us: {notForUs.Reason}",
        OpenedLarge.Refused refused => $"refused: {refused.Reason} {refused.Recognised}",
        _ => "genuine",
    };
}

/// <summary>A source that gives a few bytes at a time.</summary>
internal sealed class Dribble(byte[] bytes, int most) : MemoryStream(bytes)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(most, buffer.Length)], cancellationToken);
}

/// <summary>Content without end or repetition that is held nowhere: so many bytes of it.</summary>
internal sealed class Endless(long length) : ForwardStream
{
    private long at;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = (int)Math.Min(buffer.Length, length - at);
        for (var i = 0; i < count; i++)
            buffer.Span[i] = ByteAt(at + i);
        at += count;
        return ValueTask.FromResult(count);
    }

    public static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = ByteAt(i);
        return bytes;
    }

    /// <summary>Is that what is read from here? How much of it there was until then.</summary>
    public static async Task<long> CompareAsync(Stream stream)
    {
        var piece = new byte[10_007];
        var total = 0L;
        for (int read; (read = await stream.ReadAsync(piece)) > 0; total += read)
            AssertFrom(total, piece.AsSpan(0, read));
        return total;
    }

    public static void AssertFrom(long from, ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != ByteAt(from + i))
                Assert.Fail($"Byte {from + i} is another.");
        }
    }

    private static byte ByteAt(long position)
    {
        var mixed = (ulong)(position >> 3) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9;
        return (byte)((mixed ^ (mixed >> 32)) >> (int)(8 * (position & 7)));
    }
}
