using System.Globalization;
using System.Text;

namespace MailNode.LoopbackMail.Imap.Fetching;

/// <summary>What stands between the brackets of BODY[1.2.HEADER] (RFC 9051, section 6.4.5.1).</summary>
internal sealed record Section(string Shown, IReadOnlyList<int> Path, string What, IReadOnlyList<string> Fields)
{
    /// <summary>Null when it cannot be understood.</summary>
    public static Section? Parse(string text)
    {
        var path = new List<int>();
        var rest = text;
        while (rest.Length > 0 && char.IsAsciiDigit(rest[0]))
        {
            var dot = rest.IndexOf('.', StringComparison.Ordinal);
            if (!int.TryParse(dot < 0 ? rest : rest[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
                return null;
            path.Add(number);
            rest = dot < 0 ? "" : rest[(dot + 1)..];
        }
        var what = rest.Split(' ')[0];
        var isRight = what is "" or "HEADER" or "TEXT" || (what == "MIME" && path.Count > 0);
        if (what is not ("HEADER.FIELDS" or "HEADER.FIELDS.NOT"))
            return isRight && what == rest && !text.EndsWith('.') ? new Section(text, path, what, []) : null;
        var names = Word.Split(rest) is [_, { List: { Count: > 0 } list }] ? list.Select(word => word.Text).ToArray() : [];
        return names.Length > 0 ? new Section(text, path, what, names) : null;
    }

    /// <summary>Null where the message has no such part.</summary>
    public ReadOnlyMemory<byte>? Bytes(MessagePart whole)
    {
        if (whole.Find(Path) is not { } part)
            return null;
        if (What == "MIME")
            return part.Header.Bytes;
        if (What.Length == 0)
            return Path.Count == 0 ? part.Bytes : part.Body;
        // HEADER and TEXT of a part are those of the message that lies in it.
        if ((Path.Count == 0 ? part : part.Enclosed) is not { } message)
            return null;
        return What switch
        {
            "HEADER" => message.Header.Bytes,
            "TEXT" => message.Body,
            _ => Encoding.Latin1.GetBytes(message.Header.Only(Fields, but: What == "HEADER.FIELDS.NOT")),
        };
    }
}
