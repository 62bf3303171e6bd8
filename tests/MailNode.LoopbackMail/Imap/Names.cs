using System.Text;

namespace MailNode.LoopbackMail.Imap;

/// <summary>Folder names as the account has them and as the wire wants them: prefix, delimiter, modified UTF-7 (RFC 3501, 5.1.3).</summary>
internal sealed class Names(LoopbackOptions options)
{
    /// <summary>Set when the client enabled IMAP4rev2, where names are UTF-8.</summary>
    public bool AreUtf8 { get; set; }

    public string ToWire(string name)
    {
        if (name == "INBOX")
            return name;
        var wire = options.Prefix + name.Replace('/', options.Delimiter);
        return AreUtf8 ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(wire)) : Encode(wire);
    }

    /// <summary>Null for a name that cannot be: without the prefix, or in the wrong encoding.</summary>
    public string? FromWire(string wire)
    {
        if (wire.Equals("INBOX", StringComparison.OrdinalIgnoreCase))
            return "INBOX";
        var name = AreUtf8 ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(wire)) : Decode(wire);
        if (name is null || !name.StartsWith(options.Prefix, StringComparison.OrdinalIgnoreCase) || name.Length == options.Prefix.Length)
            return null;
        name = name[options.Prefix.Length..];
        return options.Delimiter == '/' ? name : name.Contains('/', StringComparison.Ordinal) ? null : name.Replace(options.Delimiter, '/');
    }

    private static string Encode(string name)
    {
        var wire = new StringBuilder();
        var wide = new StringBuilder();
        foreach (var c in name + '\0')
        {
            var isPlain = c is >= ' ' and <= '~' or '\0';
            if (!isPlain)
            {
                wide.Append(c);
                continue;
            }
            if (wide.Length > 0)
                wire.Append('&').Append(Pack(wide.ToString())).Append('-');
            wide.Clear();
            wire.Append(c == '&' ? "&-" : c == '\0' ? "" : c.ToString());
        }
        return wire.ToString();
    }

    private static string Pack(string text) =>
        Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes(text)).TrimEnd('=').Replace('/', ',');

    /// <summary>Strict: a client that sends raw UTF-8 or a broken shift is refused.</summary>
    private static string? Decode(string wire)
    {
        var name = new StringBuilder();
        for (var at = 0; at < wire.Length; at++)
        {
            if (wire[at] is < ' ' or > '~')
                return null;
            if (wire[at] != '&')
            {
                name.Append(wire[at]);
                continue;
            }
            var end = wire.IndexOf('-', at);
            if (end < 0 || Unpack(wire[(at + 1)..end]) is not { } part)
                return null;
            name.Append(part);
            at = end;
        }
        return name.ToString();
    }

    private static string? Unpack(string packed)
    {
        if (packed.Length == 0)
            return "&";
        var padded = packed.Replace(',', '/').PadRight((packed.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? Encoding.BigEndianUnicode.GetString(bytes, 0, length) : null;
    }
}
