using System.Text;

namespace MailNode.Mime;

/// <summary>Walks one addr-spec (RFC 5322, 3.4.1); comments and folding are already gone.</summary>
internal ref struct AddressCursor(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> rest = text;

    public readonly bool AtEnd => rest.IsEmpty;

    public bool TryTake(char expected)
    {
        if (rest.IsEmpty || rest[0] != expected)
            return false;
        rest = rest[1..];
        return true;
    }

    /// <summary>A dot-atom whose dots may stand anywhere (some Japanese carriers gave out such addresses), or a quoted-string.</summary>
    public bool TryTakeLocalPart(out string local)
    {
        if (!rest.IsEmpty && rest[0] == '"')
            return TryTakeQuoted(out local);
        var length = 0;
        while (length < rest.Length && (rest[length] == '.' || Grammar.IsAtomText(rest[length])))
            length++;
        local = rest[..length].ToString();
        rest = rest[length..];
        return length > 0 && IsWellFormed(local);
    }

    /// <summary>Labels of letters, digits, '-', '_' and non-ASCII, or a literal in brackets.</summary>
    public bool TryTakeDomain(out string domain)
    {
        var length = !rest.IsEmpty && rest[0] == '[' ? LiteralLength() : NameLength();
        domain = rest[..length].ToString();
        rest = rest[length..];
        return length > 0 && IsWellFormed(domain);
    }

    private bool TryTakeQuoted(out string local)
    {
        local = "";
        var text = new StringBuilder();
        for (var i = 1; i < rest.Length; i++)
        {
            var c = rest[i];
            if (c == '"')
            {
                local = text.ToString();
                rest = rest[(i + 1)..];
                return local.Length > 0 && local[0] != ' ' && local[^1] != ' ' && IsWellFormed(local);
            }

            if (c == '\\' && ++i < rest.Length)
                c = rest[i];
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
                return false;
            text.Append(c);
        }

        return false;
    }

    private readonly int LiteralLength()
    {
        var end = rest.IndexOf(']');
        if (end < 2)
            return 0;
        foreach (var c in rest[1..end])
        {
            if (c is not (>= '!' and <= '~') or '[' or '\\')
                return 0;
        }

        return end + 1;
    }

    private readonly int NameLength()
    {
        var length = 0;
        var labelStart = 0;
        for (; length < rest.Length; length++)
        {
            var c = rest[length];
            if (c == '.' && length == labelStart)
                return 0;
            if (c == '.')
                labelStart = length + 1;
            else if (!(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' || (c >= 0x80 && Grammar.IsAtomText(c))))
                break;
        }

        return length > labelStart ? length : 0;
    }

    private static bool IsWellFormed(string text) => ReferenceEquals(Grammar.WellFormed(text), text);
}
