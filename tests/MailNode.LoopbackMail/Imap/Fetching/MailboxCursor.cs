using System.Text;

namespace MailNode.LoopbackMail.Imap.Fetching;

/// <summary>An entry of an address list; the begin of a group has no host, its end no name either (RFC 9051, section 7.5.2).</summary>
internal sealed record EnvelopeAddress(string? Name, string? Local, string? Host)
{
    public string Written() => $"({Text.QuoteOrNil(Name)} NIL {Text.QuoteOrNil(Local)} {Text.QuoteOrNil(Host)})";
}

/// <summary>Walks an address list (RFC 5322, section 3.4). What is no address is told as a name without a host.</summary>
internal static class MailboxCursor
{
    private const int MaxEntries = 1000;

    public static IEnumerable<EnvelopeAddress> Read(string value)
    {
        var (words, angle, at) = (new StringBuilder(), default(string), 0);
        var found = 0;
        while (at < value.Length && found < MaxEntries)
        {
            switch (value[at])
            {
                case '"':
                    words.Append(Quoted(value, ref at));
                    continue;
                case '(':
                    Comment(value, ref at);
                    continue;
                case '<':
                    var end = value.IndexOf('>', at);
                    angle = end < 0 ? value[(at + 1)..] : value[(at + 1)..end];
                    at = end < 0 ? value.Length : end + 1;
                    continue;
                case ':' when angle is null:
                    yield return new EnvelopeAddress(null, words.ToString().Trim(), null);
                    words.Clear();
                    break;
                case ',' or ';':
                    if (Entry(words, angle) is { } entry)
                        yield return entry;
                    if (value[at] == ';')
                        yield return new EnvelopeAddress(null, null, null);
                    words.Clear();
                    angle = null;
                    found++;
                    break;
                default:
                    words.Append(value[at]);
                    break;
            }
            at++;
        }
        if (Entry(words, angle) is { } last)
            yield return last;
    }

    private static EnvelopeAddress? Entry(StringBuilder words, string? angle)
    {
        var said = words.ToString().Trim();
        if (said.Length == 0 && angle is null)
            return null;
        var address = angle ?? said;
        var at = address.LastIndexOf('@');
        var name = angle is null || said.Length == 0 ? null : said;
        return new EnvelopeAddress(name, at < 0 ? address : address[..at], at < 0 ? "" : address[(at + 1)..]);
    }

    private static string Quoted(string value, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < value.Length && value[at] != '"'; at++)
        {
            if (value[at] == '\\' && at + 1 < value.Length)
                at++;
            text.Append(value[at]);
        }
        at++;
        return text.ToString();
    }

    private static void Comment(string value, ref int at)
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
