using System.Text;

namespace MailNode.LoopbackMail.Imap.Fetching;

/// <summary>The value of Content-Type or Content-Disposition: a word and parameters, as they were written (RFC 2045, section 5.1).</summary>
internal sealed record FieldValue(string Name, IReadOnlyList<(string Name, string Value)> Parameters)
{
    private const int MaxParameters = 100;

    public static FieldValue Parse(string text)
    {
        var parts = Split(text);
        var parameters = new List<(string, string)>();
        foreach (var part in parts.Skip(1).Take(MaxParameters))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                parameters.Add((part[..equals].Trim(), Bare(part[(equals + 1)..].Trim())));
        }
        return new FieldValue(parts[0].Trim(), parameters);
    }

    /// <summary>Text says which charset it has, if only the usual one (RFC 2046, section 4.1.2).</summary>
    public FieldValue WithCharset() => !Name.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || Parameter("charset") is not null
        ? this : this with { Parameters = [.. Parameters, ("charset", "us-ascii")] };

    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    public string? Parameter(string name) =>
        Parameters.FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>As a list for IMAP, NIL where there are none.</summary>
    public string Written() => Parameters.Count == 0 ? "NIL"
        : $"({string.Join(' ', Parameters.Select(parameter => $"{Text.Quote(parameter.Name)} {Text.Quote(parameter.Value)}"))})";

    /// <summary>At semicolons outside of quotes.</summary>
    private static List<string> Split(string text)
    {
        var parts = new List<string> { "" };
        var part = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ';' && !quoted)
            {
                parts[^1] = part.ToString();
                parts.Add("");
                part.Clear();
                continue;
            }
            quoted ^= text[i] == '"';
            part.Append(text[i]);
            if (text[i] == '\\' && quoted && i + 1 < text.Length)
                part.Append(text[++i]);
        }
        parts[^1] = part.ToString();
        return parts;
    }

    private static string Bare(string value)
    {
        if (!value.StartsWith('"'))
            return value.Split(' ', '\t')[0];
        var bare = new StringBuilder();
        for (var i = 1; i < value.Length && value[i] != '"'; i++)
            bare.Append(value[i] == '\\' && i + 1 < value.Length ? value[++i] : value[i]);
        return bare.ToString();
    }
}
