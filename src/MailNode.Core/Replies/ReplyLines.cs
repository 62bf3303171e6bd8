namespace MailNode.Core.Replies;

/// <summary>Splits a plain text body into lines.</summary>
internal static class ReplyLines
{
    /// <summary>Characters of one body that are looked at; nobody types more, and the rest is not published.</summary>
    public const int MaxLength = 1 << 21;

    private const int MinOverflowing = 60;
    private const int MinSurelyOverflowing = 70;

    public static List<ReplyLine> FromPlain(string text)
    {
        var bounded = text.Length > MaxLength ? text.AsSpan(0, MaxLength) : text;
        List<ReplyLine> lines = [];
        foreach (var line in bounded.EnumerateLines())
            lines.Add(ReplyLine.Of(line.ToString()));
        UnmarkFoldedAddress(lines);
        MarkOverflow(lines);
        return lines;
    }

    /// <summary>An attribution may be folded inside its address; the second line then begins with its <c>&gt;</c>.</summary>
    private static void UnmarkFoldedAddress(List<ReplyLine> lines)
    {
        for (var i = 1; i < lines.Count; i++)
        {
            if (lines[i].Kind == LineKind.Quoted && lines[i].Bare.Length is > 1 and < 60 && lines[i].Bare[^1] is ':' or '：'
                && lines[i - 1].Kind == LineKind.Written && EndsInsideAddress(lines[i - 1].Bare))
                lines[i] = lines[i] with { Kind = LineKind.Written };
        }
    }

    private static bool EndsInsideAddress(string bare)
    {
        var open = bare.LastIndexOf('<');
        return open >= 0 && bare.IndexOf('>', open) < 0 && bare.IndexOf('@', open) >= 0;
    }

    /// <summary>
    /// Gateways wrap quoted lines that have become too long and give the rest no mark of its own. Such a rest is quoted
    /// as well, or a word of somebody else's would be published.
    /// </summary>
    private static void MarkOverflow(List<ReplyLine> lines)
    {
        for (var i = 1; i < lines.Count - 1; i++)
        {
            if (lines[i].Kind == LineKind.Written && !lines[i].IsBlank && lines[i + 1].Kind == LineKind.Quoted
                && lines[i - 1].Kind == LineKind.Quoted && Overflows(lines[i - 1].Text, lines[i].Text))
                lines[i] = lines[i] with { Kind = LineKind.Quoted };
        }
    }

    private static bool Overflows(string quoted, string rest) =>
        quoted.Length >= MinOverflowing
        && rest.Length < quoted.Length
        && quoted[^1] is not ('?' or '!')
        && (char.IsLower(rest.AsSpan().TrimStart()[0]) || (quoted.Length >= MinSurelyOverflowing && !EndsSentence(quoted[^1])));

    private static bool EndsSentence(char last) => last is '.' or ':' or '…' or ')' or '"' or '»' or '”' or '。' or '？' or '！';
}
