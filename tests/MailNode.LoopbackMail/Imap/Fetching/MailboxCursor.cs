using System.Text;

namespace MailNode.LoopbackMail.Imap.Fetching;

/// <summary>An entry of an address list; the begin of a group has no host, its end no name either (RFC 9051, section 7.5.2).</summary>
internal sealed record EnvelopeAddress(string? Name, string? Local, string? Host)
{
    public string Written() => $"({Text.QuoteOrNil(Name)} NIL {Text.QuoteOrNil(Local)} {Text.QuoteOrNil(Host)})";
}

/// <summary>Walks an address list (RFC 5322, section 3.4). What is no address is told as a name without a host.</summary>
internal sealed class MailboxCursor(string value)
{
    private const int MaxEntries = 1000;

    private readonly StringBuilder words = new();
    private string? angle;
    private int at;

    public static IEnumerable<EnvelopeAddress> Read(string value)
    {
        var cursor = new MailboxCursor(value);
        for (var found = 0; found < MaxEntries && cursor.at < value.Length; found++)
        {
            var end = cursor.TakeWords();
            if (end == ':')
                yield return new EnvelopeAddress(null, cursor.words.ToString().Trim(), null);
            else if (cursor.Entry() is { } entry)
                yield return entry;
            if (end == ';')
                yield return new EnvelopeAddress(null, null, null);
            cursor.words.Clear();
            cursor.angle = null;
        }
    }

    /// <summary>Up to what ends an entry, which it gives; zero at the end of all.</summary>
    private char TakeWords()
    {
        while (at < value.Length)
        {
            switch (value[at])
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
                case ',' or ';' or ':' when value[at] != ':' || angle is null:
                    return value[at++];
                default:
                    words.Append(value[at++]);
                    break;
            }
        }
        return '\0';
    }

    private EnvelopeAddress? Entry()
    {
        var said = words.ToString().Trim();
        if (said.Length == 0 && angle is null)
            return null;
        var address = angle ?? said;
        var sign = address.LastIndexOf('@');
        var name = angle is null || said.Length == 0 ? null : said;
        return new EnvelopeAddress(name, sign < 0 ? address : address[..sign], sign < 0 ? "" : address[(sign + 1)..]);
    }

    private void TakeAngle()
    {
        var end = value.IndexOf('>', at);
        angle = end < 0 ? value[(at + 1)..] : value[(at + 1)..end];
        at = end < 0 ? value.Length : end + 1;
    }

    private void TakeQuoted()
    {
        for (at++; at < value.Length && value[at] != '"'; at++)
        {
            if (value[at] == '\\' && at + 1 < value.Length)
                at++;
            words.Append(value[at]);
        }
        at++;
    }

    private void TakeComment()
    {
        var depth = 0;
        do
        {
            depth += value[at] == '(' ? 1 : value[at] == ')' ? -1 : 0;
            at += value[at] == '\\' ? 2 : 1;
        }
        while (at < value.Length && depth > 0);
    }
}
