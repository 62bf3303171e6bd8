namespace MailNode.Mime;

/// <summary>Finds message ids amid junk (RFC 5322, 3.6.4 and 4.5.4).</summary>
internal static class MessageIdList
{
    /// <summary>What stands in angle brackets counts; without any, each word with an '@' does, or the only word.</summary>
    public static void Read(string value, List<string> ids, int max)
    {
        var before = ids.Count;
        var rest = value.AsSpan();
        while (ids.Count < max && rest.IndexOf('<') is >= 0 and var open)
        {
            rest = rest[(open + 1)..];
            var end = rest.IndexOfAny('<', '>');
            if (end < 0)
            {
                Add(rest, ids);
                break;
            }

            if (rest[end] == '>' || !rest[..end].Contains(' '))
                Add(rest[..end], ids);
            rest = rest[end..];
        }

        if (ids.Count == before && !value.Contains('<', StringComparison.Ordinal))
            ReadBare(value, ids, max);
    }

    private static void ReadBare(string value, List<string> ids, int max)
    {
        var words = value.Split([' ', '\t', ',', '>'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words)
        {
            if (ids.Count < max && (words.Length == 1 || word.Contains('@', StringComparison.Ordinal)))
                Add(word, ids);
        }
    }

    private static void Add(ReadOnlySpan<char> id, List<string> ids)
    {
        id = id.Trim(" \t");
        if (!id.IsEmpty && !id.ContainsAny(Grammar.Controls))
            ids.Add(id.ToString());
    }
}
