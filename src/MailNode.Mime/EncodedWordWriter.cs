using System.Text;

namespace MailNode.Mime;

/// <summary>Writes encoded words in UTF-8, each with whole characters, in the shorter of the two encodings (RFC 2047, 2 and 4).</summary>
internal static class EncodedWordWriter
{
    /// <summary>Characters of one word: short enough to stand behind a header's name on the first line.</summary>
    public const int MaxWord = 60;

    /// <summary>A word of plain ASCII longer than this cannot stay in a line of 998 (RFC 5322, 2.1.1).</summary>
    private const int MaxPlainWord = 900;

    private const string Prefix = "=?utf-8?q?";
    private const string Suffix = "?=";

    /// <summary>Encodes from the first word that needs it to the last one, and leaves the rest readable.</summary>
    public static string Encode(string text)
    {
        if (IsPlain(text))
            return text;
        text = Grammar.WellFormed(text);
        var (start, end) = Range(text);
        return start == end ? text : text[..start] + Words(text[start..end]) + text[end..];
    }

    /// <summary>The whole text as encoded words, whether it needs them or not.</summary>
    public static string Words(string text)
    {
        var words = new StringBuilder();
        var quoted = QuotedLength(text) <= (Encoding.UTF8.GetByteCount(text) + 2) / 3 * 4;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var length = quoted ? QuotedChunk(rest) : Base64Chunk(rest);
            words.Append(words.Length == 0 ? "" : " ").Append(quoted ? Quoted(rest[..length]) : Base64(rest[..length]));
            rest = rest[length..];
        }

        return words.ToString();
    }

    /// <summary>Whether a look at all of it at once tells that no word needs encoding; so it is with most texts.</summary>
    private static bool IsPlain(string text) =>
        text.Length is > 0 and <= MaxPlainWord && text[0] != ' ' && text[^1] != ' ' && !text.AsSpan().ContainsAnyExceptInRange(' ', '~')
        && !text.Contains("=?", StringComparison.Ordinal) && !text.Contains("  ", StringComparison.Ordinal);

    private static (int Start, int End) Range(string text)
    {
        int start = -1, end = 0;
        var afterDouble = false;
        foreach (var range in text.AsSpan().Split(' '))
        {
            var word = text.AsSpan()[range];
            // Lines are folded at single blanks only, so a long text cannot keep its double ones bare: the word behind takes one in.
            var needed = NeedsEncoding(word) || ((word.IsEmpty || afterDouble) && text.Length > MaxWord);
            afterDouble = word.IsEmpty;
            if (!needed)
                continue;
            start = start < 0 ? range.Start.Value : start;
            end = range.End.Value;
        }

        // Blanks at the edges would be lost; a word that ends in one keeps them.
        if (text.StartsWith(' '))
            (start, end) = (0, Math.Max(end, 1));
        if (text.EndsWith(' '))
            (start, end) = (start < 0 ? text.Length - 1 : start, text.Length);
        return start < 0 ? (0, 0) : WithBlanks(text, start, end);
    }

    /// <summary>Takes the blanks around into the words, all but the one that divides them from the rest.</summary>
    private static (int Start, int End) WithBlanks(string text, int start, int end)
    {
        while (start > 1 && text[start - 1] == ' ' && text[start - 2] == ' ')
            start--;
        while (end + 1 < text.Length && text[end] == ' ' && text[end + 1] == ' ')
            end++;
        return (start, end);
    }

    private static bool NeedsEncoding(ReadOnlySpan<char> word) =>
        word.ContainsAnyExceptInRange('!', '~') || word.Contains("=?", StringComparison.Ordinal) || word.Length > MaxPlainWord;

    private static bool StaysAsIs(byte b) =>
        char.IsAsciiLetterOrDigit((char)b) || b is (byte)'!' or (byte)'*' or (byte)'+' or (byte)'-' or (byte)'/';

    private static int QuotedLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
            length += QuotedLength(rune);
        return length;
    }

    private static int QuotedLength(Rune rune) =>
        rune.Value == ' ' || (rune.IsAscii && StaysAsIs((byte)rune.Value)) ? 1 : 3 * rune.Utf8SequenceLength;

    private static int QuotedChunk(ReadOnlySpan<char> text)
    {
        int chars = 0, encoded = Prefix.Length + Suffix.Length;
        foreach (var rune in text.EnumerateRunes())
        {
            encoded += QuotedLength(rune);
            if (encoded > MaxWord)
                break;
            chars += rune.Utf16SequenceLength;
        }

        return chars;
    }

    private static int Base64Chunk(ReadOnlySpan<char> text)
    {
        const int maxBytes = (MaxWord - 12) / 4 * 3;
        int chars = 0, bytes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
                break;
            chars += rune.Utf16SequenceLength;
        }

        return chars;
    }

    private static string Base64(ReadOnlySpan<char> text) =>
        "=?utf-8?b?" + Convert.ToBase64String(Encoding.UTF8.GetBytes(text.ToString())) + Suffix;

    private static string Quoted(ReadOnlySpan<char> text)
    {
        var word = new StringBuilder(Prefix, MaxWord);
        foreach (var b in Encoding.UTF8.GetBytes(text.ToString()))
        {
            if (b == ' ')
                word.Append('_');
            else if (StaysAsIs(b))
                word.Append((char)b);
            else
                word.Append('=').Append(Convert.ToHexString([b]));
        }

        return word.Append(Suffix).ToString();
    }
}
