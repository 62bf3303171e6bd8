namespace MailNode.Mime;

/// <summary>One field of a header, as the sender wrote it and as a person reads it.</summary>
public sealed class HeaderField
{
    private readonly int nameLength;
    private readonly int valueStart;

    /// <param name="bytes">What the place lies in.</param>
    internal HeaderField(ReadOnlyMemory<byte> bytes, FieldPlace place)
    {
        Raw = bytes.Slice(place.Start, place.Length);
        nameLength = place.NameLength;
        valueStart = place.ValueStart;
    }

    public string Name => field ??= System.Text.Encoding.ASCII.GetString(Raw.Span[..nameLength]);

    /// <summary>Name, colon, value and folds with the line end, byte for byte.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>The value on one line, trimmed, nothing decoded but its bytes (UTF-8, else windows-1252).</summary>
    public string Value => field ??= Folding.Unfold(Raw.Span[valueStart..]);

    /// <summary>The value for people: encoded words decoded (RFC 2047), each fold one space, no control characters.</summary>
    public string Text => field ??= EncodedWord.DecodeFolded(Folding.Collapse(RawValue()).Trim(' ', '\t', '\n')).Trim(' ');

    public override string ToString() => $"{Name}: {Value}";

    private string RawValue()
    {
        var bytes = Raw.Span[valueStart..];
        return Charset.DecodeUnlabelled(bytes.TrimEnd("\r\n"u8));
    }
}
