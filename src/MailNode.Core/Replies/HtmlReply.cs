using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace MailNode.Core.Replies;

/// <summary>Turns an HTML reply into lines, of which it is known which were quoted.</summary>
internal static class HtmlReply
{
    /// <summary>Characters of HTML that are read. The rest of a longer mail is not published.</summary>
    public const int MaxLength = 1 << 21;

    private const int MaxDepth = 256;

    public static IHtmlDocument Parse(string html)
    {
        var parser = new HtmlParser(new HtmlParserOptions { MaximumDepth = MaxDepth, SkipComments = true });
        return parser.ParseDocument(html.Length > MaxLength ? html[..MaxLength] : html);
    }

    /// <summary>Walks the document with a stack of its own, since its depth is the sender's choice.</summary>
    public static List<ReplyLine> ToLines(IHtmlDocument document, bool withSignatures)
    {
        var writer = new HtmlLines();
        var holders = HoldersOfBlockquotes(document);
        INode? node = document.Body;
        for (var depth = 0; node is not null;)
        {
            if (Enter(node, depth, holders, writer, withSignatures) && node.FirstChild is { } child)
            {
                (node, depth) = (child, depth + 1);
                continue;
            }

            while (node is not null && node != document.Body && node.NextSibling is null)
            {
                node = node.Parent;
                depth--;
                Leave(node, writer);
            }

            node = node == document.Body ? null : node?.NextSibling;
            if (writer.IsEnded)
                break;
        }

        return writer.Finish();
    }

    /// <summary>Returns whether to go into the node's children; they are left by <see cref="Leave"/>.</summary>
    private static bool Enter(INode node, int depth, HashSet<IElement> holders, HtmlLines writer, bool withSignatures)
    {
        if (node is IText text)
            writer.Text(text.Data);
        if (node is not IElement element)
            return false;
        switch (HtmlMarks.Of(element, holders))
        {
            case HtmlMeaning.Unseen:
            case HtmlMeaning.Signature when !withSignatures:
                return false;
            case HtmlMeaning.End when !writer.InQuote:
                writer.End();
                return false;
            // What is nested deeper than the parser allows was lifted out of its quote, maybe: not certain to be new.
            case HtmlMeaning.Quote:
            case var _ when depth >= MaxDepth - 4:
                writer.Open(element, isQuote: true);
                break;
            default:
                writer.Open(element, isQuote: false);
                break;
        }

        if (element.HasChildNodes)
            return true;
        writer.Close(element);
        return false;
    }

    private static void Leave(INode? node, HtmlLines writer)
    {
        if (node is IElement element)
            writer.Close(element);
    }

    private static HashSet<IElement> HoldersOfBlockquotes(IHtmlDocument document)
    {
        HashSet<IElement> holders = [];
        foreach (var quote in document.QuerySelectorAll("blockquote"))
        {
            for (var parent = quote.ParentElement; parent is not null && holders.Add(parent);)
                parent = parent.ParentElement;
        }

        return holders;
    }
}
