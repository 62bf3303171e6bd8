using System.Globalization;
using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace MailNode.Core.Text;

/// <summary>Writes a post as plain text: what the Markdown says, without its marks where they would only disturb.</summary>
internal sealed class PostPlain
{
    private readonly StringBuilder text = new();
    private readonly List<string> prefixes = [];
    private string? bullet;
    private bool atStart = true;

    public static string Of(MarkdownDocument document)
    {
        var writer = new PostPlain();
        foreach (var (node, enter) in PostMarkdown.Walk(document))
        {
            if (enter)
                writer.Enter(node);
            else
                writer.Leave(node);
        }

        return writer.text.ToString().Trim('\n');
    }

    /// <summary>The letters of an inline and all that is inside it.</summary>
    public static string TextOf(ContainerInline inline)
    {
        var text = new StringBuilder();
        foreach (var child in inline.FindDescendants<LeafInline>())
            text.Append(LettersOf(child));
        return text.ToString();
    }

    private void Enter(MarkdownObject node)
    {
        switch (node)
        {
            case ListItemBlock item:
                bullet = item.Parent is ListBlock { IsOrdered: true } list ? string.Create(CultureInfo.InvariantCulture, $"{item.Order}{list.OrderedDelimiter} ") : "- ";
                prefixes.Add(new string(' ', bullet.Length));
                break;
            case QuoteBlock:
                prefixes.Add("> ");
                break;
            case CodeBlock code:
                Write(code.Lines.ToString());
                break;
            case ThematicBreakBlock:
                Write("* * *");
                break;
            case LinkReferenceDefinition definition:
                Write($"[{definition.Label}]: {definition.Url} {definition.Title}".TrimEnd());
                break;
            case LeafInline inline:
                Write(LettersOf(inline));
                break;
            case DelimiterInline delimiter:
                Write(delimiter.ToLiteral());
                break;
        }
    }

    private void Leave(MarkdownObject node)
    {
        switch (node)
        {
            case LinkInline link when link.Parent is not LinkInline:
                WriteTarget(link);
                break;
            case LeafBlock block:
                EndBlock(block);
                break;
            case ListItemBlock or QuoteBlock:
                prefixes.RemoveAt(prefixes.Count - 1);
                bullet = null;
                break;
            case ListBlock { Parent: not ListItemBlock }:
                text.Append('\n');
                break;
        }
    }

    private void EndBlock(LeafBlock block)
    {
        text.Append('\n');
        atStart = true;
        if (block.Parent is not ListItemBlock { Parent: ListBlock { IsLoose: false } })
            text.Append('\n');
    }

    private void WriteTarget(LinkInline link)
    {
        var (shown, url) = (TextOf(link), link.Url ?? "");
        if (shown.Length == 0)
            Write(url);
        else if (LinkTarget.From(url) is { } target && shown != url && !target.Href.Equals(shown, StringComparison.OrdinalIgnoreCase) && !link.IsAutoLink)
            Write($" ({target.Href})");
    }

    private static string LettersOf(LeafInline inline) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        CodeInline code => code.Content,
        AutolinkInline auto => auto.Url,
        LineBreakInline => "\n",
        HtmlInline html => html.Tag,
        _ => "",
    };

    private void Write(string written)
    {
        foreach (var letter in Letters.Neutral(written))
        {
            if (atStart)
                BeginLine();
            text.Append(letter);
            atStart = letter == '\n';
        }
    }

    private void BeginLine()
    {
        atStart = false;
        for (var i = 0; i < prefixes.Count; i++)
            text.Append(i == prefixes.Count - 1 && bullet is not null ? bullet : prefixes[i]);
        bullet = null;
    }
}
