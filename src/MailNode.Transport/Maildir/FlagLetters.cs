namespace MailNode.Transport.Maildirs;

/// <summary>
/// Flags of IMAP and letters of file names. The system flags have letters of their own; keywords share a to z, whose meaning
/// in a folder is in its <see cref="KeywordFile"/>.
/// </summary>
internal static class FlagLetters
{
    private static readonly (string Flag, char Letter)[] Fixed =
    [
        ("\\Draft", 'D'), ("\\Flagged", 'F'), ("$Forwarded", 'P'), ("\\Answered", 'R'), ("\\Seen", 'S'), ("\\Deleted", 'T'),
    ];

    /// <summary>The letter of a flag, or null for a keyword.</summary>
    public static char? Of(string flag)
    {
        foreach (var (name, letter) in Fixed)
        {
            if (name.Equals(flag, StringComparison.OrdinalIgnoreCase))
                return letter;
        }
        return null;
    }

    /// <summary>\Recent and the like: what only a server can set.</summary>
    public static bool IsForServersOnly(string flag) => flag.StartsWith('\\') && Of(flag) is null;

    /// <summary>Flags of a message; letters that mean nothing here are left out.</summary>
    public static IReadOnlyList<string> Read(string letters, IReadOnlyList<string> keywords)
    {
        var flags = new List<string>();
        foreach (var letter in letters)
        {
            var flag = letter is >= 'a' and <= 'z'
                ? keywords.ElementAtOrDefault(letter - 'a')
                : Array.Find(Fixed, entry => entry.Letter == letter).Flag;
            if (!string.IsNullOrEmpty(flag) && !flags.Contains(flag, StringComparer.OrdinalIgnoreCase))
                flags.Add(flag);
        }
        return flags;
    }
}
