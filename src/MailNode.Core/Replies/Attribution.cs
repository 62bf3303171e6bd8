using System.Text.RegularExpressions;

namespace MailNode.Core.Replies;

/// <summary>Recognises the line that mail clients put above a quote: "On Monday at 9:12, Ben wrote:", also folded over several lines.</summary>
internal static partial class Attribution
{
    private const int MaxLines = 4;
    private const int MaxLength = 600;
    private const int MaxWordsOfBareName = 4;
    private const int MaxLengthAfterVerb = 60;

    private static readonly char[] Colons = [':', '：'];

    /// <summary>How many lines the attribution that ends at this line has; 0 if none does.</summary>
    public static int LengthEndingAt(IReadOnlyList<ReplyLine> lines, int end)
    {
        if (!CanEnd(lines[end].Bare))
            return 0;
        var (joined, found) = ("", 0);
        for (var start = end; start >= 0 && end - start < MaxLines && IsPart(lines[start]); start--)
        {
            if (start < end && EndsSentence(lines[start].Bare))
                break;
            joined = joined.Length == 0 ? lines[start].Bare : $"{lines[start].Bare} {joined}";
            if (joined.Length > MaxLength)
                break;
            if (!Matches(joined))
                continue;
            if (LeadPattern.IsMatch(lines[start].Bare))
                return end - UpToDate(lines, start) + 1;
            found = found == 0 ? end - start + 1 : found;
        }

        if (found == 0)
            return IsShortBeforeQuote(lines, end) ? 1 : 0;
        return NamesNobody(lines[end - found + 1].Bare) && end - found >= 0 && IsName(lines[end - found]) ? found + 1 : found;
    }

    /// <summary>A date folded at its commas begins some lines higher.</summary>
    private static int UpToDate(IReadOnlyList<ReplyLine> lines, int start)
    {
        for (var taken = 1; taken < MaxLines && start > 0; taken++, start--)
        {
            var above = lines[start - 1];
            if (!IsPart(above) || above.Bare.Length > MaxLengthAfterVerb || above.Bare[^1] != ',' || !LeadPattern.IsMatch(above.Bare))
                break;
        }

        return start;
    }

    private static bool IsPart(ReplyLine line) => line.Kind == LineKind.Written && line.Bare.Length > 0;

    private static bool CanEnd(string bare) =>
        bare.Length > 0 && (Colons.Contains(bare[^1]) || bare[^1] is '-' or '–' or ']' || EndsWithVerbPattern.IsMatch(bare));

    /// <summary>Complete evidence in one string: who or that somebody wrote, and when or from which address.</summary>
    private static bool Matches(string joined)
    {
        var (numbers, hasAddress) = (CountNumbers(joined), joined.Contains('@', StringComparison.Ordinal));
        if (numbers < 2 && !hasAddress)
            return false;
        var body = joined.TrimEnd('-', '–', '—', ' ');
        var endsWithColon = Colons.Contains(body[^1]);
        if (hasAddress && endsWithColon && TimePattern.IsMatch(body) && (AddressAtEndPattern.IsMatch(body) || LeadPattern.IsMatch(body)))
            return true;
        if (QuotingPattern.IsMatch(body) && hasAddress)
            return true;
        return endsWithColon || (hasAddress && numbers >= 2) ? HasVerb(body, hasAddress) : false;
    }

    /// <summary>Without an address, what follows the verb must be short: a name, not a sentence of the person's own.</summary>
    private static bool HasVerb(string body, bool hasAddress)
    {
        var (index, length) = (-1, 0);
        foreach (var match in VerbPattern.EnumerateMatches(body))
            (index, length) = (match.Index, match.Length);
        return index >= 0 && (hasAddress || body.Length - index - length <= MaxLengthAfterVerb && CountSpaces(body.AsSpan(index + length)) <= 5);
    }

    /// <summary>"Ben wrote:" says enough where a quote follows at once.</summary>
    private static bool IsShortBeforeQuote(IReadOnlyList<ReplyLine> lines, int end)
    {
        var bare = lines[end].Bare;
        var next = end + 1 < lines.Count && lines[end + 1].IsBlank ? end + 2 : end + 1;
        if (next >= lines.Count || lines[next].Kind != LineKind.Quoted || !Colons.Contains(bare[^1]))
            return false;
        return (CountSpaces(bare) <= MaxWordsOfBareName && VerbPattern.IsMatch(bare))
            || QuotingPattern.IsMatch(bare)
            || (bare.Length < 160 && AddressAtEndPattern.IsMatch(bare));
    }

    /// <summary>A finished sentence above an attribution is not its first line; "12:01 p.m." is no sentence.</summary>
    private static bool EndsSentence(string bare) =>
        bare[^1] is '!' or '?' or '。' or '！' or '？' || (bare[^1] == '.' && !bare.EndsWith("m.", StringComparison.OrdinalIgnoreCase));

    private static bool NamesNobody(string bare) => bare.StartsWith('<') || VerbPattern.IsMatch(bare.AsSpan(0, Math.Min(bare.Length, 14))) && bare.Length < 24;

    private static bool IsName(ReplyLine line) =>
        IsPart(line) && line.Bare.Length <= 60 && CountSpaces(line.Bare) <= 4 && line.Bare[^1] is not ('.' or '!' or '?' or ',' or ':');

    private static int CountSpaces(ReadOnlySpan<char> text) => text.Trim().Count(' ');

    private static int CountNumbers(string text)
    {
        var (count, inside) = (0, false);
        foreach (var letter in text)
        {
            var digit = char.IsDigit(letter);
            count += digit && !inside ? 1 : 0;
            inside = digit;
        }

        return count;
    }

    [GeneratedRegex(ReplyWords.Wrote, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex VerbPattern { get; }

    [GeneratedRegex("(?:" + ReplyWords.Wrote + @")[\s\-–—:：]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex EndsWithVerbPattern { get; }

    [GeneratedRegex(ReplyWords.Lead, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LeadPattern { get; }

    [GeneratedRegex(@"\d{1,2}\s?[:.h時时]\s?\d{2}|\d\s?[ap]\.?m", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TimePattern { get; }

    [GeneratedRegex(@"[^\s<>@]+@[^\s<>@]+[>)\]""'’]*(?:\s*\[[\d\s:./-]+\])?\s?[:：]$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AddressAtEndPattern { get; }

    [GeneratedRegex(@"^(?:Quoting|Zitat von|Citando|Citando a|Citat|Citation de|En réponse à|In risposta a|Em resposta a|Цитирую|Cytat|Cytowanie|Missatge de)\s.*[:：]$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex QuotingPattern { get; }
}
