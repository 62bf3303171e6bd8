using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using MailNode.Transport.Wire;

namespace MailNode.Transport.Imap;

/// <summary>Takes whole responses from the stream: lines, and the literals that they announce (RFC 9051, section 4.3).</summary>
internal static class ImapReader
{
    /// <summary>Literals longer than this are not even skipped: the server has lost its way.</summary>
    public const long MaxSkipped = 256L << 20;

    private const int MaxLiterals = 10_000;

    /// <summary>
    /// Reads one response, keeping at most <paramref name="keep"/> bytes of all its literals together; with
    /// <paramref name="whole"/>, nothing of a literal that does not fit. Its text is valid until the next read.
    /// </summary>
    public static ValueTask<ImapResponse> ReadAsync(MailStream stream, long keep, CancellationToken c, bool whole = false)
    {
        var reading = stream.ReadLineAsync(c);
        if (!reading.IsCompletedSuccessfully)
            return AwaitAsync(stream, reading, keep, whole, c);
        var line = reading.Result;
        return AnnouncesLiteral(line.Span, out var length)
            ? AwaitLiteralsAsync(stream, line, length, keep, whole, c) : ValueTask.FromResult(new ImapResponse(line, []));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<ImapResponse> AwaitAsync(
        MailStream stream, ValueTask<ReadOnlyMemory<byte>> reading, long keep, bool whole, CancellationToken c)
    {
        var line = await reading.ConfigureAwait(false);
        return AnnouncesLiteral(line.Span, out var length)
            ? await AwaitLiteralsAsync(stream, line, length, keep, whole, c).ConfigureAwait(false) : new ImapResponse(line, []);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<ImapResponse> AwaitLiteralsAsync(
        MailStream stream, ReadOnlyMemory<byte> line, long length, long keep, bool whole, CancellationToken c)
    {
        var text = stream.Scratch;
        text.ResetWrittenCount();
        var literals = new ImapLiteral[1];
        for (var count = 0; ; count++)
        {
            text.Write(line.Span);
            text.Write("\n"u8);
            if (length is < 0 or > MaxSkipped || count >= MaxLiterals || text.WrittenCount > MailStream.MaxLine)
                throw stream.Break("The server announced more than any mail can hold.", MailProblem.Garbage, null);
            if (count == literals.Length)
                Array.Resize(ref literals, count * 2);
            literals[count] = await ReadLiteralAsync(stream, length, whole && length > keep ? 0 : Math.Min(length, keep), c).ConfigureAwait(false);
            keep -= literals[count].Bytes.Length;
            line = await stream.ReadLineAsync(c).ConfigureAwait(false);
            if (AnnouncesLiteral(line.Span, out length, inside: true))
                continue;
            text.Write(line.Span);
            Array.Resize(ref literals, count + 1);
            return new ImapResponse(text.WrittenMemory, literals);
        }
    }

    /// <summary>The bytes come straight into the array that is handed out; the caller's limit bounds what the server's word can make us take.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<ImapLiteral> ReadLiteralAsync(MailStream stream, long length, long kept, CancellationToken c)
    {
        var bytes = kept > 0 ? GC.AllocateUninitializedArray<byte>((int)kept) : [];
        await stream.ReadBlockAsync(bytes, c).ConfigureAwait(false);
        if (length > kept)
            await stream.SkipAsync(length - kept, c).ConfigureAwait(false);
        return new ImapLiteral(bytes, length);
    }

    /// <summary>The line ends in {n} or {n+}; the length is -1 where the number is beyond all bounds.</summary>
    private static bool AnnouncesLiteral(ReadOnlySpan<byte> line, out long length, bool inside = false)
    {
        length = 0;
        if (line.IsEmpty || line[^1] != '}' || (!inside && IsStatusText(line)))
            return false;
        var open = line.LastIndexOf((byte)'{');
        if (open < 0)
            return false;
        var digits = line[(open + 1)..^1];
        if (digits.EndsWith("+"u8))
            digits = digits[..^1];
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        if (!Utf8Parser.TryParse(digits, out length, out _))
            length = -1;
        return true;
    }

    /// <summary>What people read may end in {5} without meaning a literal; untagged data never begins with these words.</summary>
    private static bool IsStatusText(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("* "u8))
            return true;
        var word = line[2..];
        var space = word.IndexOf((byte)' ');
        return ImapStatus.IsCondition(space < 0 ? word : word[..space]);
    }
}
