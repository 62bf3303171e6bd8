using System.Text;

namespace MailNode.Templates.Functions;

/// <summary>The functions of <c>string</c>.</summary>
internal static class TextFunctions
{
    public static IEnumerable<Function> All { get; } =
    [
        new("string.append", 2, 2, given => Joined(given, given.Text(0), given.Text(1))),
        new("string.prepend", 2, 2, given => Joined(given, given.Text(1), given.Text(0))),
        new("string.capitalize", 1, 1, given => Capitalized(given.Text(0))),
        new("string.capitalizewords", 1, 1, given => CapitalizedWords(given.Text(0) ?? "")),
        new("string.contains", 2, 2, given => Both(given) && given.Text(0)!.Contains(given.Text(1)!, StringComparison.Ordinal)),
        new("string.starts_with", 2, 2, given => Both(given) && given.Text(0)!.StartsWith(given.Text(1)!, StringComparison.Ordinal)),
        new("string.ends_with", 2, 2, given => Both(given) && given.Text(0)!.EndsWith(given.Text(1)!, StringComparison.Ordinal)),
        new("string.equals_ignore_case", 2, 2, given => string.Equals(given.Text(0), given.Text(1), StringComparison.OrdinalIgnoreCase)),
        new("string.empty", 1, 1, given => string.IsNullOrEmpty(given.Text(0))),
        new("string.whitespace", 1, 1, given => string.IsNullOrWhiteSpace(given.Text(0))),
        new("string.downcase", 1, 1, given => given.Text(0)?.ToLowerInvariant()),
        new("string.upcase", 1, 1, given => given.Text(0)?.ToUpperInvariant()),
        new("string.escape", 1, 1, given => Escaped(given.Text(0))),
        new("string.handleize", 1, 1, given => Handle(given.Text(0) ?? "")),
        new("string.strip", 1, 1, given => given.Text(0)?.Trim()),
        new("string.lstrip", 1, 1, given => given.Text(0)?.TrimStart()),
        new("string.rstrip", 1, 1, given => given.Text(0)?.TrimEnd()),
        new("string.strip_newlines", 1, 1, given => (given.Text(0) ?? "").Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)),
        new("string.remove", 2, 2, given => Replaced(given, given.Text(1), "")),
        new("string.replace", 3, 3, given => Replaced(given, given.Text(1), given.Text(2) ?? "")),
        new("string.pad_left", 2, 2, given => Padded(given, static (text, width) => text.PadLeft(width))),
        new("string.pad_right", 2, 2, given => Padded(given, static (text, width) => text.PadRight(width))),
        new("string.pluralize", 3, 3, given => given.Whole(0, 0) == 1 ? given[1] : given[2]),
        new("string.size", 1, 1, given => (given.Text(0) ?? "").Length),
        new("string.slice", 2, 3, given => Slice(given.Text(0) ?? "", given.Whole(1, 0), given.Whole(2, int.MaxValue))),
        new("string.slice1", 2, 3, given => Slice(given.Text(0) ?? "", given.Whole(1, 0), given.Whole(2, 1))),
        new("string.split", 2, 2, given => Split(given.Text(0) ?? "", given.Text(1))),
        new("string.truncate", 2, 3, given => Truncated(given.Text(0) ?? "", given.Whole(1, 0), given.Text(2) ?? "...")),
        new("string.truncatewords", 2, 3, given => TruncatedWords(given.Text(0) ?? "", given.Whole(1, 0), given.Text(2) ?? "...")),
        new("string.to_int", 1, 1, given => int.TryParse(given.Text(0), out var number) ? number : null),
    ];

    private static bool Both(Given given) => !string.IsNullOrEmpty(given.Text(0)) && !string.IsNullOrEmpty(given.Text(1));

    private static string Joined(Given given, string? first, string? second) =>
        given.Limited((first?.Length ?? 0L) + (second?.Length ?? 0L), () => first + second);

    private static string Capitalized(string? text) =>
        string.IsNullOrEmpty(text) ? "" : char.ToUpperInvariant(text[0]) + text[1..];

    private static string CapitalizedWords(string text)
    {
        var words = new StringBuilder(text.Length);
        var start = true;
        foreach (var letter in text)
        {
            words.Append(start ? char.ToUpperInvariant(letter) : letter);
            start = char.IsWhiteSpace(letter);
        }
        return words.ToString();
    }

    private static string? Escaped(string? text)
    {
        if (text is null)
            return null;
        var escaped = new StringBuilder(text.Length);
        foreach (var letter in text)
            escaped.Append(Escape(letter) ?? letter.ToString());
        return escaped.ToString();
    }

    private static string? Escape(char letter) => letter switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\a' => "\\a",
        '\b' => "\\b",
        '\t' => "\\t",
        '\r' => "\\r",
        '\v' => "\\v",
        '\f' => "\\f",
        '\n' => "\\n",
        < ' ' => $"\\x{(int)letter:x2}",
        _ => null,
    };

    private static string Handle(string text)
    {
        var handle = new StringBuilder(text.Length);
        var last = '\0';
        foreach (var letter in text)
        {
            var kept = char.IsLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-';
            if (kept != '-' || last != '-')
                handle.Append(kept);
            last = kept;
        }
        return last == '-' ? handle.ToString(0, handle.Length - 1) : handle.ToString();
    }

    private static string Replaced(Given given, string? match, string by)
    {
        var text = given.Text(0) ?? "";
        if (string.IsNullOrEmpty(match))
            return text;
        // The longest that can come out, so that it need not be made to be refused.
        var most = by.Length <= match.Length ? text.Length : (long)text.AsSpan().Count(match) * (by.Length - match.Length) + text.Length;
        return given.Limited(most, () => text.Replace(match, by, StringComparison.Ordinal));
    }

    private static string Padded(Given given, Func<string, int, string> pad)
    {
        var width = given.Whole(1, 0);
        return given.Limited(width, () => pad(given.Text(0) ?? "", Math.Max(0, width)));
    }

    private static string Slice(string text, long start, long length)
    {
        if (start < 0)
        {
            start += text.Length;
            length = start < 0 ? length + start : length;
            start = Math.Max(0, start);
        }
        return start >= text.Length || length <= 0 ? "" : text.Substring((int)start, (int)Math.Min(length, text.Length - start));
    }

    private static string[] Split(string text, string? match) =>
        text.Length == 0 ? [] : string.IsNullOrEmpty(match) ? [text] : text.Split(match, StringSplitOptions.RemoveEmptyEntries);

    private static string Truncated(string text, int length, string ellipsis) =>
        text.Length <= length ? text : string.Concat(text.AsSpan(0, Math.Clamp(length - ellipsis.Length, 0, text.Length)), ellipsis);

    private static string TruncatedWords(string text, int count, string ellipsis)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length <= count ? string.Join(' ', words) : string.Join(' ', words.Take(Math.Max(0, count))) + ellipsis;
    }
}
