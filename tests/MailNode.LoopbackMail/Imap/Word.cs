using System.Text;

namespace MailNode.LoopbackMail.Imap;

/// <summary>One argument of a command: an atom, a string or literal, or a list of these.</summary>
internal sealed record Word(string Text, bool IsString = false, IReadOnlyList<Word>? List = null)
{
    private const int MaxDepth = 20;

    public byte[] Bytes => Encoding.Latin1.GetBytes(Text);

    public bool Is(string atom) => !IsString && List is null && Text.Equals(atom, StringComparison.OrdinalIgnoreCase);

    /// <summary>Splits a command as it came, literals included (RFC 9051, section 9); null when it cannot be understood.</summary>
    public static Word[]? Split(string command)
    {
        var open = new Stack<List<Word>>();
        var words = new List<Word>();
        for (var at = 0; at < command.Length;)
        {
            var c = command[at];
            if (c == ' ')
            {
                at++;
            }
            else if (c == '(')
            {
                if (open.Count == MaxDepth)
                    return null;
                open.Push(words);
                words = [];
                at++;
            }
            else if (c == ')')
            {
                if (open.Count == 0)
                    return null;
                var list = words;
                words = open.Pop();
                words.Add(new Word("", List: list));
                at++;
            }
            else if (Take(command, ref at) is { } word)
            {
                words.Add(word);
            }
            else
            {
                return null;
            }
        }
        return open.Count == 0 ? [.. words] : null;
    }

    private static Word? Take(string command, ref int at) => command[at] switch
    {
        '"' => Quoted(command, ref at),
        '{' => Literal(command, ref at),
        _ => Atom(command, ref at),
    };

    private static Word? Quoted(string command, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < command.Length; at++)
        {
            if (command[at] == '"')
            {
                at++;
                return new Word(text.ToString(), IsString: true);
            }
            if (command[at] == '\\' && at + 1 < command.Length)
                at++;
            text.Append(command[at]);
        }
        return null;
    }

    private static Word? Literal(string command, ref int at)
    {
        var end = command.IndexOf("}\r\n", at, StringComparison.Ordinal);
        if (end < 0 || !int.TryParse(command[(at + 1)..end].TrimEnd('+'), out var length) || end + 3 + length > command.Length)
            return null;
        at = end + 3 + length;
        return new Word(command.Substring(end + 3, length), IsString: true);
    }

    /// <summary>An atom; what stands between brackets belongs to it, as in BODY[HEADER.FIELDS (SUBJECT)].</summary>
    private static Word Atom(string command, ref int at)
    {
        var start = at;
        for (var depth = 0; at < command.Length; at++)
        {
            if (command[at] == '[')
                depth++;
            else if (command[at] == ']')
                depth--;
            else if (depth == 0 && command[at] is ' ' or '(' or ')' && depth == 0)
                break;
        }
        return new Word(command[start..at]);
    }
}
