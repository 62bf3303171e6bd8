using System.Text;

namespace MailNode.Mime;

/// <summary>Words of other alphabets in header fields, =?charset?B?...?= (RFC 2047).</summary>
public static class EncodedWord
{
    /// <summary>Decodes every encoded word in a text. Control characters come out as spaces, broken words stay as they are.</summary>
    public static string Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return DecodeFolded(Folding.Collapse(text));
    }

    /// <summary>
    /// The text itself if it is printable ASCII, else with encoded words of at most 75 characters in it, divided by spaces.
    /// </summary>
    public static string Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return EncodedWordWriter.Encode(text);
    }

    /// <summary>Decodes a text whose folds were collapsed to \n: inside a word a fold is nothing, elsewhere a space.</summary>
    internal static string DecodeFolded(string text)
    {
        if (!text.Contains("=?", StringComparison.Ordinal))
            return Grammar.OnOneLine(text);
        var decoded = new StringBuilder(text.Length);
        var run = new EncodedWordRun(decoded);
        var rest = text.AsSpan();
        var scan = 0;
        while (scan < rest.Length && rest[scan..].IndexOf("=?") is >= 0 and var next)
        {
            var start = scan + next;
            if (TryMatch(rest[start..], out var word))
            {
                run.Add(rest[..start], rest.Slice(start, word.Length), word);
                rest = rest[(start + word.Length)..];
                scan = 0;
            }
            else if (word.Unterminated)
            {
                break;
            }
            else
            {
                scan = start + 2;
            }
        }

        run.Finish(rest);
        return Grammar.OnOneLine(decoded.ToString());
    }

    /// <summary>
    /// Matches an encoded word at the start of the text; blanks inside are let through, since many senders forget to encode them.
    /// </summary>
    internal static bool TryMatch(ReadOnlySpan<char> text, out EncodedWordShape word)
    {
        word = default;
        if (!text.StartsWith("=?"))
            return false;
        var charset = text[2..].IndexOfAny(" \t\n?");
        if (charset is <= 0 or > 64 || text[2 + charset] != '?')
            return false;
        var payload = 2 + charset + 3;
        if (payload > text.Length || text[payload - 1] != '?' || (text[payload - 2] | 0x20) is not ('b' or 'q'))
            return false;
        var end = text[payload..].IndexOf("?=");
        word = new EncodedWordShape(charset, payload, end);
        return end >= 0;
    }
}

/// <summary>Where the parts of an encoded word lie within it.</summary>
/// <param name="CharsetLength">Characters of the charset label, which starts at 2.</param>
/// <param name="Payload">Where the encoded text starts; 0 if there is no word.</param>
/// <param name="PayloadLength">Its characters; -1 if the word never ends.</param>
internal readonly record struct EncodedWordShape(int CharsetLength, int Payload, int PayloadLength)
{
    public int Length => Payload + PayloadLength + 2;

    public bool Unterminated => Payload > 0 && PayloadLength < 0;
}
