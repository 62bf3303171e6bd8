using System.Buffers;
using System.Text;

namespace MailNode.Transport.Imap;

/// <summary>A command being written: text, and the literals between. Nothing that is put in can end the line early.</summary>
internal sealed class ImapCommand
{
    private const int MaxQuoted = 1000;

    private static readonly SearchValues<char> NotInAtoms = SearchValues.Create("(){%*\"\\]");

    private readonly List<(string Text, ReadOnlyMemory<byte>? Literal)> parts = [];
    private readonly StringBuilder text = new();

    public ImapCommand(string verb) => text.Append(verb);

    /// <summary>Text pieces, each of them but the last followed by a literal.</summary>
    public IReadOnlyList<(string Text, ReadOnlyMemory<byte>? Literal)> Parts => [.. parts, (text.ToString(), null)];

    /// <summary>A space and something that we made ourselves: numbers, keywords, lists of them.</summary>
    public ImapCommand Raw(string ours)
    {
        if (ours.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new ArgumentException("Not printable ASCII.", nameof(ours));
        text.Append(' ').Append(ours);
        return this;
    }

    /// <summary>A space and a string, quoted where it can be and as a literal where it cannot.</summary>
    public ImapCommand String(string value)
    {
        if (value.Length > MaxQuoted || value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return Literal(Encoding.UTF8.GetBytes(value));
        var escaped = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        text.Append(" \"").Append(escaped).Append('"');
        return this;
    }

    /// <summary>A space and a block of bytes.</summary>
    public ImapCommand Literal(ReadOnlyMemory<byte> bytes)
    {
        text.Append(' ');
        parts.Add((text.ToString(), bytes));
        text.Clear();
        return this;
    }

    /// <summary>A space and flags or other words in parentheses. What is not an atom is our mistake.</summary>
    public ImapCommand List(IEnumerable<string> words)
    {
        var all = words.ToList();
        foreach (var word in all)
        {
            var atom = word.StartsWith('\\') ? word.AsSpan(1) : word.AsSpan();
            if (atom.IsEmpty || atom.ContainsAnyExceptInRange('!', '~') || atom.ContainsAny(NotInAtoms))
                throw new ArgumentException($"'{word}' is not a flag or header name.", nameof(words));
        }
        return Raw($"({string.Join(' ', all)})");
    }
}
