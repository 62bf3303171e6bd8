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
    }

    /// <summary>"" for an entity that is already written.</summary>
    public string MediaType { get; }

    public bool IsEntity => MediaType.Length == 0;

    /// <summary>Null for a multipart and for what is already written.</summary>
    public string? TransferEncoding { get; }

    /// <summary>What a multipart is made of; null for anything else.</summary>
    public MimeBuilder[]? Parts { get; private init; }

    /// <summary>Bytes of the body as it travels, those of the parts not counted.</summary>
    public int Length => TransferEncoding == Base64 ? Base64Body.EncodedLength(content.Length) : content.Length;

    /// <summary>Before a base64 is put on it.</summary>
    public ReadOnlySpan<byte> Content => content.Span;

    /// <summary>Text in UTF-8: as is where mail leaves it alone, else in the shorter of the two encodings.</summary>
    public static MimeBody OfText(string mediaType, string text)
    {
        var lines = WithCrlf(Encoding.UTF8.GetBytes(text), out var longest);
        if (IsSevenBit(lines.Span, longest) && IsLeftAlone(lines.Span))
            return new MimeBody(Checked(mediaType), lines, SevenBit);
        var quoted = QuotedPrintable.Encode(lines.Span);
        return quoted.Length <= Base64Body.EncodedLength(lines.Length)
            ? new MimeBody(Checked(mediaType), quoted, Quoted)
            : new MimeBody(Checked(mediaType), lines, Base64);
    }

    public static MimeBody OfBytes(string mediaType, ReadOnlyMemory<byte> bytes) => new(Checked(mediaType), bytes, Base64);

    public static MimeBody OfSevenBit(string mediaType, ReadOnlyMemory<byte> bytes)
    {
        var lines = WithCrlf(bytes.Span, out var longest);
        return IsSevenBit(lines.Span, longest)
            ? new MimeBody(Checked(mediaType), lines, SevenBit)
            : new MimeBody(Checked(mediaType), QuotedPrintable.Encode(lines.Span), Quoted);
    }

    public static MimeBody OfParts(string mediaType, IEnumerable<MimeBuilder> parts) =>
        new(Checked(mediaType), default, null) { Parts = [.. parts] };

    public static MimeBody OfEntity(ReadOnlyMemory<byte> entity) => new("", entity, null);

    public void WriteTo(Span<byte> target)
    {
        if (TransferEncoding == Base64)
            Base64Body.Encode(content.Span, target);
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

    /// <summary>A copy whose line ends, of whatever kind, are CRLF; and how long its longest line is without them.</summary>
    private static ReadOnlyMemory<byte> WithCrlf(ReadOnlySpan<byte> bytes, out int longest)
    {
        var lines = new byte[bytes.Length + bytes.Count((byte)'\n') + bytes.Count((byte)'\r')];
        var written = 0;
        longest = 0;
        while (bytes.IndexOfAny((byte)'\r', (byte)'\n') is >= 0 and var end)
        {
            bytes[..end].CopyTo(lines.AsSpan(written));
            written += end;
            lines[written++] = (byte)'\r';
            lines[written++] = (byte)'\n';
            longest = Math.Max(longest, end);
            bytes = bytes[(bytes[end..].StartsWith("\r\n"u8) ? end + 2 : end + 1)..];
        }

        bytes.CopyTo(lines.AsSpan(written));
        longest = Math.Max(longest, bytes.Length);
        return lines.AsMemory(0, written + bytes.Length);
    }

    /// <summary>ASCII without NUL, in lines that fit.</summary>
    private static bool IsSevenBit(ReadOnlySpan<byte> text, int longest) =>
        longest <= MaxLine && Ascii.IsValid(text) && !text.Contains((byte)0);

    /// <summary>Whether no server on the way has cause to touch it: that would break signatures (RFC 3156, 5).</summary>
    private static bool IsLeftAlone(ReadOnlySpan<byte> text) =>
        !text.ContainsAnyExcept(Readable)
        && !text.StartsWith("From "u8) && text.IndexOf("\nFrom "u8) < 0
        && !text.EndsWith(" "u8) && text.IndexOf(" \r"u8) < 0
        && !text.EndsWith("\t"u8) && text.IndexOf("\t\r"u8) < 0;
}
