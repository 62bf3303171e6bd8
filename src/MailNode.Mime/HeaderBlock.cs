using System.Buffers;

namespace MailNode.Mime;

/// <summary>Cuts an entity into header fields and body (RFC 5322, 2.1). One pass; lines that are no fields are stepped over.</summary>
internal sealed class HeaderBlock
{
    private const string NoField = "a line in the header that is no field";
    private const string NoHeaderEnd = "no blank line between header and body";

    /// <summary>Fields that most mails have at most; room for more is made when it is needed.</summary>
    private const int UsualFields = 64;

    private readonly MimeLimits limits;
    private List<string>? defects;
    private FieldPlace[] places = ArrayPool<FieldPlace>.Shared.Rent(UsualFields);
    private int count;
    private int position;
    private int textStart = -1;

    private HeaderBlock(MimeLimits limits) => this.limits = limits;

    public FieldPlace[] Fields { get; private set; } = [];

    /// <summary>Where the body starts.</summary>
    public int BodyStart { get; private set; }

    public IReadOnlyList<string> Defects => defects ?? [];

    /// <summary>Where the reading ended. Lines before it that turned out to be no header lie behind <see cref="BodyStart"/>.</summary>
    public int Reached { get; private set; }

    public static HeaderBlock Read(ReadOnlySpan<byte> bytes, MimeLimits limits)
    {
        var block = new HeaderBlock(limits);
        block.Read(bytes);
        block.Fields = block.places[..block.count];
        ArrayPool<FieldPlace>.Shared.Return(block.places);
        block.places = [];
        return block;
    }

    private void Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8))
        {
            Note("a byte order mark before the header");
            position = 3;
        }

        while (position < bytes.Length)
        {
            if (BlankLength(bytes[position..]) is > 0 and var blank)
            {
                Reached = position + blank;
                position = EndsHeader() ? Reached : textStart;
                break;
            }

            if (!TakeField(bytes) && !StepOver(bytes))
                break;
        }

        BodyStart = position;
        Reached = Math.Max(Reached, position);
    }

    /// <summary>Text without any field is no header: all of it is the body.</summary>
    private bool EndsHeader()
    {
        if (count > 0 || textStart < 0)
            return true;
        defects?.Remove(NoField);
        Note(NoHeaderEnd);
        return false;
    }

    private bool TakeField(ReadOnlySpan<byte> bytes)
    {
        var name = NameLength(bytes[position..], out var valueStart);
        if (name == 0)
            return false;
        var length = FieldLength(bytes, position);
        if (count >= limits.MaxHeaders)
            Note("more header fields than the limit");
        else if (position + length > limits.MaxHeaderBytes)
            Note("a longer header than the limit");
        else
            Add(new FieldPlace(position, length, name, valueStart));
        position += length;
        return true;
    }

    private void Add(FieldPlace place)
    {
        if (count == places.Length)
        {
            var more = ArrayPool<FieldPlace>.Shared.Rent(count * 2);
            places.CopyTo(more, 0);
            ArrayPool<FieldPlace>.Shared.Return(places);
            places = more;
        }

        places[count++] = place;
    }

    /// <summary>
    /// A broken line amid fields is stepped over, with its continuations; one that no field follows is the body, whose blank line got
    /// lost.
    /// </summary>
    private bool StepOver(ReadOnlySpan<byte> bytes)
    {
        var next = position + FieldLength(bytes, position);
        var mbox = position == 0 && (bytes.StartsWith("From "u8) || bytes.StartsWith(">From "u8));
        var isAmidFields = next < bytes.Length && (NameLength(bytes[next..], out _) > 0 || BlankLength(bytes[next..]) > 0);
        if (!mbox && !isAmidFields)
        {
            Note(NoHeaderEnd);
            Reached = next;
            return false;
        }

        if (!mbox && count == 0 && textStart < 0)
            textStart = position;
        Note(mbox ? "an mbox separator before the header" : NoField);
        position = next;
        return true;
    }

    private void Note(string defect)
    {
        defects ??= [];
        if (!defects.Contains(defect))
            defects.Add(defect);
    }

    private static int FieldLength(ReadOnlySpan<byte> bytes, int start)
    {
        var end = start + LineLength(bytes[start..]);
        while (end < bytes.Length && bytes[end] is (byte)' ' or (byte)'\t')
            end += LineLength(bytes[end..]);
        return end - start;
    }

    private static int LineLength(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        return end < 0 ? bytes.Length : end + 1;
    }

    /// <summary>The length of the line if it is blank, else 0; half a line end counts at the end of the bytes only.</summary>
    private static int BlankLength(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [(byte)'\n', ..] or [(byte)'\r'] => 1,
        [(byte)'\r', (byte)'\n', ..] => 2,
        _ => 0,
    };

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

/// <summary>Where a header field lies within its entity.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Bytes, folds and line end included.</param>
/// <param name="NameLength">Bytes of the name, which stands first.</param>
/// <param name="ValueStart">Where the value begins within the field, behind the colon.</param>
internal readonly record struct FieldPlace(int Start, int Length, int NameLength, int ValueStart);
