using System.Text;

namespace MailNode.Core.Replies;

/// <summary>Walks the lines of a reply once and keeps those that the person wrote.</summary>
internal sealed class ReplyCut
{
    private readonly IReadOnlyList<ReplyLine> lines;
    private readonly int[] attributions;
    private readonly List<string> kept = [];
    private bool inFooter;

    private ReplyCut(IReadOnlyList<ReplyLine> lines)
    {
        this.lines = lines;
        attributions = FindAttributions(lines);
    }

    /// <summary>The new text of a reply; its paragraphs in order where it answers between quotes.</summary>
    public static string Of(IReadOnlyList<ReplyLine> lines)
    {
        var cut = new ReplyCut(lines);
        cut.Walk();
        return cut.Text();
    }

    /// <summary>Whether what is first announced in these lines is a forwarded mail.</summary>
    public static bool OpensWithForward(IReadOnlyList<ReplyLine> lines)
    {
        var attributions = FindAttributions(lines);
        for (var i = 0; i < lines.Count; i++)
        {
            if (attributions[i] > 0 || lines[i].Kind != LineKind.Written)
                return false;
            if (Separator.AnnouncesMail(lines[i].Bare))
                return Separator.AnnouncesForward(lines[i].Bare);
        }

        return false;
    }

    /// <summary>Whether these lines show somebody else's mail: announced as one that is answered, or marked over two lines.</summary>
    public static bool Quotes(IReadOnlyList<ReplyLine> lines)
    {
        var attributions = FindAttributions(lines);
        for (var i = 0; i < lines.Count; i++)
        {
            var marked = lines[i].Kind == LineKind.Quoted && i > 0 && lines[i - 1].Kind == LineKind.Quoted;
            if (marked || attributions[i] > 0 || HeaderBlock.LengthAt(lines, i, announced: false) > 0)
                return true;
            if (Separator.AnnouncesMail(lines[i].Bare))
                return !Separator.AnnouncesForward(lines[i].Bare);
        }

        return false;
    }

    /// <summary>Per line, how many lines the attribution that begins there has.</summary>
    private static int[] FindAttributions(IReadOnlyList<ReplyLine> lines)
    {
        var found = new int[lines.Count];
        for (var end = 0; end < lines.Count; end++)
        {
            if (lines[end].Kind == LineKind.Written && Attribution.LengthEndingAt(lines, end) is > 0 and var length)
                found[end - length + 1] = Math.Max(found[end - length + 1], length);
        }

        return found;
    }

    private void Walk()
    {
        for (var i = 0; i < lines.Count;)
        {
            if (lines[i].Kind == LineKind.End || Separator.AsksToWriteAbove(lines[i].Bare))
                return;
            if (lines[i].Kind == LineKind.Quoted)
                i = SkipQuoted(i);
            else if (OpeningAt(i) is > 0 and var length)
                i = AfterOpening(i + length);
            else
                Keep(i++);
            if (i < 0)
                return;
        }
    }

    private int SkipQuoted(int at)
    {
        inFooter = false;
        EndParagraph();
        return at + 1;
    }

    /// <summary>How many lines here announce a quote: an attribution, a separator, the old headers, or several of them.</summary>
    private int OpeningAt(int at)
    {
        if (attributions[at] > 0)
            return attributions[at];
        if (Separator.AnnouncesMail(lines[at].Bare))
            return 1;
        return HeaderBlock.LengthAt(lines, at, announced: false);
    }

    /// <summary>
    /// Where marked lines follow, only those are quoted, and what stands between and below them is new. Where none do,
    /// the client does not mark quotes, and all that follows is somebody else's: then -1.
    /// </summary>
    private int AfterOpening(int at)
    {
        DropRulers();
        var next = SkipOpenings(at);
        if (next >= lines.Count || lines[next].Kind == LineKind.End)
            return -1;
        if (lines[next].Kind == LineKind.Quoted || (kept.Count == 0 && QuoteFollows(next)))
        {
            inFooter = false;
            EndParagraph();
            return next;
        }

        return -1;
    }

    private int SkipOpenings(int at)
    {
        while (at < lines.Count)
        {
            if (lines[at].Kind == LineKind.Written && lines[at].IsBlank)
                at++;
            else if (lines[at].Kind == LineKind.Written && FurtherOpening(at) is > 0 and var length)
                at += length;
            else
                break;
        }

        return at;
    }

    private int FurtherOpening(int at)
    {
        if (OpeningAt(at) is > 0 and var length)
            return length;
        return Separator.IsRuler(lines[at].Bare) ? 1 : HeaderBlock.LengthAt(lines, at, announced: true);
    }

    /// <summary>
    /// Who cut the first part of a quote and answered in its place wrote nothing above the attribution, and marked lines
    /// follow before anything else is announced.
    /// </summary>
    private bool QuoteFollows(int at)
    {
        for (var i = at; i < lines.Count; i++)
        {
            if (lines[i].Kind != LineKind.Written)
                return lines[i].Kind == LineKind.Quoted;
            if (OpeningAt(i) > 0)
                return false;
        }

        return false;
    }

    private void Keep(int at)
    {
        inFooter = inFooter || Footer.BeginsAt(lines, at);
        if (!inFooter)
            kept.Add(lines[at].Text);
    }

    private void EndParagraph()
    {
        if (kept.Count > 0 && kept[^1].Length > 0)
            kept.Add("");
    }

    private void DropRulers()
    {
        while (kept.Count > 0 && (string.IsNullOrWhiteSpace(kept[^1]) || Separator.IsRuler(kept[^1].Trim())))
            kept.RemoveAt(kept.Count - 1);
    }

    /// <summary>The kept lines, without blank ones at either end and with at most one in a row.</summary>
    private string Text()
    {
        var text = new StringBuilder();
        var blank = false;
        foreach (var line in kept)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                blank = true;
                continue;
            }

            if (text.Length > 0)
                text.Append(blank ? "\n\n" : "\n");
            text.Append(line);
            blank = false;
        }

        return text.ToString();
    }
}
