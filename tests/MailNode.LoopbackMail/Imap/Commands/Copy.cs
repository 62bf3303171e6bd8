namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>COPY and MOVE, by UID or number (RFC 9051, sections 6.4.7 and 6.4.8), with COPYUID where there is UIDPLUS.</summary>
internal static class Copy
{
    public static Task<string> RunAsync(ImapTalk talk, Ask ask) => Task.FromResult(Run(talk, ask));

    private static string Run(ImapTalk talk, Ask ask)
    {
        var open = talk.Selected!;
        var isMove = ask.Verb == "MOVE";
        if (ask.Words.Count != 2 || open.Pick(ask[0], ask.ByUid) is not { } picked)
            return ImapTalk.Bad;
        if (isMove && open.IsReadOnly)
            return "NO [READ-ONLY] The folder is open for reading only";
        if (talk.Find(ask[1]) is not { } target)
            return "NO [TRYCREATE] There is no such folder";
        var (from, to) = Carry(talk, [.. picked.Select(entry => entry.Message.Uid)], target, isMove);
        var code = talk.Can("UIDPLUS") && from.Count > 0
            ? $"[COPYUID {target.UidValidity} {Numbers.Write(from)} {Numbers.Write(to)}] " : "";
        if (!isMove)
            return $"OK {code}Copied";
        if (code.Length > 0)
            talk.Wire.SayLine($"* OK {code}Moved"); // where MOVE says it (RFC 6851, section 4.3)
        return "OK Moved";
    }

    private static (List<uint> From, List<uint> To) Carry(ImapTalk talk, HashSet<uint> wanted, LoopbackFolder target, bool isMove)
    {
        List<uint> from = [], to = [];
        lock (talk.Owner.Gate)
        {
            foreach (var message in talk.Selected!.Folder.Messages.Where(message => wanted.Contains(message.Uid)))
            {
                from.Add(message.Uid);
                to.Add(target.Add(message.Bytes, message.Flags, message.InternalDate).Uid);
            }
            if (isMove)
                talk.Selected.Folder.Remove(from);
        }
        return (from, to);
    }
}
