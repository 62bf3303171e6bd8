using System.Buffers;
using System.Text;

namespace MailNode.Mime;

/// <summary>The body of an entity that is being built, and how it will travel.</summary>
internal sealed class MimeBody
{
    /// <summary>Bytes of a line without its CRLF (RFC 5322, 2.1.1).</summary>
    private const int MaxLine = 998;

    private readonly byte[] bytes;
    private readonly string? encoding;
    private readonly MimeBuilder[]? parts;

    private MimeBody(string mediaType, byte[] bytes, string? encoding, MimeBuilder[]? parts = null)
    {
        MediaType = mediaType;
        this.bytes = bytes;
        this.encoding = encoding;
        this.parts = parts;
    }

    /// <summary>"" for an entity that is already written.</summary>
    public string MediaType { get; }

    public bool IsEntity => MediaType.Length == 0;

    public static MimeBody OfText(string mediaType, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(Grammar.WithNewlines(Grammar.WellFormed(text)).Replace("\n", "\r\n", StringComparison.Ordinal));
        if (IsSevenBit(utf8) && IsLeftAlone(utf8))
            return new MimeBody(Checked(mediaType), utf8, "7bit");
        var quoted = QuotedPrintable.Encode(utf8);
        return quoted.Length <= Base64Body.EncodedLength(utf8.Length)
            ? new MimeBody(Checked(mediaType), quoted, "quoted-printable")
            : new MimeBody(Checked(mediaType), Base64Body.Encode(utf8), "base64");
    }

    public static MimeBody OfBytes(string mediaType, ReadOnlyMemory<byte> bytes) =>
        new(Checked(mediaType), Base64Body.Encode(bytes.Span), "base64");

    public static MimeBody OfSevenBit(string mediaType, ReadOnlyMemory<byte> bytes)
    {
        var lines = WithCrlf(bytes.Span);
        return IsSevenBit(lines)
            ? new MimeBody(Checked(mediaType), lines, "7bit")
            : new MimeBody(Checked(mediaType), QuotedPrintable.Encode(lines), "quoted-printable");
    }

    public static MimeBody OfParts(string mediaType, IEnumerable<MimeBuilder> parts) => new(Checked(mediaType), [], null, [.. parts]);

    public static MimeBody OfEntity(ReadOnlyMemory<byte> entity) => new("", entity.ToArray(), null);

    /// <summary>The body, the name of its transfer encoding if it has one, and the boundary if it is a multipart.</summary>
    public byte[] Write(out string? transferEncoding, out string? boundary)
    {
        transferEncoding = encoding;
        boundary = null;
        if (parts is null)
            return bytes;
        var written = parts.Select(part => part.Write()).ToArray();
        boundary = Boundary.For(written);
        var delimiter = Encoding.ASCII.GetBytes("--" + boundary);
        var body = new ArrayBufferWriter<byte>(written.Sum(part => part.Length + delimiter.Length + 4) + delimiter.Length + 4);
        foreach (var part in written)
        {
            body.Write(delimiter);
            body.Write("\r\n"u8);
            body.Write(part);
            body.Write("\r\n"u8);
        }

        body.Write(delimiter);
        body.Write("--\r\n"u8);
        return body.WrittenSpan.ToArray();
    }

    private static string Checked(string mediaType)
    {
        var slash = mediaType.IndexOf('/', StringComparison.Ordinal);
        if (slash < 1 || !Grammar.IsToken(mediaType.AsSpan(0, slash)) || !Grammar.IsToken(mediaType.AsSpan(slash + 1)))
            throw new ArgumentException($"'{mediaType}' is not a media type.", nameof(mediaType));
        return mediaType;
    }

    private static byte[] WithCrlf(ReadOnlySpan<byte> bytes)
    {
        var lines = new ArrayBufferWriter<byte>(bytes.Length + (bytes.Length / 32) + 2);
        while (bytes.IndexOfAny((byte)'\r', (byte)'\n') is >= 0 and var end)
        {
            lines.Write(bytes[..end]);
            lines.Write("\r\n"u8);
            bytes = bytes[(bytes[end..].StartsWith("\r\n"u8) ? end + 2 : end + 1)..];
        }

        lines.Write(bytes);
        return lines.WrittenSpan.ToArray();
    }

    /// <summary>ASCII without NUL, in lines that fit; the line ends are CRLF already.</summary>
    private static bool IsSevenBit(ReadOnlySpan<byte> text)
    {
        if (!Ascii.IsValid(text) || text.Contains((byte)0))
            return false;
        foreach (var line in text.Split("\r\n"u8))
        {
            if (line.End.GetOffset(text.Length) - line.Start.GetOffset(text.Length) > MaxLine)
                return false;
        }

        return true;
    }

    /// <summary>Whether no server on the way has cause to touch it: that would break signatures (RFC 3156, 5).</summary>
    private static bool IsLeftAlone(ReadOnlySpan<byte> text)
    {
        foreach (var range in text.Split("\r\n"u8))
        {
            var line = text[range];
            if (line.StartsWith("From "u8) || line.EndsWith(" "u8) || line.EndsWith("\t"u8) || line.ContainsAnyExcept(Readable))
                return false;
        }

        return true;
    }

    private static readonly SearchValues<byte> Readable =
        SearchValues.Create([(byte)'\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (byte)c)]);
}
