namespace MailNode.Core.Text;

/// <summary>Splits text at its blank lines.</summary>
internal static class PostParagraphs
{
    public static List<string> Of(string text)
    {
        List<string> paragraphs = [];
        List<string> lines = [];
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!line.IsWhiteSpace())
                lines.Add(line.TrimEnd().ToString());
            else if (lines.Count > 0)
                Close(paragraphs, lines);
        }

        if (lines.Count > 0)
            Close(paragraphs, lines);
        return paragraphs;
    }

    private static void Close(List<string> paragraphs, List<string> lines)
    {
        paragraphs.Add(string.Join('\n', lines));
        lines.Clear();
    }
}
