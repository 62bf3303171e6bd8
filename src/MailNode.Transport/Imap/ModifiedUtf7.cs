using System.Text;

namespace MailNode.Transport.Imap;

/// <summary>Folder names on the wire (RFC 3501, section 5.1.3): ASCII stays, the rest is base64 between &amp; and -.</summary>
internal static class ModifiedUtf7
{
    public static string Encode(string name)
    {
        var wire = new StringBuilder(name.Length);
        for (var at = 0; at < name.Length; at++)
        {
            var end = at;
            while (end < name.Length && !IsPlain(name[end]))
                end++;
            if (end > at)
                wire.Append('&').Append(Base64(name.AsSpan(at, end - at))).Append('-');
            if (end < name.Length)
                wire.Append(name[end] == '&' ? "&-" : name.AsSpan(end, 1));
            at = end;
        }
        return wire.ToString();
    }

    /// <summary>What cannot be decoded stays as it is: some servers send plain UTF-8 or a bare ampersand.</summary>
    public static string Decode(string wire)
    {
        var name = new StringBuilder(wire.Length);
        for (var at = 0; at < wire.Length; at++)
        {
            var end = wire[at] == '&' ? wire.IndexOf('-', at) : -1;
            if (end < 0)
                name.Append(wire[at]);
            else if (end == at + 1)
                name.Append('&');
            else if (Decode64(wire.AsSpan(at + 1, end - at - 1)) is { } decoded)
                name.Append(decoded);
            else
                name.Append(wire, at, end - at + 1);
            at = Math.Max(at, end);
        }
        return name.ToString();
    }

    private static bool IsPlain(char c) => c is >= ' ' and <= '~';

    private static string Base64(ReadOnlySpan<char> text) =>
        Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes(text.ToArray())).TrimEnd('=').Replace('/', ',');

    private static string? Decode64(ReadOnlySpan<char> packed)
    {
        var standard = packed.ToString().Replace(',', '/');
        var padded = standard.PadRight((standard.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        if (packed.Contains('/') || !Convert.TryFromBase64String(padded, bytes, out var length) || length < 2)
            return null;
        return Encoding.BigEndianUnicode.GetString(bytes, 0, length & ~1);
    }
}
