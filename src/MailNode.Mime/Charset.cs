using System.Text;

namespace MailNode.Mime;

/// <summary>
/// Text in any alphabet that mail ever used. Labels lie, so an unknown or impossible one is answered by looking at the bytes.
/// </summary>
internal static class Charset
{
    private const int MaxLabel = 64;

    private static readonly DecoderFallback Replace = new DecoderReplacementFallback("\uFFFD");
    private static readonly UTF8Encoding Utf8 = new(false, false);

    // Never decoded: what it spells in ASCII passes every check for markup (RFC 2152 is historic).
    private static readonly Encoding Utf7 = Encoding.GetEncoding("us-ascii", EncoderFallback.ReplacementFallback, Replace);

    // WHATWG reads Latin-1 this way too: the controls of 0x80-0x9F are never meant.
    private static readonly Encoding Windows1252 = CodePage(1252);

    /// <summary>
    /// Decodes by label; without a usable one, or for "ASCII" with 8 bits, as UTF-8 if that is valid, else as windows-1252.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string? label)
    {
        var encoding = Find(label);
        if (encoding is null)
            return DecodeUnlabelled(bytes);
        if (encoding == Encoding.Unicode && bytes is [0xFE, 0xFF, ..])
            encoding = Encoding.BigEndianUnicode;
        return encoding.GetString(bytes).TrimStart('\uFEFF');
    }

    /// <summary>The same with lines that end in \n; of long texts this makes no second copy.</summary>
    public static string DecodeLines(ReadOnlySpan<byte> bytes, string? label)
    {
        var encoding = Find(label) ?? Guess(bytes);
        return encoding == Utf8 || encoding == Windows1252 ? ByLine.Decode(bytes, encoding).TrimStart('\uFEFF') : Grammar.WithNewlines(Decode(bytes, label));
    }

    public static string DecodeUnlabelled(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes))
            return Encoding.ASCII.GetString(bytes);
        return Guess(bytes).GetString(bytes).TrimStart('\uFEFF');
    }

    private static Encoding Guess(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes) ? Utf8 : Windows1252;

    private static string Normal(string label)
    {
        // RFC 2231, 5 adds a language after an asterisk.
        var end = label.IndexOf('*', StringComparison.Ordinal);
        return (end < 0 ? label : label[..end]).Trim(' ', '"', '\'').ToLowerInvariant();
    }

    private static bool IsAscii(string name) => name is "us-ascii" or "ascii" or "ansi_x3.4-1968" or "iso646-us" or "us";

    private static Encoding? Find(string? label)
    {
        if (label is null || label.Length > MaxLabel)
            return null;
        var name = Normal(label);
        return name switch
        {
            "utf-8" or "utf8" or "utf_8" or "utf8mb4" or "cp65001" or "unicode-1-1-utf-8" => Utf8,
            "utf-7" or "utf7" or "unicode-1-1-utf-7" or "x-unicode-2-0-utf-7" => Utf7,
            "iso-8859-1" or "latin1" or "latin-1" or "iso8859-1" or "iso_8859-1" or "windows-1252" or "cp1252" or "x-ansi" => Windows1252,
            "utf-16" or "utf-16le" or "unicode" => Encoding.Unicode,
            "utf-16be" => Encoding.BigEndianUnicode,
            "utf-32" or "utf-32le" => Encoding.UTF32,
            "ms932" or "windows-31j" or "x-sjis" or "cp932" or "sjis" => CodePage(932),
            // What calls itself by the older names has characters of the newest, which holds them all.
            "gb2312" or "gbk" or "cp936" or "ms936" or "windows-936" or "gb2312-80" or "gb_2312-80" or "x-gbk" or "euc-cn" or "gb18030" => CodePage(54936),
            "cp50220" or "cp50221" or "cp50222" or "iso-2022-jp-ms" or "iso-2022-jp-1" or "iso-2022-jp-2" or "iso-2022-jp-3" => CodePage(50220),
            "cp949" or "ms949" or "windows-949" or "uhc" => CodePage(949),
            "cp950" or "ms950" or "x-x-big5" or "big5-hkscs" => CodePage(950),
            "iso-8859-8-i" or "iso-8859-8-e" => CodePage(28598),
            "iso-8859-11" or "tis-620" => CodePage(874),
            "" => null,
            _ => IsAscii(name) ? null : Listed(name),
        };
    }

    private static Encoding? Listed(string name) =>
        CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ReplacementFallback, Replace)
        ?? Numbered(name);

    /// <summary>cp850, ibm-850, windows-1250 and the like.</summary>
    private static Encoding? Numbered(string name)
    {
        var digits = name.AsSpan().TrimStart("abcdefghijklmnopqrstuvwxyz-_");
        return digits.Length is > 2 and < 6 && int.TryParse(digits, out var number) && IsPlainCodePage(number)
            ? CodePagesEncodingProvider.Instance.GetEncoding(number, EncoderFallback.ReplacementFallback, Replace)
            : null;
    }

    private static bool IsPlainCodePage(int number) => number is (>= 437 and <= 950) or (>= 1250 and <= 1258);

    private static Encoding CodePage(int number) =>
        CodePagesEncodingProvider.Instance.GetEncoding(number, EncoderFallback.ReplacementFallback, Replace)
        ?? throw new InvalidOperationException($"This runtime lacks code page {number}.");

    /// <summary>Decodes line by line into the text at its place; for encodings in which the bytes of a line end are never part of something else.</summary>
    private readonly ref struct ByLine(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        private readonly ReadOnlySpan<byte> bytes = bytes;

        public static string Decode(ReadOnlySpan<byte> bytes, Encoding encoding) =>
            string.Create(encoding.GetCharCount(bytes) - bytes.Count("\r\n"u8), new ByLine(bytes, encoding), static (text, lines) => lines.WriteTo(text));

        private void WriteTo(Span<char> text)
        {
            var rest = bytes;
            var written = 0;
            for (var end = rest.IndexOf("\r\n"u8); end >= 0; end = rest.IndexOf("\r\n"u8))
            {
                written += encoding.GetChars(rest[..end], text[written..]);
                text[written++] = '\n';
                rest = rest[(end + 2)..];
            }

            encoding.GetChars(rest, text[written..]);
            text.Replace('\r', '\n');
        }
    }
}
