namespace MailNode.Transport.Imap.Commands;

/// <summary>
/// Tells a FETCH response whose literal was not as long as announced: its parentheses do not end with it, or it has content that
/// no readable message with a UID goes with. Nothing behind it can be trusted.
/// </summary>
internal static class TornFetch
{
    public static bool Is(ImapResponse response)
    {
        var line = response.Untagged();
        if (!line.Number(out _) || !line.Space() || !line.Word("FETCH") || !line.Space() || !line.AtParenthesis)
            return false;
        return !EndsWithItsParenthesis(line.Rest) || (response.Literals.Count > 0 && !Fetch.Read(response, new Fetched(), out _));
    }

    private static bool EndsWithItsParenthesis(ReadOnlySpan<byte> rest)
    {
        var depth = 0;
        while (rest.IndexOfAny("()\""u8) is >= 0 and var at)
        {
            var sign = rest[at];
            rest = rest[(at + 1)..];
            if (sign != '"')
                depth += sign == '(' ? 1 : -1;
            else if (!SkipQuoted(ref rest))
                return false;
            if (depth == 0)
                return rest.TrimEnd((byte)' ').IsEmpty;
        }
        return false;
    }

    private static bool SkipQuoted(ref ReadOnlySpan<byte> rest)
    {
        while (rest.IndexOfAny((byte)'"', (byte)'\\') is >= 0 and var at)
        {
            var isEnd = rest[at] == '"';
            rest = rest[Math.Min(at + (isEnd ? 1 : 2), rest.Length)..];
            if (isEnd)
                return true;
        }
        return false;
    }
}
