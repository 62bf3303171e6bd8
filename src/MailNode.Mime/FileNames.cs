using System.Globalization;
using System.Text;

namespace MailNode.Mime;

/// <summary>Turns what a stranger calls a file into a name that is only a name.</summary>
internal static class FileNames
{
    /// <summary>Characters; file systems stop at 255 bytes.</summary>
    private const int MaxLength = 120;

    /// <summary>
    /// The last path segment, without controls, marks that turn the writing direction, and characters that some file system forbids.
    /// Null if nothing is left.
    /// </summary>
    public static string? Clean(string? name)
    {
        if (name is null)
            return null;
        var segment = name.AsSpan(name.AsSpan().LastIndexOfAny('/', '\\') + 1);
        var clean = new StringBuilder();
        foreach (var rune in segment.EnumerateRunes())
        {
            if (IsHarmless(rune))
                clean.Append(rune);
        }

        var text = Shorten(clean.ToString().Trim(' ', '.'));
        return text.Length == 0 ? null : IsReserved(text) ? "_" + text : text;
    }

    private static bool IsHarmless(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate)
        && !(rune.IsAscii && "<>:\"|?*".Contains((char)rune.Value, StringComparison.Ordinal));

    /// <summary>Cuts the middle out, so that the extension stays.</summary>
    private static string Shorten(string name)
    {
        if (name.Length <= MaxLength)
            return name;
        var dot = name.LastIndexOf('.');
        var extension = dot > 0 && name.Length - dot <= 16 ? name[dot..] : "";
        return Grammar.WellFormed(name[..(MaxLength - extension.Length)]) + extension;
    }

    /// <summary>Names that Windows takes for devices, whatever the extension.</summary>
    private static bool IsReserved(string name)
    {
        var stem = name.Split('.')[0].TrimEnd().ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL"
            || (stem.Length == 4 && stem[..3] is "COM" or "LPT" && char.IsAsciiDigit(stem[3]));
    }
}
