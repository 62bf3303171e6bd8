using System.Text;

namespace MailNode.LoopbackMail.Imap.Fetching;

/// <summary>A header as it was written, in Latin-1. Not the reader of the program under test: a judge reads with eyes of its own.</summary>
internal sealed class HeaderText
{
    public HeaderText(ReadOnlyMemory<byte> bytes)
    {
        Bytes = bytes;
        foreach (var line in Encoding.Latin1.GetString(bytes.Span).Split('\n').Select(line => line.TrimEnd('\r')).TakeWhile(line => line.Length > 0))
        {
            if (line[0] is ' ' or '\t' && Fields.Count > 0)
                Fields[^1] += "\r\n" + line;
            else
                Fields.Add(line);
        }
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Name, colon, value and folds of each field.</summary>
    private List<string> Fields { get; } = [];

    /// <summary>The value of the first such field on one line; null where there is none.</summary>
    public string? this[string name] => All(name).FirstOrDefault();

    public IEnumerable<string> All(string name) => Fields.Where(field => IsNamed(field, name))
        .Select(field => field[(field.IndexOf(':', StringComparison.Ordinal) + 1)..].Replace("\r\n", "", StringComparison.Ordinal).Trim());

    /// <summary>The header with these fields only, or with all the others, and an empty line.</summary>
    public string Only(IReadOnlyList<string> names, bool but)
    {
        var kept = Fields.Where(field => names.Any(name => IsNamed(field, name)) != but);
        return string.Concat(kept.Select(field => field + "\r\n")) + "\r\n";
    }

    private static bool IsNamed(string field, string name)
    {
        var colon = field.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0 && field[..colon].Trim().Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
