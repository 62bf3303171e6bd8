namespace MailNode.Core.Text;

/// <summary>The text of a post, plain or a safe Markdown subset, as inert HTML, as plain text, and as one line.</summary>
public static class PostText
{
    /// <summary>
    /// Balanced HTML of <c>p br a em strong code pre ul ol li blockquote</c>, with no attribute but <c>href</c> (http, https or
    /// mailto). It may stand inside any element that takes blocks, and cannot leave it.
    /// </summary>
    public static string ToHtml(string text)
    {
        var neutral = Bounded(text);
        return PostMarkdown.Read(neutral) is { } document ? PostHtml.Of(document) : PostHtml.OfPlain(neutral);
    }

    /// <summary>Both <see cref="ToHtml"/> and <see cref="ToPlain"/>, for which the text is read only once.</summary>
    public static (string Html, string Plain) ToBoth(string text)
    {
        var neutral = Bounded(text);
        return PostMarkdown.Read(neutral) is { } document
            ? (PostHtml.Of(document), PostPlain.Of(document))
            : (PostHtml.OfPlain(neutral), PlainOf(neutral));
    }

    /// <summary>The same as readable plain text, targets of links behind their words.</summary>
    public static string ToPlain(string text)
    {
        var neutral = Bounded(text);
        return PostMarkdown.Read(neutral) is { } document ? PostPlain.Of(document) : PlainOf(neutral);
    }

    /// <summary>The beginning in one line of at most <paramref name="maxLength"/> characters, with an ellipsis where more follows.</summary>
    public static string Preview(string text, int maxLength)
    {
        if (maxLength <= 0)
            return "";
        // Marks and targets of links take room that a preview does not show; four times its length is plenty.
        var beginning = Letters.Cut(text, (int)Math.Min(int.MaxValue, (4L * maxLength) + 2000));
        var line = Letters.OneLine(ToPlain(beginning), maxMarks: 8);
        if (line.Length <= maxLength && beginning.Length == text.Length)
            return line;
        var cut = Letters.Cut(line, maxLength - 1);
        var space = cut.LastIndexOf(' ');
        return (space > maxLength / 2 && cut.Length < line.Length ? cut[..space] : cut).TrimEnd(' ', ',', ';', ':', '.') + "…";
    }

    private static string PlainOf(string neutral) => string.Join("\n\n", PostParagraphs.Of(neutral));

    private static string Bounded(string text) => Letters.Neutral(text.Length > PostMarkdown.MaxLength ? text[..PostMarkdown.MaxLength] : text);
}
