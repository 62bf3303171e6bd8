using System.Buffers;
using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace MailNode.Core.Text;

/// <summary>Reads a post's text as Markdown, where that can be done in time that grows with its length only.</summary>
internal static class PostMarkdown
{
    /// <summary>Characters of a post that are shown; the protocol's own limit is lower.</summary>
    public const int MaxLength = 1 << 21;

    private const int MaxMarksPerParagraph = 240;
    private const int MaxMarks = 20_000;
    private const int MaxLines = 50_000;
    private const int MaxContainers = 8;
    private const int MaxIndent = 24;

    private static readonly SearchValues<char> Marks = SearchValues.Create("*_[]`<!&~");
    private static readonly SearchValues<char> OfContainers = SearchValues.Create(">-+*.) \t0123456789");

    private static readonly MarkdownPipeline Pipeline = Build();

    /// <summary>Null if the text is to be shown as it is: nobody writes that many marks, and reading them takes the square of their number.</summary>
    public static MarkdownDocument? Read(string text)
    {
        if (!IsCalm(text))
            return null;
        try
        {
            return Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException)
        {
            return null;   // nested deeper than the parser goes
        }
    }

    /// <summary>
    /// Less than CommonMark: an asterisk inside a word is an asterisk (2*3*4), and a line of dashes makes no heading of what stands
    /// above it. Most posts are plain text.
    /// </summary>
    private static MarkdownPipeline Build()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml();
        builder.BlockParsers.Replace<ParagraphBlockParser>(new ParagraphBlockParser { ParseSetextHeadings = false });
        var emphasis = builder.InlineParsers.FindExact<EmphasisInlineParser>()!;
        emphasis.EmphasisDescriptors.Clear();
        emphasis.EmphasisDescriptors.AddRange([new EmphasisDescriptor('*', 1, 2, false), new EmphasisDescriptor('_', 1, 2, false)]);
        builder.InlineParsers.Insert(0, new BareLinkParser());
        return builder.Build();
    }

    /// <summary>Every node twice, before and after what is inside it. A stack of its own: the depth is the author's choice.</summary>
    public static IEnumerable<(MarkdownObject Node, bool Enter)> Walk(MarkdownDocument document)
    {
        var open = new Stack<(MarkdownObject Node, bool Enter)>();
        open.Push((document, true));
        while (open.TryPop(out var step))
        {
            yield return step;
            if (!step.Enter)
                continue;
            open.Push((step.Node, false));
            foreach (var child in Children(step.Node).Reverse())
                open.Push((child, true));
        }
    }

    private static IEnumerable<MarkdownObject> Children(MarkdownObject node) => node switch
    {
        ContainerBlock container => container,
        LeafBlock { Inline: { } inline } => inline,
        ContainerInline container => container,
        _ => [],
    };

    private static bool IsCalm(string text)
    {
        var (marks, total, lines) = (0, 0, 0);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsWhiteSpace())
                marks = 0;
            var here = CountMarks(line);
            (marks, total) = (marks + here, total + here);
            if (++lines > MaxLines || marks > MaxMarksPerParagraph || total > MaxMarks || !IsShallow(line))
                return false;
        }

        return true;
    }

    private static int CountMarks(ReadOnlySpan<char> line)
    {
        var count = 0;
        for (var next = line.IndexOfAny(Marks); next >= 0; next = line.IndexOfAny(Marks))
        {
            count++;
            line = line[(next + 1)..];
        }

        return count;
    }

    /// <summary>Lists and quotes nest by what a line begins with.</summary>
    private static bool IsShallow(ReadOnlySpan<char> line)
    {
        var rest = line.TrimStart();
        var indent = line.Length - rest.Length;
        var end = rest.IndexOfAnyExcept(OfContainers);
        var prefix = end < 0 ? rest : rest[..end];
        if (prefix.IsEmpty || (indent == 0 && !prefix.ContainsAnyExcept('-', ' ')) || (indent == 0 && !prefix.ContainsAnyExcept('*', ' ')))
            return true;
        return indent <= MaxIndent && prefix.Count('>') + prefix.Count('-') + prefix.Count('+') + prefix.Count('*') + prefix.Count('.') + prefix.Count(')') <= MaxContainers;
    }

    /// <summary>Takes a web address as a whole, before its underscores are taken for emphasis.</summary>
    private sealed class BareLinkParser : InlineParser
    {
        public BareLinkParser() => OpeningCharacters = ['h', 'H', 'w', 'W'];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            if (char.IsAsciiLetterOrDigit(slice.PeekCharExtra(-1)))
                return false;
            var length = BareLinks.LengthOf(slice.AsSpan());
            if (length == 0)
                return false;
            var text = slice.AsSpan()[..Math.Abs(length)].ToString();
            processor.Inline = length < 0
                ? new LiteralInline(text)
                : new LinkInline { Url = BareLinks.TargetOf(text), IsAutoLink = true, IsClosed = true }.AppendChild(new LiteralInline(text));
            slice.Start += text.Length;
            return true;
        }
    }
}
