using System.Text;

namespace MailNode.Core.Text;

/// <summary>Names that strangers chose, made fit to stand beside our own words.</summary>
public static class DisplayName
{
    /// <summary>Characters (UTF-16) that a shown name has at most.</summary>
    public const int MaxLength = 64;

    private const int MaxExamined = 4096;
    private const int MaxMarks = 4;

    /// <summary>One line of visible characters, at most <see cref="MaxLength"/>; "?" where nothing could be seen.</summary>
    public static string Clean(string name)
    {
        var line = Letters.OneLine(name.Length > MaxExamined ? name[..MaxExamined] : name, MaxMarks);
        var cut = Letters.Cut(line, MaxLength).Trim();
        return cut.EnumerateRunes().Any(IsSeen) ? cut : "?";
    }

    private static bool IsSeen(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.IsSymbol(rune) || Rune.IsPunctuation(rune) || Rune.IsNumber(rune);
}
