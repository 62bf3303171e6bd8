namespace MailNode.Mime;

/// <summary>Cuts an entity into header fields and body (RFC 5322, 2.1). One pass; lines that are no fields are stepped over.</summary>
internal sealed class HeaderBlock
{
    private const string NoField = "a line in the header that is no field";
    private const string NoHeaderEnd = "no blank line between header and body";

    private readonly ReadOnlyMemory<byte> bytes;
    private readonly MimeLimits limits;
    private readonly List<HeaderField> fields = [];
    private int position;
    private int textStart = -1;

    private HeaderBlock(ReadOnlyMemory<byte> bytes, MimeLimits limits)
    {
        this.bytes = bytes;
        this.limits = limits;
    }

    public HeaderField[] Fields { get; private set; } = [];

    /// <summary>Where the body starts.</summary>
    public int BodyStart { get; private set; }

    public List<string> Defects { get; } = [];

    public static HeaderBlock Read(ReadOnlyMemory<byte> bytes, MimeLimits limits)
    {
        var block = new HeaderBlock(bytes, limits);
        block.Read();
        block.Fields = [.. block.fields];
        return block;
    }

    private void Read()
    {
        var span = bytes.Span;
        if (span.StartsWith("\uFEFF"u8))
        {
            Note("a byte order mark before the header");
            position = 3;
        }

        while (position < span.Length)
        {
            var line = LineLength(span, position);
            if (IsBlank(span.Slice(position, line)))
            {
                position = EndsHeader() ? position + line : textStart;
                break;
            }

            if (!TakeField(span) && !StepOver(span))
                break;
        }

        BodyStart = position;
    }

    /// <summary>Text without any field is no header: all of it is the body.</summary>
    private bool EndsHeader()
    {
        if (fields.Count > 0 || textStart < 0)
            return true;
        Defects.Remove(NoField);
        Note(NoHeaderEnd);
        return false;
    }

    private bool TakeField(ReadOnlySpan<byte> span)
    {
        var name = NameLength(span[position..], out var valueStart);
        if (name == 0)
            return false;
        var length = FieldLength(span, position);
        if (fields.Count >= limits.MaxHeaders)
            Note("more header fields than the limit");
        else if (position + length > limits.MaxHeaderBytes)
            Note("a longer header than the limit");
        else
            fields.Add(new HeaderField(bytes.Slice(position, length), name, valueStart));
        position += length;
        return true;
    }

    /// <summary>
    /// A broken line amid fields is stepped over, with its continuations; one that no field follows is the body, whose blank line got
    /// lost.
    /// </summary>
    private bool StepOver(ReadOnlySpan<byte> span)
    {
        var next = position + FieldLength(span, position);
        var mbox = position == 0 && (span.StartsWith("From "u8) || span.StartsWith(">From "u8));
        var isAmidFields = next < span.Length && (NameLength(span[next..], out _) > 0 || IsBlank(span.Slice(next, LineLength(span, next))));
        if (!mbox && !isAmidFields)
        {
            Note(NoHeaderEnd);
            return false;
        }

        if (!mbox && fields.Count == 0 && textStart < 0)
            textStart = position;
        Note(mbox ? "an mbox separator before the header" : NoField);
        position = next;
        return true;
    }

    private void Note(string defect)
    {
        if (!Defects.Contains(defect))
            Defects.Add(defect);
    }

    private static int FieldLength(ReadOnlySpan<byte> span, int start)
    {
        var end = start + LineLength(span, start);
        while (end < span.Length && span[end] is (byte)' ' or (byte)'\t')
            end += LineLength(span, end);
        return end - start;
    }

    private static int LineLength(ReadOnlySpan<byte> span, int start)
    {
        var end = span[start..].IndexOf((byte)'\n');
        return end < 0 ? span.Length - start : end + 1;
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'] or [(byte)'\r'];

    /// <summary>0 if this is no field. Blanks before the colon are the obsolete syntax (RFC 5322, 4.5).</summary>
    private static int NameLength(ReadOnlySpan<byte> line, out int valueStart)
    {
        var length = line.IndexOfAnyExceptInRange((byte)'!', (byte)'~');
        var colon = (length < 0 ? line : line[..length]).IndexOf((byte)':');
        if (colon >= 0)
        {
            valueStart = colon + 1;
            return colon;
        }

        valueStart = Math.Max(length, 0);
        while (valueStart < line.Length && line[valueStart] is (byte)' ' or (byte)'\t')
            valueStart++;
        return length > 0 && valueStart < line.Length && line[valueStart++] == (byte)':' ? length : 0;
    }
}
