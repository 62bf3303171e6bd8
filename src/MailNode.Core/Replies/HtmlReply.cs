using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace MailNode.Core.Replies;

/// <summary>Turns an HTML reply into lines, of which it is known which were quoted.</summary>
internal static class HtmlReply
{
    private const int MaxDepth = 256;

    public static IHtmlDocument Parse(string html)
    {
        var parser = new HtmlParser(new HtmlParserOptions { MaximumDepth = MaxDepth, SkipComments = true });
        return parser.ParseDocument(HtmlBounds.Cut(html));
    }

    /// <summary>
    /// Walks the document with a stack of its own, since its depth is the sender's choice; by index, since the tree looks for a
    /// node's next sibling from the first on.
    /// </summary>
    public static List<ReplyLine> ToLines(IHtmlDocument document, bool withSignatures)
    {
        var writer = new HtmlLines();
        var holders = HoldersOfBlockquotes(document);
        var open = new Stack<(INode Parent, int Next)>();
        if (document.Body is { } body)
            open.Push((body, 0));
        while (!writer.IsEnded && open.TryPop(out var level))
        {
            if (level.Next == level.Parent.ChildNodes.Length)
            {
                if (level.Parent is IElement element)
                    writer.Close(element);
                continue;
            }

            open.Push((level.Parent, level.Next + 1));
            var child = level.Parent.ChildNodes[level.Next];
            if (Enter(child, open.Count, holders, writer, withSignatures))
                open.Push((child, 0));
        }

        return writer.Finish();
    }

    /// <summary>Returns whether to go into the node; its end is then written when it is left.</summary>
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

        return true;
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
