using System.Text;
using System.Text.RegularExpressions;

namespace MailNode.Transport.Wire;

/// <summary>
/// What a transcript shows of a fetched message: numbers, dates, flags, the names of parts, and the length of their content. Whatever
/// else stands there may be text of a mail, and is "…".
/// </summary>
internal static partial class FetchShown
{
    private const int MaxLine = 4096;

    public static bool IsFetch(string text) => Beginning().IsMatch(text);

    public static string Of(ReadOnlySpan<byte> said)
    {
        var text = Encoding.ASCII.GetString(said[..Math.Min(said.Length, MaxLine)]);
        var shown = new StringBuilder();
        var at = 0;
        foreach (var match in Known().EnumerateMatches(text))
        {
            if (!string.IsNullOrWhiteSpace(text[at..match.Index]))
                shown.Append("… ");
            shown.Append(text.AsSpan(match.Index, match.Length)).Append(' ');
            at = match.Index + match.Length;
        }
        if (!string.IsNullOrWhiteSpace(text[at..]))
            shown.Append('…');
        return shown.ToString().TrimEnd().Replace("( ", "(", StringComparison.Ordinal).Replace(" )", ")", StringComparison.Ordinal)
            .Replace("}", " bytes}", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\* \d{1,20} FETCH\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Beginning();

    [GeneratedRegex(
        @"^\* \d+ FETCH \(|\bUID \d+|\bRFC822\.SIZE \d+|\bMODSEQ \(\d+\)|\bINTERNALDATE ""[ \d]\d-[A-Za-z]{3}-\d{4} [\d:]{8} [+-]\d{4}""|"
        + @"\bFLAGS \([\\$\w. -]*\)|\bBODY\[[A-Z0-9.]*( \([A-Za-z0-9 -]*\))?\](<\d+>)?|\{\d+\}$|\)$",
        RegexOptions.NonBacktracking)]
    private static partial Regex Known();
}
