using MailNode.LoopbackMail.Imap.Searching;

namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>SEARCH and UID SEARCH (RFC 9051, section 6.4.4), with ESEARCH (RFC 4731) and MODSEQ (RFC 7162).</summary>
internal static class Search
{
    private static readonly string[] Charsets = ["US-ASCII", "UTF-8"];

    public static Task<string> RunAsync(ImapTalk talk, Ask ask) => Task.FromResult(Run(talk, ask));

    private static string Run(ImapTalk talk, Ask ask)
    {
        var words = new Queue<Word>(ask.Words);
        var give = Options(talk, words);
        if (words.TryPeek(out var first) && first.Is("CHARSET"))
        {
            words.Dequeue();
            if (!words.TryDequeue(out var charset) || !Charsets.Contains(charset.Text, StringComparer.OrdinalIgnoreCase))
                return $"NO [BADCHARSET ({string.Join(' ', Charsets)})] Not this one";
        }
        var keys = new SearchKeys(talk, words);
        if (words.Count == 0 || keys.All() is not { } test)
            return ImapTalk.Bad;
        var found = talk.Selected!.Known.Select((message, i) => (Number: i + 1, Message: message))
            .Where(entry => test(entry.Number, entry.Message)).ToArray();
        var numbers = found.Select(entry => ask.ByUid ? entry.Message.Uid : (uint)entry.Number).ToArray();
        var modSeq = keys.AsksModSeq && found.Length > 0 ? found.Max(entry => entry.Message.ModSeq) : default(long?);
        talk.Wire.SayLine(give is null ? Plain(numbers, modSeq) : Extended(ask, give, numbers, modSeq));
        return "OK Done";
    }

    /// <summary>What is to be told in the extended form, or null for the old one.</summary>
    private static string[]? Options(ImapTalk talk, Queue<Word> words)
    {
        if (!words.TryPeek(out var first) || !first.Is("RETURN") || !(talk.Can("ESEARCH") || talk.IsRev2))
            return talk.IsRev2 ? ["ALL"] : null;
        words.Dequeue();
        var asked = words.TryDequeue(out var list) ? list.List?.Select(word => word.Text.ToUpperInvariant()).ToArray() : null;
        return asked is { Length: > 0 } ? asked : ["ALL"];
    }

    private static string Plain(uint[] found, long? modSeq) =>
        string.Join(' ', ["* SEARCH", .. found]) + (modSeq is null ? "" : $" (MODSEQ {modSeq})");

    private static string Extended(Ask ask, string[] give, uint[] found, long? modSeq)
    {
        var line = $"* ESEARCH (TAG \"{ask.Tag}\")" + (ask.ByUid ? " UID" : "");
        foreach (var option in give)
        {
            line += option switch
            {
                "COUNT" => $" COUNT {found.Length}",
                "MIN" when found.Length > 0 => $" MIN {found[0]}",
                "MAX" when found.Length > 0 => $" MAX {found[^1]}",
                "ALL" when found.Length > 0 => $" ALL {Numbers.Write(found)}",
                _ => "",
            };
        }
        return modSeq is null ? line : $"{line} MODSEQ {modSeq}";
    }
}
