namespace MailNode.Core.Text;

/// <summary>Finds web addresses that stand in running text.</summary>
internal static class BareLinks
{
    private const int MaxLength = 2000;

    private static readonly string[] Starts = ["https://", "http://", "www."];

    /// <summary>The next address at or after a position: where it begins and how long it is; length 0 if there is none.</summary>
    public static (int Start, int Length) Next(ReadOnlySpan<char> text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            var step = text[at..].IndexOfAny("hHwW");
            if (step < 0)
                break;
            at += step;
            if (at > 0 && char.IsAsciiLetterOrDigit(text[at - 1]))
                continue;
            var length = LengthOf(text[at..]);
            if (length > 0)
                return (at, length);
            at -= length;
        }

        return (text.Length, 0);
    }

    /// <summary>The target of an address as it stands in text.</summary>
    public static string TargetOf(string address) => address.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? "https://" + address : address;

    /// <summary>
    /// How long the address is that this text begins with; 0 if it does not begin with one. Negative: so many characters of one
    /// that nobody can read; they are text as a whole, since looking for addresses inside would take the square of its length.
    /// </summary>
    public static int LengthOf(ReadOnlySpan<char> text)
    {
        foreach (var start in Starts)
        {
            if (text.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                return Length(text[..Math.Min(text.Length, MaxLength + 1)]);
        }

        return 0;
    }

    private static int Length(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && !char.IsControl(text[end]) && text[end] is not ('<' or '>' or '"' or '`' or '\\' or '[' or ']' or '。' or '，' or '）' or '」' or '、'))
            end++;
        if (end > MaxLength)
            return -end;
        end = TrimPunctuation(text[..end]);
        var dot = text[..end].LastIndexOf('.');
        var slashes = text[..end].IndexOf("//");
        var host = slashes < 0 ? 4 : slashes + 2;
        return end > host && (dot > host || slashes >= 0) ? end : 0;
    }

    /// <summary>A sentence's last marks are not the address's; a closing bracket is, if it was opened there.</summary>
    private static int TrimPunctuation(ReadOnlySpan<char> text)
    {
        var (open, close) = (text.Count('('), text.Count(')'));
        var end = text.Length;
        for (; end > 0; end--)
        {
            if (text[end - 1] == ')' && close > open)
                close--;
            else if (text[end - 1] is not ('.' or ',' or ';' or ':' or '!' or '?' or '\'' or ']' or '}' or '*' or '_' or '~' or '…' or '’' or '”' or '»'))
                break;
        }

        return end;
    }
}
