using System.Net;

namespace MailNode.Core.Text;

/// <summary>The text of a post, plain or a safe Markdown subset, as inert HTML, as plain text, and as one line.</summary>
public static class PostText
{
    /// <summary>Balanced HTML of allow-listed elements only.</summary>
    public static string ToHtml(string text) => $"<p>{WebUtility.HtmlEncode(text).Replace("\n", "<br>\n", StringComparison.Ordinal)}</p>";

    /// <summary>Readable plain text, complete.</summary>
    public static string ToPlain(string text) => text;

    /// <summary>The beginning in one line of at most <paramref name="maxLength"/> characters.</summary>
    public static string Preview(string text, int maxLength) => text.Length <= maxLength ? text : text[..Math.Max(0, maxLength)];
}
