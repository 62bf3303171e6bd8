namespace MailNode.Mime;

/// <summary>Reads "type/subtype" or a single word, blanks and comments between them, and says where the parameters start.</summary>
internal static class MediaTypeCursor
{
    /// <summary>Lower case; "" for a half that is missing or no token.</summary>
    public static (string Type, string Subtype, int Parameters) Read(string value)
    {
        var position = 0;
        var type = Word(value, ref position);
        Skip(value, ref position);
        if (position >= value.Length || value[position] != '/')
            return (type, "", position);
        position++;
        return (type, Word(value, ref position), position);
    }

    private static string Word(string value, ref int position)
    {
        Skip(value, ref position);
        var start = position;
        while (position < value.Length && !Grammar.IsBlank(value[position]) && value[position] is not ('/' or ';' or '(' or '"' or ','))
            position++;
        var word = value[start..position].ToLowerInvariant();
        return word.AsSpan().ContainsAny(Grammar.Controls) ? "" : word;
    }

    private static void Skip(string value, ref int position)
    {
        var depth = 0;
        for (; position < value.Length; position++)
        {
            var c = value[position];
            if (c == '(')
                depth++;
            else if (c == ')' && depth > 0)
                depth--;
            else if (depth == 0 && !Grammar.IsBlank(c))
                break;
        }
    }
}
