using System.Globalization;
using MailNode.LoopbackMail.Imap.Fetching;

namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>FETCH and UID FETCH (RFC 9051, section 6.4.5), with CHANGEDSINCE and VANISHED (RFC 7162).</summary>
internal static class Fetch
{
    private const int SendEvery = 256 * 1024;

    private static readonly string[] Fast = ["FLAGS", "INTERNALDATE", "RFC822.SIZE"];

    public static async Task<string> RunAsync(ImapTalk talk, Ask ask)
    {
        if (ask.Words.Count is not (2 or 3) || talk.Selected!.Pick(ask[0], ask.ByUid) is not { } picked)
            return ImapTalk.Bad;
        var names = Names(ask.Words[1]);
        if (ask.ByUid && !names.Contains("UID", StringComparer.OrdinalIgnoreCase))
            names.Insert(0, "UID");
        var modifiers = ask.ListAt(2);
        var since = Since(talk, modifiers);
        if ((since is null && modifiers.Count > 0) || (since is not null && !talk.Can("CONDSTORE")))
            return ImapTalk.Bad;
        if (since is { } modSeq)
        {
            names.Add("MODSEQ");
            picked = [.. picked.Where(entry => entry.Message.ModSeq > modSeq)];
            if (talk.WantsVanished && ask.ByUid && modifiers.Any(word => word.Is("VANISHED")))
                Resync.SayRemoved(talk, talk.Selected, modSeq, ask[0]);
        }
        var wanted = names.Distinct(StringComparer.OrdinalIgnoreCase).Select(FetchedPart.Parse).ToArray();
        if (wanted.Any(part => part is null || (part.Name == "MODSEQ" && !talk.Can("CONDSTORE"))))
            return ImapTalk.Bad;
        if (wanted.Any(part => part!.Name == "MODSEQ"))
            talk.Enable("CONDSTORE");
        await SayAsync(talk, picked, wanted!);
        return "OK Done";
    }

    private static async Task SayAsync(ImapTalk talk, IReadOnlyList<(int Number, LoopbackMessage Message)> picked, FetchedPart[] wanted)
    {
        var said = 0;
        foreach (var (number, message) in picked)
        {
            said += Say(talk, number, message, wanted);
            if (said < SendEvery)
                continue;
            await talk.Wire.SendAsync();
            said = 0;
        }
    }

    private static List<string> Names(Word asked)
    {
        if (asked.List is { } list)
            return [.. list.Select(word => word.Text)];
        return asked.Text.ToUpperInvariant() switch
        {
            "FAST" => [.. Fast],
            "ALL" => [.. Fast, "ENVELOPE"],
            "FULL" => [.. Fast, "ENVELOPE", "BODY"],
            _ => [asked.Text],
        };
    }

    private static long? Since(ImapTalk talk, IReadOnlyList<Word> modifiers)
    {
        var at = modifiers.ToList().FindIndex(word => word.Is("CHANGEDSINCE"));
        if (at < 0 || !long.TryParse(modifiers.ElementAtOrDefault(at + 1)?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var since))
            return null;
        talk.Enable("CONDSTORE");
        return since;
    }

    private static int Say(ImapTalk talk, int number, LoopbackMessage message, FetchedPart[] wanted)
    {
        if (wanted.Any(part => part.MarksAsRead) && !message.Has("\\Seen") && !talk.Selected!.IsReadOnly)
            message = talk.Selected.Folder.SetFlags(message.Uid, [.. message.Flags, "\\Seen"]) ?? message;
        var whole = new MessagePart(message.Bytes);
        talk.Wire.Say($"* {number} FETCH (");
        var said = 0;
        foreach (var part in wanted)
        {
            if (said > 0)
                talk.Wire.Say(" ");
            said += part.Say(talk.Wire, message, whole);
        }
        talk.Wire.SayLine(")");
        return said;
    }
}
