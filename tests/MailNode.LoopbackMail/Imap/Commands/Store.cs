using System.Globalization;

namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>STORE and UID STORE (RFC 9051, section 6.4.6), with UNCHANGEDSINCE (RFC 7162, section 3.1.3).</summary>
internal static class Store
{
    public static Task<string> RunAsync(ImapTalk talk, Ask ask)
    {
        var open = talk.Selected!;
        var unchangedSince = Condition(talk, ask);
        var at = unchangedSince is null ? 1 : 2;
        var how = ask[at].ToUpperInvariant();
        if (ask.Words.Count < at + 2 || how.TrimStart('+', '-') is not ("FLAGS" or "FLAGS.SILENT")
            || open.Pick(ask[0], ask.ByUid) is not { } picked)
            return Task.FromResult(ImapTalk.Bad);
        if (open.IsReadOnly)
            return Task.FromResult("NO [READ-ONLY] The folder is open for reading only");
        var flags = (ask.Words[at + 1].List ?? [.. ask.Words.Skip(at + 1)]).Select(word => word.Text).ToArray();
        var late = new List<uint>();
        foreach (var (number, message) in picked)
        {
            if (message.ModSeq > unchangedSince)
                late.Add(ask.ByUid ? message.Uid : (uint)number);
            else if (open.Folder.SetFlags(message.Uid, Changed(message.Flags, how[0], flags)) is { } stored)
                Tell(talk, number, stored, how.EndsWith(".SILENT", StringComparison.Ordinal));
        }
        return Task.FromResult(late.Count > 0 ? $"OK [MODIFIED {Numbers.Write(late)}] Not all of them" : "OK Done");
    }

    /// <summary>Null where STORE has no condition.</summary>
    private static long? Condition(ImapTalk talk, Ask ask)
    {
        if (!talk.Can("CONDSTORE") || ask.ListAt(1) is not [var name, var number] || !name.Is("UNCHANGEDSINCE")
            || !long.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var since))
            return null;
        talk.Enable("CONDSTORE");
        return since;
    }

    private static string[] Changed(IReadOnlyList<string> before, char how, string[] flags) => how switch
    {
        '+' => [.. before, .. flags],
        '-' => [.. before.Except(flags, StringComparer.OrdinalIgnoreCase)],
        _ => flags,
    };

    /// <summary>The one who stores hears of it here, or wanted not to; the new MODSEQ is told all the same.</summary>
    private static void Tell(ImapTalk talk, int number, LoopbackMessage stored, bool silent)
    {
        talk.Selected!.Known[number - 1] = stored;
        if (!silent)
            talk.Wire.SayLine(talk.Flags(number, stored));
        else if (talk.KnowsModSeq)
            talk.Wire.SayLine($"* {number} FETCH (UID {stored.Uid} MODSEQ ({stored.ModSeq}))");
    }
}
