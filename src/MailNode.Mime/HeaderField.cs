namespace MailNode.Mime;

/// <summary>One field of a header, as the sender wrote it and as a person reads it.</summary>
public sealed class HeaderField
{
    private readonly int nameLength;
    private readonly int valueStart;

    internal HeaderField(ReadOnlyMemory<byte> raw, int nameLength, int valueStart)
    {
        Raw = raw;
        this.nameLength = nameLength;
        this.valueStart = valueStart;
    }

    public string Name => field ??= System.Text.Encoding.ASCII.GetString(Raw.Span[..nameLength]);

    /// <summary>Name, colon, value and folds with the line end, byte for byte.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>The value on one line, trimmed, nothing decoded but its bytes (UTF-8, else windows-1252).</summary>
    public string Value => field ??= Folding.Unfold(RawValue()).Trim(' ', '\t');

    /// <summary>The value for people: encoded words decoded (RFC 2047), each fold one space, no control characters.</summary>
    public string Text => field ??= EncodedWord.DecodeFolded(Folding.Collapse(RawValue()).Trim(' ', '\t', '\n')).Trim(' ');

    internal bool IsNamed(string name) =>
        nameLength == name.Length && System.Text.Ascii.EqualsIgnoreCase(Raw.Span[..nameLength], name);

    public override string ToString() => $"{Name}: {Value}";

    private string RawValue()
    {
        var bytes = Raw.Span[valueStart..];
        return Charset.DecodeUnlabelled(bytes.TrimEnd("\r\n"u8));
    }
}
