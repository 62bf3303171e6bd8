using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace MailNode.Transport.Imap;

/// <summary>Walks one response (RFC 9051, section 9). A method gives false, and stays where it is, when its element is not next.</summary>
internal ref struct ImapLine
{
    /// <summary>Deepest nesting of parentheses that is followed.</summary>
    public const int MaxDepth = 64;

    private const int MaxWord = 256;

    private static readonly SearchValues<byte> AtomEnds = SearchValues.Create(" ()\"{\n"u8);

    private readonly ImapResponse response;
    private ReadOnlySpan<byte> rest;
    private int literal;

    public ImapLine(ImapResponse response, int skip)
    {
        this.response = response;
        rest = response.Text[skip..];
    }

    public readonly bool AtParenthesis => !rest.IsEmpty && rest[0] == '(';

    public readonly ReadOnlySpan<byte> Rest => rest;

    public bool Special(char expected)
    {
        if (rest.IsEmpty || rest[0] != expected)
            return false;
        rest = rest[1..];
        return true;
    }

    /// <summary>Spaces, as many as there are: some servers send two.</summary>
    public bool Space()
    {
        var before = rest.Length;
        rest = rest.TrimStart((byte)' ');
        return rest.Length < before;
    }

    public bool Atom(out ReadOnlySpan<byte> atom)
    {
        var end = rest.IndexOfAny(AtomEnds);
        atom = end < 0 ? rest : rest[..end];
        rest = rest[atom.Length..];
        return !atom.IsEmpty;
    }

    /// <summary>This word in any case, and nothing longer.</summary>
    public bool Word(string word)
    {
        var end = rest.IndexOfAny(AtomEnds);
        var next = end < 0 ? rest : rest[..end];
        if (!Ascii.EqualsIgnoreCase(next, word))
            return false;
        rest = rest[word.Length..];
        return true;
    }

    public bool Number(out ulong number)
    {
        if (!Utf8Parser.TryParse(rest, out number, out var used))
            return false;
        rest = rest[used..];
        return true;
    }

    public bool Uid(out uint uid)
    {
        var before = rest;
        uid = 0;
        if (Number(out var number) && number is > 0 and <= uint.MaxValue)
        {
            uid = (uint)number;
            return true;
        }
        rest = before;
        return false;
    }

    /// <summary>The name of a fetched thing, with its section in brackets: BODY[HEADER.FIELDS (FROM)]&lt;0&gt;.</summary>
    public bool FetchName(out ReadOnlySpan<byte> name)
    {
        var end = rest.IndexOfAny(AtomEnds);
        if (end > 0 && rest[..end].Contains((byte)'['))
        {
            // Quirk: header names in the section may come back quoted; a bracket cannot be in them.
            var close = rest.IndexOf((byte)']');
            end = close < 0 ? -1 : close + rest[close..].IndexOf((byte)' ');
            if (close < 0 || end < close)
            {
                name = default;
                return false;
            }
        }
        name = end < 0 ? rest : rest[..end];
        rest = rest[name.Length..];
        return !name.IsEmpty;
    }

    /// <summary>A quoted string, a literal, an atom, or NIL, which gives <paramref name="nil"/> and no bytes.</summary>
    public bool String(out ImapLiteral value, out bool nil)
    {
        nil = false;
        value = default;
        if (!rest.IsEmpty && rest[0] == '"')
            return Quoted(out value);
        Special('~'); // literal8, RFC 3516
        if (!rest.IsEmpty && rest[0] == '{')
            return Literal(out value);
        if (!Atom(out var atom))
            return false;
        nil = Ascii.EqualsIgnoreCase(atom, "NIL"u8);
        value = nil ? default : new ImapLiteral(atom.ToArray(), atom.Length);
        return true;
    }

    /// <summary>The same as text; null for NIL.</summary>
    public bool Text(out string? text)
    {
        var found = String(out var value, out var nil);
        text = found && !nil ? Encoding.UTF8.GetString(value.Bytes.Span) : null;
        return found;
    }

    /// <summary>Words in parentheses, such as flags; NIL is none. What is too much or too long to be one is left out.</summary>
    public bool Words(List<string> into, int max)
    {
        if (Word("NIL"))
            return true;
        if (!Special('('))
            return false;
        while (!Special(')'))
        {
            Space();
            if (Special(')'))
                return true;
            if (!Text(out var word))
                return false;
            if (word is { Length: <= MaxWord } && into.Count < max)
                into.Add(word);
        }
        return true;
    }

    /// <summary>Steps over one value of whatever shape.</summary>
    public bool Skip()
    {
        var depth = 0;
        do
        {
            Space();
            if (Special('('))
                depth++;
            else if (depth > 0 && Special(')'))
                depth--;
            else if (!String(out _, out _))
                return false;
        }
        while (depth is > 0 and <= MaxDepth);
        return depth == 0;
    }

    private bool Quoted(out ImapLiteral value)
    {
        value = default;
        var end = 1;
        var escaped = false;
        for (; end < rest.Length && rest[end] != '"'; end++)
        {
            if (rest[end] == '\\' && end + 1 < rest.Length)
            {
                end++;
                escaped = true;
            }
        }
        if (end >= rest.Length)
            return false;
        var inside = rest[1..end];
        rest = rest[(end + 1)..];
        var bytes = escaped ? Unescape(inside) : inside.ToArray();
        value = new ImapLiteral(bytes, bytes.Length);
        return true;
    }

    private static byte[] Unescape(ReadOnlySpan<byte> quoted)
    {
        var plain = new List<byte>(quoted.Length);
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] == '\\' && i + 1 < quoted.Length)
                i++;
            plain.Add(quoted[i]);
        }
        return [.. plain];
    }

    private bool Literal(out ImapLiteral value)
    {
        value = default;
        var end = rest.IndexOf((byte)'\n');
        if (end < 0 || literal >= response.Literals.Count)
            return false;
        value = response.Literals[literal++];
        rest = rest[(end + 1)..];
        return true;
    }
}
