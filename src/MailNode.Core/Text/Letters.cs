using System.Globalization;
using System.Text;

namespace MailNode.Core.Text;

/// <summary>Frees text of letters that nobody sees or that disturb the letters around them.</summary>
internal static class Letters
{
    private const int MaxMarksPerLetter = 8;
    private const int BlackFlag = 0x1F3F4;

    /// <summary>
    /// Line breaks as <c>\n</c>, no controls, no direction overrides (direction marks and joiners stay: scripts and emoji need
    /// them), no half surrogates, no towers of combining marks.
    /// </summary>
    public static string Neutral(string text)
    {
        if (IsPlain(text))
            return text;
        var result = new StringBuilder(text.Length);
        var (marks, inFlag, previous) = (0, false, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            marks = IsMark(rune) ? marks + 1 : 0;
            inFlag = rune.Value == BlackFlag || (inFlag && IsTag(rune));
            if (rune.Value is '\r' or 0x85 or 0x2028 or 0x2029)
                result.Append('\n');
            else if (marks <= MaxMarksPerLetter && (!IsTag(rune) || inFlag) && !Disturbs(rune) && !(rune.Value == '\n' && previous == '\r'))
                result.Append(rune.ToString());
            previous = rune.Value;
        }

        return result.ToString();
    }

    /// <summary>One line of letters that can be seen, single spaces between them.</summary>
    public static string OneLine(string text, int maxMarks)
    {
        var result = new StringBuilder(Math.Min(text.Length, 256));
        var marks = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            marks = IsMark(rune) ? marks + 1 : 0;
            if (Rune.IsWhiteSpace(rune) || rune.Value is '\u2800' or '\u3164' or '\u115F' or '\u1160' or '\uFFA0')
                AppendSpace(result);
            else if (!IsUnseen(rune) && marks <= maxMarks)
                result.Append(rune.ToString());
        }

        return result.ToString().TrimEnd(' ');
    }

    /// <summary>The first characters, never half of one.</summary>
    public static string Cut(string text, int maxLength)
    {
        if (text.Length <= maxLength)
            return text;
        var end = 0;
        while (StringInfo.GetNextTextElementLength(text, end) is var length && end + length <= maxLength)
            end += length;
        return text[..end];
    }

    public static bool IsUnseen(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || IsTag(rune) || rune.Value is 0x034F or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F);

    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static void AppendSpace(StringBuilder result)
    {
        if (result.Length > 0 && result[^1] != ' ')
            result.Append(' ');
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsTag(Rune rune) => rune.Value is >= 0xE0000 and <= 0xE007F;

    private static bool Disturbs(Rune rune) =>
        (Rune.IsControl(rune) && rune.Value is not ('\n' or '\t'))
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x206F) or 0xFEFF or (>= 0xFFF9 and <= 0xFFFB) or 0x2060;
}
