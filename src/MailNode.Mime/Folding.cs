using System.Text;

namespace MailNode.Mime;

/// <summary>Long header fields over several lines (RFC 5322, 2.2.3).</summary>
internal static class Folding
{
    /// <summary>Columns of a line, without its end.</summary>
    public const int MaxLine = 76;

    /// <summary>
    /// Removes the line ends and nothing else, as the standard says; a line end of half a CRLF within a line becomes a space.
    /// </summary>
    public static string Unfold(string text)
    {
        if (!text.AsSpan().ContainsAny('\r', '\n'))
            return text;
        var line = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\r' && (i + 1 == text.Length || text[i + 1] is not ('\n' or ' ' or '\t')))
                line.Append(' ');
            else if (c is not ('\r' or '\n'))
                line.Append(c);
        }

        return line.ToString();
    }

    /// <summary>Each fold, with the blanks around it, becomes one \n.</summary>
    public static string Collapse(string text)
    {
        if (!text.AsSpan().ContainsAny('\r', '\n'))
            return text;
        var line = new StringBuilder(text.Length);
        var inFold = false;
        foreach (var c in text)
        {
            if (c is '\r' or '\n')
            {
                if (!inFold)
                    line.TrimEnd().Append('\n');
                inFold = true;
            }
            else if (!inFold || c is not (' ' or '\t'))
            {
                line.Append(c);
                inFold = false;
            }
        }

        return line.ToString();
    }

    /// <summary>
    /// Folds "Name: value" at single spaces, so that unfolding gives back exactly what was there. A word that does not fit gets a line of
    /// its own and overruns it.
    /// </summary>
    public static string Fold(string line)
    {
        var folded = new StringBuilder(line.Length + 16);
        int lineStart = 0, wordStart = 0;
        for (var i = 1; i <= line.Length; i++)
        {
            if (i < line.Length && !IsBreak(line, i))
                continue;
            if (i - lineStart > MaxLine && wordStart > lineStart)
            {
                folded.Append(line, lineStart, wordStart - lineStart).Append("\r\n");
                lineStart = wordStart;
            }

            wordStart = i;
        }

        return folded.Append(line, lineStart, line.Length - lineStart).Append("\r\n").ToString();
    }

    private static bool IsBreak(string line, int at) =>
        line[at] == ' ' && line[at - 1] != ' ' && at + 1 < line.Length && line[at + 1] != ' ';

    private static StringBuilder TrimEnd(this StringBuilder text)
    {
        while (text.Length > 0 && text[^1] is ' ' or '\t')
            text.Length--;
        return text;
    }
}
