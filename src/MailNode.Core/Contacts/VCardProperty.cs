using System.Text;

namespace MailNode.Core.Contacts;

/// <summary>One line of a vCard once it is unfolded (RFC 6350, section 3.3; versions 3.0 and 2.1 differ in little that matters here).</summary>
/// <param name="Name">In capitals, without a group.</param>
/// <param name="Words">The values of its parameters, in capitals: version 2.1 leaves out what they are values of.</param>
/// <param name="Value">As it stands there, still escaped.</param>
internal sealed record VCardProperty(string Name, IReadOnlySet<string> Words, string Value)
{
    private const int MaxLines = 50_000;
    private const string QuotedPrintable = "QUOTED-PRINTABLE";
    private const string ArmorBegin = "-----BEGIN PGP ";

    private static readonly string[] OtherKeys = ["pkix", "x509", "x-x509", "pkcs"];

    /// <summary>The value as text, without escapes.</summary>
    public string Text => Words.Contains(QuotedPrintable) ? Encoding.UTF8.GetString(FromQuotedPrintable(Value)) : Unescaped(Value);

    /// <summary>The properties of a text in their order; lines that are none are passed over.</summary>
    public static IEnumerable<VCardProperty> ReadAll(string text)
    {
        foreach (var line in Unfolded(text))
        {
            if (TryRead(line) is { } property) yield return property;
        }
    }

    /// <summary>The bytes of an OpenPGP key that stands in the value itself; null where it is elsewhere, damaged, or a key of another kind.</summary>
    public byte[]? KeyBytes()
    {
        if (Words.Contains("X509")) return null;
        if (Words.Contains("B") || Words.Contains("BASE64")) return FromBase64(Value);
        var text = Text;
        if (!text.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return text.Contains(ArmorBegin, StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(text) : null;
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        var head = comma < 0 ? "" : text[..comma];
        return head.EndsWith(";base64", StringComparison.OrdinalIgnoreCase) && !OtherKeys.Any(one => head.Contains(one, StringComparison.OrdinalIgnoreCase))
            ? FromBase64(Uri.UnescapeDataString(text[(comma + 1)..]))
            : null;
    }

    private static VCardProperty? TryRead(string line)
    {
        var colon = EndOfHead(line);
        if (colon < 0) return null;
        var head = line[..colon].Split(';');
        var name = head[0][(head[0].LastIndexOf('.') + 1)..].Trim().ToUpperInvariant();
        var words = head.Skip(1)
            .SelectMany(parameter => parameter[(parameter.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(','))
            .Select(word => word.Trim(' ', '"').ToUpperInvariant());
        return new VCardProperty(name, words.ToHashSet(StringComparer.Ordinal), line[(colon + 1)..]);
    }

    /// <summary>The first colon that is not in quotes.</summary>
    private static int EndOfHead(string line)
    {
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"') quoted = !quoted;
            else if (line[i] == ':' && !quoted) return i;
        }
        return -1;
    }

    /// <summary>Lines that begin with a blank go on with the line before them, as do those after a quoted-printable "=" at the end.</summary>
    private static IEnumerable<string> Unfolded(string text)
    {
        StringBuilder? line = null;
        var softens = false;
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n', MaxLines))
        {
            if (line is { Length: > 0 } && softens && line[^1] == '=')
            {
                line.Length--;
                line.Append(raw);
            }
            else if (line is not null && raw is [' ' or '\t', ..])
            {
                line.Append(raw, 1, raw.Length - 1);
            }
            else
            {
                if (line is not null) yield return line.ToString();
                line = new StringBuilder(raw);
                softens = raw.Split(':', 2)[0].Contains(QuotedPrintable, StringComparison.OrdinalIgnoreCase);
            }
        }
        if (line is not null) yield return line.ToString();
    }

    /// <summary>A backslash stands before what means something else in a value, and before n for a new line (RFC 6350, section 3.4).</summary>
    private static string Unescaped(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal)) return value;
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\' || i + 1 == value.Length) text.Append(value[i]);
            else text.Append(value[++i] is 'n' or 'N' ? '\n' : value[i]);
        }
        return text.ToString();
    }

    private static byte[] FromQuotedPrintable(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var escaped = bytes[i] == '=' && i + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[i + 1]) && char.IsAsciiHexDigit((char)bytes[i + 2]);
            bytes[length++] = escaped ? (byte)((HexValue(bytes[i + 1]) << 4) | HexValue(bytes[i + 2])) : bytes[i];
            if (escaped) i += 2;
        }
        return bytes[..length];
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static byte[]? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length > 0 ? bytes[..length] : null;
    }
}
