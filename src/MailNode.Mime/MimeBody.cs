using System.Buffers;
using System.Text;

namespace MailNode.Mime;

/// <summary>The body of an entity that is being built, and how it will travel.</summary>
internal sealed class MimeBody
{
    /// <summary>Bytes of a line without its CRLF (RFC 5322, 2.1.1).</summary>
    private const int MaxLine = 998;

    private const string SevenBit = "7bit";
    private const string Base64 = "base64";
    private const string Quoted = "quoted-printable";

    private static readonly SearchValues<byte> Readable =
        SearchValues.Create([(byte)'\t', (byte)'\r', (byte)'\n', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (byte)c)]);

    private readonly ReadOnlyMemory<byte> content;

    private MimeBody(string mediaType, ReadOnlyMemory<byte> content, string? encoding)
    {
        MediaType = mediaType;
        this.content = content;
        TransferEncoding = encoding;
        Length = encoding switch
        {
            Base64 => Base64Body.EncodedLength(content.Length),
            SevenBit => CrlfLines.Length(content.Span),
            _ => content.Length,
        };
    }

    /// <summary>"" for an entity that is already written.</summary>
    public string MediaType { get; }

    public bool IsEntity => MediaType.Length == 0;

    /// <summary>Null for a multipart and for what is already written.</summary>
    public string? TransferEncoding { get; }

    /// <summary>What a multipart is made of; null for anything else.</summary>
    public MimeBuilder[]? Parts { get; private init; }

    /// <summary>Bytes of the body as it travels, those of the parts not counted.</summary>
    public int Length { get; }

    /// <summary>Before base64 is put on it, and before its line ends are made CRLF.</summary>
    public ReadOnlySpan<byte> Content => content.Span;

    /// <summary>Text in UTF-8: as is where mail leaves it alone, else in the shorter of the two encodings.</summary>
    public static MimeBody OfText(string mediaType, string text)
    {
        var lines = CrlfLines.Of(Encoding.UTF8.GetBytes(text));
        if (IsSevenBit(lines) && IsLeftAlone(lines))
            return new MimeBody(Checked(mediaType), lines, SevenBit);
        var quoted = QuotedPrintable.Encode(lines);
        return quoted.Length <= Base64Body.EncodedLength(lines.Length)
            ? new MimeBody(Checked(mediaType), quoted, Quoted)
            : new MimeBody(Checked(mediaType), lines, Base64);
    }

    public static MimeBody OfBytes(string mediaType, ReadOnlyMemory<byte> bytes) => new(Checked(mediaType), bytes, Base64);

    public static MimeBody OfSevenBit(string mediaType, ReadOnlyMemory<byte> bytes) => IsSevenBit(bytes.Span)
        ? new MimeBody(Checked(mediaType), bytes, SevenBit)
        : new MimeBody(Checked(mediaType), QuotedPrintable.Encode(CrlfLines.Of(bytes.ToArray())), Quoted);

    public static MimeBody OfParts(string mediaType, IEnumerable<MimeBuilder> parts) =>
        new(Checked(mediaType), default, null) { Parts = [.. parts] };

    public static MimeBody OfEntity(ReadOnlyMemory<byte> entity) => new("", entity, null);

    public void WriteTo(Span<byte> target)
    {
        if (TransferEncoding == Base64)
            Base64Body.Encode(content.Span, target);
        else if (content.Length < Length)
            CrlfLines.Write(content.Span, target);
        else
            content.Span.CopyTo(target);
    }

    /// <summary>Whether these bytes, which begin with "=_", occur in it as it travels; in the encodings they cannot.</summary>
    public bool Holds(ReadOnlySpan<byte> boundary) => TransferEncoding is null or SevenBit && content.Span.IndexOf(boundary) >= 0;

    private static string Checked(string mediaType)
    {
        var slash = mediaType.IndexOf('/', StringComparison.Ordinal);
        if (slash < 1 || !Grammar.IsToken(mediaType.AsSpan(0, slash)) || !Grammar.IsToken(mediaType.AsSpan(slash + 1)))
            throw new ArgumentException($"'{mediaType}' is not a media type.", nameof(mediaType));
        return mediaType;
    }

    /// <summary>ASCII without NUL, in lines that fit.</summary>
    private static bool IsSevenBit(ReadOnlySpan<byte> text) => Ascii.IsValid(text) && !text.Contains((byte)0) && HasShortLines(text);

    /// <summary>Leaps from line end to line end, as far as a line may reach.</summary>
    private static bool HasShortLines(ReadOnlySpan<byte> text)
    {
        while (text.Length > MaxLine)
        {
            var end = text[..(MaxLine + 1)].LastIndexOfAny((byte)'\r', (byte)'\n');
            if (end < 0)
                return false;
            text = text[(end + 1)..];
        }

        return true;
    }

    /// <summary>Whether no server on the way has cause to touch it: that would break signatures (RFC 3156, 5).</summary>
    private static bool IsLeftAlone(ReadOnlySpan<byte> text) =>
        !text.ContainsAnyExcept(Readable)
        && !text.StartsWith("From "u8) && text.IndexOf("\nFrom "u8) < 0
        && !text.EndsWith(" "u8) && text.IndexOf(" \r"u8) < 0
        && !text.EndsWith("\t"u8) && text.IndexOf("\t\r"u8) < 0;
}
