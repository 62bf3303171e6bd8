using System.Globalization;

namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>What a client that was here before knows of a folder, and what it missed (RFC 7162, section 3.2.5).</summary>
internal sealed record Resync(uint UidValidity, long ModSeq, string? Uids)
{
    /// <summary>Null where SELECT has no QRESYNC that can be understood.</summary>
    public static Resync? Parse(IReadOnlyList<Word> parameters)
    {
        var at = parameters.ToList().FindIndex(word => word.Is("QRESYNC"));
        if (at < 0 || parameters.ElementAtOrDefault(at + 1)?.List is not { Count: >= 2 } known)
            return null;
        return uint.TryParse(known[0].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var validity)
            && long.TryParse(known[1].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var modSeq)
            ? new Resync(validity, modSeq, known.Count > 2 && known[2].List is null ? known[2].Text : null) : null;
    }

    /// <summary>Nothing where the client knew another folder of that name.</summary>
    public static void Tell(ImapTalk talk, Selection open, Resync known)
    {
        if (open.Folder.UidValidity != known.UidValidity)
            return;
        SayRemoved(talk, open, known.ModSeq, known.Uids ?? "1:*");
        var uids = Numbers.Parse(known.Uids ?? "1:*", uint.MaxValue);
        foreach (var (number, message) in open.Known.Select((message, i) => (i + 1, message)))
        {
            if (message.ModSeq > known.ModSeq && uids?.Has(message.Uid) != false)
                talk.Wire.SayLine(talk.Flags(number, message));
        }
    }

    /// <summary>Says which UIDs of a set are gone since then.</summary>
    public static void SayRemoved(ImapTalk talk, Selection open, long since, string set)
    {
        var gone = open.Folder.RemovedSince(since);
        if (Numbers.Parse(set, uint.MaxValue) is { } asked)
            gone = [.. gone.Where(asked.Has)];
        if (gone.Count > 0)
            talk.Wire.SayLine($"* VANISHED (EARLIER) {Numbers.Write(gone)}");
    }
}
