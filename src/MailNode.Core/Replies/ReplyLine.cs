namespace MailNode.Core.Replies;

/// <summary>What is known of a line before its neighbours are looked at.</summary>
internal enum LineKind
{
    /// <summary>Nobody marked it as anything else.</summary>
    Written,

    /// <summary>Marked as quoted, by a <c>&gt;</c> or by the element that holds it.</summary>
    Quoted,

    /// <summary>The mail client put this mark between the new text and the old: nothing below it is new.</summary>
    End,
}

/// <summary>One line of a reply, as it was sent and as patterns look at it.</summary>
/// <param name="Text">As sent, without its trailing white space.</param>
/// <param name="Bare">Trimmed, without direction marks and the asterisks of bold text. Empty for lines too long for any pattern.</param>
internal readonly record struct ReplyLine(string Text, string Bare, LineKind Kind)
{
    /// <summary>Lines beyond this are prose; no pattern looks at them.</summary>
    public const int MaxPatternLength = 400;

    /// <summary>Dashes and a space announce a signature (RFC 3676, section 4.3); dashes alone may be a person's own.</summary>
    public const string SignatureMark = "-- ";

    public bool IsBlank => string.IsNullOrWhiteSpace(Text);

    public static ReplyLine Of(string text, LineKind kind = LineKind.Written)
    {
        var trimmed = text == SignatureMark ? text : text.TrimEnd();
        var bare = trimmed.Length > MaxPatternLength ? "" : Strip(trimmed);
        return new ReplyLine(trimmed, bare, kind == LineKind.Written && LooksQuoted(trimmed, bare) ? LineKind.Quoted : kind);
    }

    private static string Strip(string line)
    {
        if (line.AsSpan().ContainsAnyInRange('\u00A0', '\uFEFF'))
            line = string.Concat(line.Where(letter => !IsMark(letter)).Select(letter => char.IsWhiteSpace(letter) ? ' ' : letter));
        return line.Trim().Trim('*').Trim();
    }

    /// <summary>Direction marks stand around names and dates in right-to-left attributions; zero-width ones anywhere.</summary>
    private static bool IsMark(char letter) =>
        letter is '\u00AD' or '\u061C' or (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u2069') or '\uFEFF';

    private static bool LooksQuoted(string line, string bare)
    {
        var start = line.AsSpan().TrimStart();
        return start.StartsWith('>') || bare.StartsWith('>') || IsElision(bare) || IsInitialed(start);
    }

    /// <summary>What people leave in place of the part of a quote that they cut.</summary>
    private static bool IsElision(string bare) => bare is "[...]" or "[…]" or "[..]" or "[snip]" or "<snip>" or "[cut]";

    /// <summary>Some newsreaders quote with the initials of who is quoted: <c>JD&gt; text</c>.</summary>
    private static bool IsInitialed(ReadOnlySpan<char> line)
    {
        var mark = line.IndexOf('>');
        return mark is > 0 and <= 3
            && !line[..mark].ContainsAnyExceptInRange('A', 'Z')
            && (line.Length == mark + 1 || line[mark + 1] is ' ' or '>');
    }
}
