using System.Buffers;

namespace MailNode.Core.Replies;

/// <summary>Cuts HTML off where it nests deeper, or has more tags, than mail that people write: a parser's time grows with the product.</summary>
internal static class HtmlBounds
{
    private const int MaxLength = 1 << 20;
    private const int MaxDepth = 512;
    private const int MaxTags = 60_000;
    private const int MaxName = 24;

    private static readonly SearchValues<char> EndsName = SearchValues.Create(" \t\r\n\f/>");
    private static readonly SearchValues<char> InTag = SearchValues.Create("\"'>");

    /// <summary>Elements without content, or whose end tag may be left out.</summary>
    private static readonly HashSet<string> Unclosed = new(
        ["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "p", "li", "dd", "dt", "td", "th", "tr", "tbody", "thead", "option", "colgroup", "o:p"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>A comment inside these is none.</summary>
    private static readonly HashSet<string> RawText = new(
        ["script", "style", "title", "textarea", "noscript", "iframe", "xmp", "noembed", "noframes"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>An end tag inside these does not close what was opened outside.</summary>
    private static readonly HashSet<string> Scopes = new(
        ["table", "select", "template", "object", "applet", "marquee", "script", "style", "title", "textarea", "noscript", "iframe", "xmp", "noembed", "noframes", "svg", "math"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Where it is not certain how a parser reads something (a quote at an odd place in a tag), start tags count and end tags do
    /// not: the depth is never more than this finds.
    /// </summary>
    public static string Cut(string html)
    {
        var end = Math.Min(html.Length, MaxLength);
        List<string> open = [];
        for (var (at, tags, tagEnd) = (html.IndexOf('<', StringComparison.Ordinal), 0, 0); at >= 0 && at < end; at = NextTag(html, at, open))
        {
            var isInside = at < tagEnd;
            tagEnd = isInside ? tagEnd : TagEnd(html, at + 1);
            Change(html, at + 1, open, isInside);
            if (++tags > MaxTags || open.Count > MaxDepth)
                return html[..at];
        }

        return html.Length > end ? html[..end] : html;
    }

    private static int NextTag(string html, int at, List<string> open)
    {
        var isComment = html.AsSpan(at).StartsWith("<!--") && !open.Exists(RawText.Contains);
        var end = isComment ? html.IndexOf("-->", at, StringComparison.Ordinal) : at + 1;
        return end < 0 || end >= html.Length ? -1 : html.IndexOf('<', end);
    }

    private static int TagEnd(string html, int at)
    {
        while (at < html.Length)
        {
            var step = html.AsSpan(at).IndexOfAny(InTag);
            if (step < 0)
                return html.Length;
            at += step;
            if (html[at] == '>')
                return at;
            var close = html.IndexOf(html[at], at + 1);
            if (close < 0)
                return html.Length;
            at = close + 1;
        }

        return html.Length;
    }

    private static void Change(string html, int at, List<string> open, bool isInside)
    {
        var isEnd = at < html.Length && html[at] == '/';
        var name = Name(html, isEnd ? at + 1 : at);
        if (name.Length == 0 || Unclosed.Contains(name))
            return;
        if (!isEnd)
            open.Add(name);
        else if (!isInside && FindInScope(open, name) is >= 0 and var found)
            open.RemoveRange(found, open.Count - found);
    }

    private static int FindInScope(List<string> open, string name)
    {
        for (var i = open.Count - 1; i >= 0; i--)
        {
            if (open[i].Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
            if (Scopes.Contains(open[i]) && !Scopes.Contains(name))
                return -1;
        }

        return -1;
    }

    private static string Name(string html, int at)
    {
        if (at >= html.Length || !char.IsAsciiLetter(html[at]))
            return "";
        var rest = html.AsSpan(at, Math.Min(MaxName, html.Length - at));
        var end = rest.IndexOfAny(EndsName);
        return (end < 0 ? rest : rest[..end]).ToString();
    }
}
