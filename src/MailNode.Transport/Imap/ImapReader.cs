using System.Buffers;
using System.Buffers.Text;
using MailNode.Transport.Wire;

namespace MailNode.Transport.Imap;

/// <summary>Takes whole responses from the stream: lines, and the literals that they announce (RFC 9051, section 4.3).</summary>
internal static class ImapReader
{
    /// <summary>Literals longer than this are not even skipped: the server has lost its way.</summary>
    public const long MaxSkipped = 256L << 20;

    private const int MaxLiterals = 10_000;

    /// <summary>Room that is made on the server's word alone; above it, only as the bytes really come.</summary>
    private const int TrustedLength = 8 << 20;

    /// <summary>Reads one response, keeping at most <paramref name="keep"/> bytes of all its literals together.</summary>
    public static async ValueTask<ImapResponse> ReadAsync(MailStream stream, long keep, CancellationToken c)
    {
        var line = await stream.ReadLineAsync(c).ConfigureAwait(false);
        if (IsStatusText(line.Span) || !AnnouncesLiteral(line.Span, out var length))
            return new ImapResponse(line.ToArray(), []);
        var text = new ArrayBufferWriter<byte>(line.Length + 64);
        var literals = new List<ImapLiteral>(1);
        while (true)
        {
            text.Write(line.Span);
            if (!AnnouncesLiteral(line.Span, out length))
                return new ImapResponse(text.WrittenSpan.ToArray(), literals);
            text.Write("\n"u8);
            if (length is < 0 or > MaxSkipped || literals.Count >= MaxLiterals || text.WrittenCount > MailStream.MaxLine)
                throw stream.Break("The server announced more than any mail can hold.", MailProblem.Garbage, null);
            var literal = await ReadLiteralAsync(stream, length, Math.Min(length, keep), c).ConfigureAwait(false);
            keep -= literal.Bytes.Length;
            literals.Add(literal);
            line = await stream.ReadLineAsync(c).ConfigureAwait(false);
        }
    }

    private static async ValueTask<ImapLiteral> ReadLiteralAsync(MailStream stream, long length, long kept, CancellationToken c)
    {
        var bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min(kept, TrustedLength));
        await stream.ReadBlockAsync(bytes, c).ConfigureAwait(false);
        while (bytes.Length < kept)
        {
            var read = bytes.Length;
            Array.Resize(ref bytes, (int)Math.Min(kept, read * 2L));
            await stream.ReadBlockAsync(bytes.AsMemory(read), c).ConfigureAwait(false);
        }
        await stream.SkipAsync(length - kept, c).ConfigureAwait(false);
        return new ImapLiteral(bytes, length);
    }

    /// <summary>The line ends in {n} or {n+}; the length is -1 where the number is beyond all bounds.</summary>
    private static bool AnnouncesLiteral(ReadOnlySpan<byte> line, out long length)
    {
        length = 0;
        if (line.IsEmpty || line[^1] != '}')
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
