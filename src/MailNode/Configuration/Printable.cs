namespace MailNode.Configuration;

/// <summary>Foreign text on one line of a terminal: a server must not be able to move the cursor or write a page.</summary>
internal static class Printable
{
    private const int Longest = 300;

    /// <summary>Without control and direction characters, and cut where it gets long.</summary>
    public static string Line(string text) => Cut(text, Longest, ' ');

    /// <summary>The same over several lines, for what a command of the user's own says.</summary>
    public static string Lines(string text) => string.Join('\n', text.Split('\n', 20).Select(Line)).Trim();

    private static string Cut(string text, int longest, char inPlace)
    {
        var shown = text.Length > longest ? string.Concat(text.AsSpan(0, longest), "…") : text;
        return string.Concat(shown.Select(c => IsHarmless(c) ? c : inPlace)).Trim();
    }

    private static bool IsHarmless(char c) => !char.IsControl(c)
        && char.GetUnicodeCategory(c) is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
            or System.Globalization.UnicodeCategory.ParagraphSeparator);
}
