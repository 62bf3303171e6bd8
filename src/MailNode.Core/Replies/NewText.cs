namespace MailNode.Core.Replies;

/// <summary>Finds what a person newly wrote in a reply: all of what was typed, and nothing of what was quoted.</summary>
public static class NewText
{
    /// <summary>From a <c>text/plain</c> body. Empty if nothing was typed, or nothing certainly was.</summary>
    public static string FromPlain(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Where(line => !line.StartsWith('>'))).Trim();

    /// <summary>From a <c>text/html</c> body, as plain text with its line breaks and links.</summary>
    public static string FromHtml(string html) =>
        FromPlain(new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html).Body?.TextContent ?? "");

    /// <summary>Whether a mail passes on someone else's mail instead of answering it.</summary>
    public static bool IsForward(string subject, string text) => subject.StartsWith("Fw", StringComparison.OrdinalIgnoreCase);
}
