namespace MailNode.Transport.Maildirs;

/// <summary>
/// Moves files from a folder into another. The file stays what it is, with its time; its key becomes a new one, so that a
/// message that comes back one day is not taken for the one that went.
/// </summary>
internal sealed class Moving(string source, MaildirFolder target, TimeProvider clock)
{
    private IReadOnlyList<string> keywords = [];
    private IReadOnlyList<string> translated = [];
    private bool toNew;
    private bool toCur;

    /// <summary>
    /// Makes the keywords of the source known in the target. Takes the lock of the target for a moment, so do not hold another.
    /// </summary>
    public async Task PrepareAsync(CancellationToken c)
    {
        keywords = await KeywordFile.ReadAsync(source, c).ConfigureAwait(false);
        if (keywords.All(keyword => keyword.Length == 0))
            return;
        using var held = await target.LockAsync(c).ConfigureAwait(false);
        await KeywordFile.LettersAsync(target.Path, [.. keywords.Where(keyword => keyword.Length > 0)], c).ConfigureAwait(false);
        translated = await KeywordFile.ReadAsync(target.Path, c).ConfigureAwait(false);
    }

    /// <summary>Moves one file, atomically.</summary>
    public void Move(MessageFile file)
    {
        var key = UniqueKey.Next(clock.GetUtcNow());
        var name = file.Name.Contains(':', StringComparison.Ordinal) ? MessageFile.NameOf(key, Translate(file.Letters)) : key;
        Directory.CreateDirectory(Path.Combine(target.Path, file.Part));
        File.Move(file.PathIn(source), Path.Combine(target.Path, file.Part, name));
        toNew |= file.Part == MaildirPart.New;
        toCur |= file.Part == MaildirPart.Cur;
    }

    /// <summary>Makes what was moved outlive a power cut: first where it is, then where it is no more.</summary>
    public void MakeLast()
    {
        foreach (var directory in new[] { target.Path, source })
        {
            if (toNew)
                Disk.SyncNames(Path.Combine(directory, MaildirPart.New));
            if (toCur)
                Disk.SyncNames(Path.Combine(directory, MaildirPart.Cur));
        }
    }

    private string Translate(string letters) => string.Concat(letters.Select(Translate));

    private string Translate(char letter)
    {
        if (letter is < 'a' or > 'z')
            return letter.ToString();
        var keyword = keywords.ElementAtOrDefault(letter - 'a');
        for (var at = 0; at < translated.Count && !string.IsNullOrEmpty(keyword); at++)
        {
            if (translated[at].Equals(keyword, StringComparison.OrdinalIgnoreCase))
                return ((char)('a' + at)).ToString();
        }
        return "";
    }
}
