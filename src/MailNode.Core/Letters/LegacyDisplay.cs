using MailNode.Mime;

namespace MailNode.Core.Letters;

/// <summary>
/// The copy of protected headers that some senders put into the text, for programs that know nothing of protected headers (RFC 9788,
/// section 4.5.3). Nobody typed it, so it is not shown again.
/// </summary>
internal static class LegacyDisplay
{
    private const string Div = "<div class=\"header-protection-legacy-display\">";
    private const string DivEnd = "</div>";

    /// <summary>The text of a part without it.</summary>
    /// <param name="payload">The root that the part belongs to; only one with protected headers has such a copy.</param>
    public static string Text(MimeEntity part, MimeEntity payload)
    {
        var text = part.Text();
        if (part.ContentType.Parameter("hp-legacy-display") != "1" || ProtectedHeaders.Of(payload) is null) return text;
        return part.ContentType.Is("text/html") ? WithoutDiv(text) : WithoutLines(text);
    }

    /// <summary>All up to the first empty line.</summary>
    private static string WithoutLines(string text) =>
        text.IndexOf("\n\n", StringComparison.Ordinal) is >= 0 and var end ? text[(end + 2)..] : text;

    private static string WithoutDiv(string text)
    {
        var start = text.IndexOf(Div, StringComparison.OrdinalIgnoreCase);
        var end = start < 0 ? -1 : text.IndexOf(DivEnd, start, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? text : text.Remove(start, end + DivEnd.Length - start);
    }
}
