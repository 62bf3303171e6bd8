using System.Globalization;
using System.Text;

namespace MailNode.Transport.Maildirs;

/// <summary>
/// What the letters a to z mean in a folder: lines "0 name" to "25 name" in <c>dovecot-keywords</c>, the one form that other
/// programs read too.
/// </summary>
internal static class KeywordFile
{
    private const string Name = "dovecot-keywords";
    private const int MaxKeywords = 26;
    private const int MaxKeyword = 200;
    private const int MaxBytes = 64 * 1024;

    /// <summary>One entry per letter, "" where it means nothing yet.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(string directory, CancellationToken c)
    {
        var keywords = Enumerable.Repeat("", MaxKeywords).ToArray();
        var file = new FileInfo(Path.Combine(directory, Name));
        if (!file.Exists || file.Length > MaxBytes)
            return keywords;
        foreach (var line in await File.ReadAllLinesAsync(file.FullName, c).ConfigureAwait(false))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var number = line.AsSpan(0, Math.Max(0, space));
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < MaxKeywords)
                keywords[at] = line[(space + 1)..];
        }
        return keywords;
    }

    /// <summary>
    /// The letters of these flags; a keyword that has none yet gets one, while there are any left. Needs the lock of the folder.
    /// </summary>
    public static async Task<string> LettersAsync(string directory, IReadOnlyCollection<string> flags, CancellationToken c)
    {
        var letters = new StringBuilder();
        List<string>? keywords = null;
        var added = false;
        foreach (var flag in flags.Where(flag => !FlagLetters.IsForServersOnly(flag)))
        {
            if (FlagLetters.Of(flag) is { } letter)
            {
                letters.Append(letter);
                continue;
            }
            keywords ??= [.. await ReadAsync(directory, c).ConfigureAwait(false)];
            if (Place(keywords, flag, ref added) is >= 0 and var at)
                letters.Append((char)('a' + at));
        }
        if (added)
            await WriteAsync(directory, keywords!, c).ConfigureAwait(false);
        return letters.ToString();
    }

    private static int Place(List<string> keywords, string flag, ref bool added)
    {
        var at = keywords.FindIndex(keyword => keyword.Equals(flag, StringComparison.OrdinalIgnoreCase));
        if (at >= 0 || !IsKeyword(flag) || (at = keywords.IndexOf("")) < 0)
            return at;
        keywords[at] = flag;
        added = true;
        return at;
    }

    /// <summary>An atom of IMAP: anything else could not be told to a mail program.</summary>
    private static bool IsKeyword(string flag) =>
        flag.Length is > 0 and <= MaxKeyword
        && flag.All(letter => letter is > ' ' and <= '~' && !"(){%*\"\\]".Contains(letter, StringComparison.Ordinal));

    private static async Task WriteAsync(string directory, List<string> keywords, CancellationToken c)
    {
        var lines = keywords.Select((keyword, at) => (keyword, at)).Where(entry => entry.keyword.Length > 0)
            .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.at} {entry.keyword}\n"));
        var fresh = Path.Combine(directory, Name + ".mailnode");
        await File.WriteAllTextAsync(fresh, string.Concat(lines), c).ConfigureAwait(false);
        File.Move(fresh, Path.Combine(directory, Name), overwrite: true);
    }
}
