using System.Text;

namespace MailNode.Mime;

/// <summary>Cuts an address list into its entries in one pass; each character is looked at a bounded number of times.</summary>
internal sealed class AddressListScanner(string text)
{
    private const int MaxEncodedWord = 1000;
    private const int MaxLiteral = 64;

    // The entry as written without comments, for "local@domain" that stands alone.
    private readonly StringBuilder plain = new();

    // The entry's words, quotes removed, for the display name.
    private readonly StringBuilder phrase = new();
    private string comment = "";
    private string? angle;
    private int position;
    private bool noMoreAngles;

    /// <summary>False at the end of the list; true with null for an entry that is no address.</summary>
    public bool TryNext(out Address? entry)
    {
        entry = null;
        if (position >= text.Length)
            return false;
        Clear();
        while (position < text.Length)
        {
            var c = text[position];
            if (c is ',' or ';')
            {
                position++;
                break;
            }

            TakeToken(c);
        }

        entry = Entry();
        return true;
    }

    private void TakeToken(char c)
    {
        switch (c)
        {
            case '"':
                TakeQuoted();
                break;
            case '(':
                TakeComment();
                break;
            case '<':
                TakeAngle();
                break;
            case '[':
                TakeVerbatim(text.AsSpan(position, Math.Min(MaxLiteral, text.Length - position)).IndexOf(']') + 1);
                break;
            case '>':
                // One bracket too many.
                position++;
                break;
            case ':':
                // What came before was the name of a group.
                Clear();
                position++;
                break;
            case '=' when EncodedWordLength() is > 0 and var length:
                TakeVerbatim(length);
                break;
            default:
                plain.Append(c);
                phrase.Append(c);
                position++;
                break;
        }
    }

    private void Clear()
    {
        plain.Clear();
        phrase.Clear();
        comment = "";
        angle = null;
    }

    private void TakeVerbatim(int length)
    {
        length = Math.Max(1, length);
        plain.Append(text, position, length);
        phrase.Append(text, position, length);
        position += length;
    }

    /// <summary>An encoded word may hold commas and brackets although RFC 2047, 5 (3) forbids it: it stays in one piece.</summary>
    private int EncodedWordLength()
    {
        var rest = text.AsSpan(position, Math.Min(MaxEncodedWord, text.Length - position));
        return EncodedWord.TryMatch(rest, out var word) && !rest[..word.Length].ContainsAny(' ', '\t') ? word.Length : 0;
    }

    private void TakeQuoted()
    {
        var start = position++;
        while (position < text.Length && text[position] != '"')
        {
            if (text[position] == '\\' && position + 1 < text.Length)
                position++;
            phrase.Append(text[position++]);
        }

        position = Math.Min(position + 1, text.Length);
        plain.Append(text, start, position - start);
    }

    private void TakeComment()
    {
        var content = new StringBuilder();
        var depth = 1;
        for (position++; position < text.Length; position++)
        {
            var c = text[position];
            if (c == '\\' && position + 1 < text.Length)
                c = text[++position];
            else if (c == '(')
                depth++;
            else if (c == ')' && --depth == 0)
                break;
            content.Append(c);
        }

        position = Math.Min(position + 1, text.Length);
        if (comment.Length == 0)
            comment = content.ToString();
    }

    private void TakeAngle()
    {
        position++;
        var rest = text.AsSpan(position);
        var end = noMoreAngles ? -1 : AngleEnd(rest);
        noMoreAngles |= end < 0;
        if (noMoreAngles)
            end = rest.IndexOf(',') is >= 0 and var comma ? comma : rest.Length;
        angle ??= rest[..end].ToString();
        position += noMoreAngles ? end : end + 1;
    }

    /// <summary>The closing bracket, not one inside a quoted local part; further than an address can reach, any will do.</summary>
    private static int AngleEnd(ReadOnlySpan<char> text)
    {
        var quoted = false;
        for (var i = 0; i < Math.Min(text.Length, EmailAddress.MaxLength * 2); i++)
        {
            if (quoted && text[i] == '\\')
                i++;
            else if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == '>' && !quoted)
                return i;
        }

        return text.IndexOf('>');
    }

    private Address? Entry()
    {
        var spec = WithoutBlanks(angle ?? plain.ToString());
        if (angle is not null && spec.StartsWith('@'))
            spec = spec[(spec.IndexOf(':', StringComparison.Ordinal) + 1)..];
        if (!EmailAddress.TryParse(spec, out var email))
            return null;
        var name = angle is null ? "" : EncodedWord.Decode(phrase.ToString()).Trim();
        return new Address(name.Length > 0 ? name : EncodedWord.Decode(comment).Trim(), email);
    }

    /// <summary>
    /// Obsolete syntax allows blanks and comments around dots and '@' (RFC 5322, 4.4); between words they stay and break the address.
    /// </summary>
    private static string WithoutBlanks(string spec)
    {
        spec = spec.Trim().TrimStart('<');
        if (!spec.AsSpan().ContainsAny(" \t\r\n("))
            return spec;
        var tight = new StringBuilder(spec.Length);
        var quoted = false;
        var depth = 0;
        var gap = false;
        for (var i = 0; i < spec.Length; i++)
        {
            var c = spec[i];
            if (!quoted && (c == '(' || depth > 0))
            {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                continue;
            }

            if (!quoted && Grammar.IsBlank(c))
            {
                gap = true;
                continue;
            }

            if (c == '"')
                quoted = !quoted;
            if (gap && c is not ('.' or '@') && tight.Length > 0 && tight[^1] is not ('.' or '@'))
                tight.Append(' ');
            gap = false;
            tight.Append(c);
            if (c == '\\' && quoted && i + 1 < spec.Length)
                tight.Append(spec[++i]);
        }

        return tight.ToString();
    }
}
