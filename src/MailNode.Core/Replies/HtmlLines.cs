using System.Globalization;
using System.Text;
using AngleSharp.Dom;

namespace MailNode.Core.Replies;

/// <summary>Collects the text of an HTML reply line by line, as a reader sees it.</summary>
internal sealed class HtmlLines
{
    private const int MaxLink = 1000;
    private const int MaxAlternative = 16;

    private static readonly HashSet<string> Blocks = new(
        ["address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
            "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "thead", "tfoot", "tr", "ul"],
        StringComparer.Ordinal);

    private readonly List<ReplyLine> lines = [];
    private readonly StringBuilder current = new();
    private readonly StringBuilder link = new();
    private readonly Stack<IElement> quotes = new();
    private readonly Stack<int> items = new();
    private int preformatted;
    private bool inLink;
    private bool wantsBlank;
    private bool wantsSpace;

    public bool InQuote => quotes.Count > 0;

    public bool IsEnded { get; private set; }

    public void Text(string text)
    {
        foreach (var letter in text)
            Add(letter);
    }

    /// <summary>Nothing below is new.</summary>
    public void End()
    {
        Flush();
        lines.Add(ReplyLine.Of("", LineKind.End));
        IsEnded = true;
    }

    public void Open(IElement element, bool isQuote)
    {
        var name = element.LocalName;
        if (isQuote || Blocks.Contains(name))
            Flush();
        if (isQuote)
            quotes.Push(element);
        if (IsParagraph(element))
            wantsBlank = true;
        switch (name)
        {
            case "br":
                Break();
                break;
            case "pre":
                preformatted++;
                break;
            case "ul" or "ol":
                items.Push(name == "ol" ? 1 : 0);
                break;
            case "li":
                AddBullet();
                break;
            case "img":
                Text(Alternative(element));
                break;
            case "a":
                inLink = true;
                link.Clear();
                break;
        }
    }

    public void Close(IElement element)
    {
        switch (element.LocalName)
        {
            case "a":
                CloseLink(element.GetAttribute("href")?.Trim() ?? "");
                break;
            case "pre":
                preformatted = Math.Max(0, preformatted - 1);
                break;
            case "ul" or "ol":
                items.TryPop(out _);
                break;
            case "td" or "th":
                wantsSpace = true;
                break;
        }

        var isQuote = quotes.TryPeek(out var quote) && quote == element;
        if (isQuote || Blocks.Contains(element.LocalName))
            Flush();
        if (isQuote)
            quotes.Pop();
        if (IsParagraph(element))
            wantsBlank = true;
    }

    public List<ReplyLine> Finish()
    {
        Flush();
        return lines;
    }

    private void Add(char letter)
    {
        if (preformatted > 0 && letter is '\n')
        {
            Break();
            return;
        }

        if (preformatted == 0 && letter is ' ' or '\t' or '\n' or '\r' or '\f')
        {
            wantsSpace = true;
            return;
        }

        if (wantsSpace && current.Length > 0 && !char.IsWhiteSpace(current[^1]))
            current.Append(' ');
        wantsSpace = false;
        current.Append(letter == '\u00A0' ? ' ' : letter);
        if (inLink && link.Length < MaxLink)
            link.Append(letter);
    }

    private void Break()
    {
        if (current.Length > 0)
            Flush();
        else
            AddLine("");
    }

    private void Flush()
    {
        wantsSpace = false;
        if (current.Length == 0)
            return;
        if (wantsBlank && lines.Count > 0 && !lines[^1].IsBlank)
            AddLine("");
        wantsBlank = false;
        AddLine(current.ToString());
        current.Clear();
    }

    private void AddLine(string text) => lines.Add(ReplyLine.Of(text, InQuote ? LineKind.Quoted : LineKind.Written));

    private void AddBullet()
    {
        var number = items.TryPop(out var next) ? next : 0;
        items.Push(number == 0 ? 0 : number + 1);
        current.Append(number == 0 ? "- " : string.Create(CultureInfo.InvariantCulture, $"{number}. "));
    }

    private void CloseLink(string target)
    {
        inLink = false;
        var shown = link.ToString().Trim();
        if (target.Length is 0 or > MaxLink || !target.StartsWith("http", StringComparison.OrdinalIgnoreCase) || shown.Length == 0 || IsSame(shown, target))
            return;
        current.Append(CultureInfo.InvariantCulture, $" ({target})");
    }

    private static bool IsSame(string shown, string target) => Essence(shown).Equals(Essence(target), StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Essence(ReadOnlySpan<char> link)
    {
        var start = link.IndexOf("://");
        var rest = start < 0 ? link : link[(start + 3)..];
        return (rest.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? rest[4..] : rest).TrimEnd('/');
    }

    /// <summary>Webmails send emoji as pictures whose alternative text is the emoji.</summary>
    private static string Alternative(IElement element) =>
        element.GetAttribute("alt") is { Length: > 0 and <= MaxAlternative } text && text.All(letter => letter > '\u00FF') ? text : "";

    /// <summary>Outlook's paragraphs are lines: it writes an empty one where it means a gap.</summary>
    private static bool IsParagraph(IElement element) =>
        element.LocalName is "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "blockquote"
        || (element.LocalName == "p" && !element.ClassName.AsSpan().Contains("Mso", StringComparison.Ordinal)
            && element.GetAttribute("style")?.Replace(" ", "", StringComparison.Ordinal).Contains("margin:0", StringComparison.OrdinalIgnoreCase) != true);
}
