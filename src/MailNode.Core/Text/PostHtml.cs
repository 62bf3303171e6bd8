using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace MailNode.Core.Text;

/// <summary>Writes a post as HTML. Only this class writes tags, each with its end, and all else is encoded.</summary>
internal sealed class PostHtml
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder html = new();
    private readonly StringBuilder literal = new();
    private LinkInline? link;
    private string number = "";

    public static string Of(MarkdownDocument document)
    {
        var writer = new PostHtml();
        foreach (var (node, enter) in PostMarkdown.Walk(document))
        {
            if (enter)
                writer.Enter(node);
            else
                writer.Leave(node);
        }

        return writer.html.ToString().TrimEnd('\n');
    }

    /// <summary>Text that is not read as Markdown: paragraphs, line breaks and links.</summary>
    public static string OfPlain(string text)
    {
        var writer = new PostHtml();
        foreach (var paragraph in PostParagraphs.Of(text))
        {
            writer.html.Append("<p>");
            writer.Lines(paragraph);
            writer.html.Append("</p>\n");
        }

        return writer.html.ToString().TrimEnd('\n');
    }

    private void Enter(MarkdownObject node)
    {
        switch (node)
        {
            case LiteralInline inline:
                literal.Append(inline.Content.AsSpan());
                return;
            case HtmlEntityInline entity:
                literal.Append(entity.Transcoded.AsSpan());
                return;
        }

        FlushLiteral();
        if (node is Block and not ParagraphBlock)
            FlushNumber();
        html.Append(node switch
        {
            ParagraphBlock paragraph => IsBare(paragraph) ? "" : "<p>" + TakeNumber(),
            HeadingBlock => "<p><strong>",
            QuoteBlock => "<blockquote>\n",
            ListBlock list => ListStart(list),
            ListItemBlock item => ItemStart(item),
            EmphasisInline emphasis => emphasis.DelimiterCount >= 2 ? "<strong>" : "<em>",
            LineBreakInline => "<br>\n",
            CodeInline code => $"<code>{Encode(code.Content)}</code>",
            CodeBlock code => $"<pre><code>{Encode(code.Lines.ToString())}</code></pre>\n",
            ThematicBreakBlock => "<p>* * *</p>\n",
            LinkReferenceDefinition definition => $"<p>{Encode($"[{definition.Label}]: {definition.Url} {definition.Title}".TrimEnd())}</p>\n",
            AutolinkInline auto => Anchor(auto.IsEmail ? "mailto:" + auto.Url : auto.Url, auto.Url),
            HtmlInline inline => Encode(inline.Tag),
            DelimiterInline delimiter => Encode(delimiter.ToLiteral()),
            _ => "",
        });
        if (node is LinkInline { } opened && link is null)
            OpenLink(opened);
    }

    private void Leave(MarkdownObject node)
    {
        if (node is LiteralInline or HtmlEntityInline)
            return;
        FlushLiteral();
        if (node is ListItemBlock)
            FlushNumber();
        html.Append(node switch
        {
            ParagraphBlock paragraph => IsBare(paragraph) ? "" : "</p>\n",
            HeadingBlock => "</strong></p>\n",
            QuoteBlock => "</blockquote>\n",
            ListBlock list => ListEnd(list),
            ListItemBlock item => IsNumberedOtherwise(item.Parent as ListBlock) ? "" : "</li>\n",
            EmphasisInline emphasis => emphasis.DelimiterCount >= 2 ? "</strong>" : "</em>",
            _ => "",
        });
        if (node == link)
            CloseLink();
    }

    private void OpenLink(LinkInline opened)
    {
        link = opened;
        if (TargetOf(opened) is { } target)
            html.Append(CultureInfo.InvariantCulture, $"<a href=\"{Encode(target.Href)}\">");
        if (opened.FirstChild is null)
            html.Append(Encode(opened.Url ?? ""));
    }

    private void CloseLink()
    {
        var closed = link!;
        link = null;
        if (TargetOf(closed) is { } target)
            html.Append("</a>").Append(closed.FirstChild is null && target.IsSaidBy(closed.Url ?? "", closed.Url ?? "") ? "" : Behind(target, PostPlain.TextOf(closed), closed.Url ?? ""));
    }

    private static LinkTarget? TargetOf(LinkInline link) => LinkTarget.From(link.Url ?? "");

    private static string Anchor(string url, string text) =>
        LinkTarget.From(url) is { } target
            ? $"<a href=\"{Encode(target.Href)}\">{Encode(text)}</a>{Behind(target, text, url)}"
            : Encode(text);

    /// <summary>Who reads a text that names another place sees where the link leads.</summary>
    private static string Behind(LinkTarget target, string text, string url) => target.IsSaidBy(text, url) ? "" : $" ({Encode(target.Shown)})";

    private void FlushLiteral()
    {
        if (literal.Length == 0)
            return;
        var text = literal.ToString();
        literal.Clear();
        html.Append(EncodeLines(text));
    }

    private void Lines(string text)
    {
        var at = 0;
        for (var (start, length) = BareLinks.Next(text, 0); length > 0; (start, length) = BareLinks.Next(text, at))
        {
            var address = text.Substring(start, length);
            html.Append(EncodeLines(text[at..start])).Append(Anchor(BareLinks.TargetOf(address), address));
            at = start + length;
        }

        html.Append(EncodeLines(text[at..]));
    }

    /// <summary>Paragraphs of a list without blank lines stand in their item directly.</summary>
    private static bool IsBare(ParagraphBlock paragraph) =>
        paragraph.Parent is ListItemBlock { Parent: ListBlock { IsLoose: false } list } && !IsNumberedOtherwise(list);

    /// <summary>"1986. What a year" is a sentence, and a list that starts elsewhere than at 1 would change its number.</summary>
    private static bool IsNumberedOtherwise(ListBlock? list) => list is { IsOrdered: true } && list.OrderedStart is not (null or "1");

    private static string ListStart(ListBlock list) => IsNumberedOtherwise(list) ? "" : list.IsOrdered ? "<ol>\n" : "<ul>\n";

    private static string ListEnd(ListBlock list) => IsNumberedOtherwise(list) ? "" : list.IsOrdered ? "</ol>\n" : "</ul>\n";

    private string ItemStart(ListItemBlock item)
    {
        if (item.Parent is not ListBlock list || !IsNumberedOtherwise(list))
            return "<li>";
        number = string.Create(CultureInfo.InvariantCulture, $"{item.Order}{list.OrderedDelimiter} ");
        return "";
    }

    private string TakeNumber()
    {
        var taken = number;
        number = "";
        return taken;
    }

    /// <summary>The number of an item that does not begin with a paragraph.</summary>
    private void FlushNumber()
    {
        if (number.Length > 0)
            html.Append("<p>").Append(TakeNumber().TrimEnd()).Append("</p>\n");
    }

    private static string EncodeLines(string text) => Encode(text).Replace("\n", "<br>\n", StringComparison.Ordinal);

    private static string Encode(string text)
    {
        // The encoder would write line breaks as references.
        var parts = Letters.Neutral(text).Split('\n');
        return string.Join('\n', parts.Select(part => Encoder.Encode(part)));
    }
}
