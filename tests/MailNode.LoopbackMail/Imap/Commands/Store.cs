namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>STORE and UID STORE (RFC 9051, section 6.4.6).</summary>
internal static class Store
{
    public static Task<string> RunAsync(ImapTalk talk, Ask ask)
    {
        var open = talk.Selected!;
        var how = ask[1].ToUpperInvariant();
        if (ask.Words.Count < 3 || how.TrimStart('+', '-') is not ("FLAGS" or "FLAGS.SILENT")
            || open.Pick(ask[0], ask.ByUid) is not { } picked)
            return Task.FromResult(ImapTalk.Bad);
        if (open.IsReadOnly)
            return Task.FromResult("NO [READ-ONLY] The folder is open for reading only");
        var flags = (ask.Words[2].List ?? [.. ask.Words.Skip(2)]).Select(word => word.Text).ToArray();
        foreach (var (number, message) in picked)
        {
            if (open.Folder.SetFlags(message.Uid, Changed(message.Flags, how[0], flags)) is { } stored)
                Tell(talk, number, stored, how.EndsWith(".SILENT", StringComparison.Ordinal));
        }
        return Task.FromResult("OK Done");
    }

    private static string[] Changed(IReadOnlyList<string> before, char how, string[] flags) => how switch
    {
        '+' => [.. before, .. flags],
        '-' => [.. before.Except(flags, StringComparer.OrdinalIgnoreCase)],
        _ => flags,
    };

    /// <summary>The one who stores hears of it here, or wanted not to.</summary>
    private static void Tell(ImapTalk talk, int number, LoopbackMessage stored, bool silent)
    {
        talk.Selected!.Known[number - 1] = stored;
        if (!silent)
            talk.Wire.SayLine($"* {number} FETCH (UID {stored.Uid} FLAGS ({string.Join(' ', stored.Flags)}))");
    }
}
