using System.Buffers;
using System.Text;

namespace MailNode.Mime;

/// <summary>Walks "; name=value" (RFC 2045, 5.1), with the semicolons, quotes and blanks that real mail forgets or adds.</summary>
internal ref struct ParameterScanner(ReadOnlySpan<char> text)
{
    private static readonly SearchValues<char> NameEnds = SearchValues.Create("=; \t\r\n");

    private ReadOnlySpan<char> rest = text;

    public bool TryNext(out string name, out string value)
    {
        while (true)
        {
            SkipGaps();
            if (rest.IsEmpty)
            {
                name = value = "";
                return false;
            }

            name = TakeName();
            SkipBlanks();
            if (rest.IsEmpty || rest[0] != '=')
                continue;
            rest = rest[1..];
            SkipBlanks();
            value = !rest.IsEmpty && rest[0] == '"' ? TakeQuoted() : TakeBare();
            if (name.Length > 0 && value.Length > 0)
                return true;
        }
    }

    private void SkipBlanks() => rest = rest.TrimStart(" \t\r\n");

    private void SkipGaps()
    {
        rest = rest.TrimStart("; \t\r\n");
        while (!rest.IsEmpty && rest[0] == '(')
        {
            SkipComment();
            rest = rest.TrimStart("; \t\r\n");
        }
    }

    private void SkipComment()
    {
        var depth = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '\\')
                i++;
            else if (rest[i] == '(')
                depth++;
            else if (rest[i] == ')' && --depth == 0)
            {
                rest = rest[(i + 1)..];
                return;
            }
        }

        rest = [];
    }

    private string TakeName()
    {
        var length = rest.IndexOfAny(NameEnds);
        length = length < 0 ? rest.Length : length;
        var name = rest[..length].ToString();
        rest = rest[length..];
        return name;
    }

    private string TakeQuoted()
    {
        var value = new StringBuilder();
        for (var i = 1; i < rest.Length; i++)
        {
            var c = rest[i];
            if (c == '"')
            {
                rest = rest[(i + 1)..];
                return value.ToString();
            }

            // A backslash before anything but a quote or itself is a Windows path that nobody escaped.
            if (c == '\\' && i + 1 < rest.Length && rest[i + 1] is '"' or '\\')
                c = rest[++i];
            value.Append(c);
        }

        rest = [];
        return value.ToString();
    }

    /// <summary>
    /// Up to the semicolon, or to blanks before the next "name=" or before a last comment: file names with blanks often lack their
    /// quotes.
    /// </summary>
    private string TakeBare()
    {
        var whole = rest;
        var end = whole.IndexOf(';');
        var bare = end < 0 ? whole : whole[..end];
        rest = whole[bare.Length..];
        for (var i = 0; i < bare.Length; i++)
        {
            if (!Grammar.IsBlank(bare[i]))
                continue;
            var next = bare[i..].TrimStart(" \t\r\n");
            if (StartsParameter(next) || IsComment(next))
            {
                rest = whole[(bare.Length - next.Length)..];
                return bare[..i].ToString();
            }

            i = bare.Length - next.Length - 1;
        }

        return bare.TrimEnd(" \t\r\n").ToString();
    }

    private static bool StartsParameter(ReadOnlySpan<char> text)
    {
        var name = text.IndexOfAnyExcept(Grammar.TokenText);
        return name > 0 && text[name] == '=';
    }

    private static bool IsComment(ReadOnlySpan<char> text) => text.StartsWith("(") && text.EndsWith(")");
}
