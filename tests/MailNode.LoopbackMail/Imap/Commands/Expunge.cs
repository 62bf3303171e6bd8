namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>EXPUNGE, which takes all that is flagged \Deleted, and UID EXPUNGE, which takes only the named (RFC 4315).</summary>
internal static class Expunge
{
    public static Task<string> RunAsync(ImapTalk talk, Ask ask)
    {
        var open = talk.Selected!;
        if (ask.ByUid && !talk.Can("UIDPLUS"))
            return Task.FromResult("BAD Unknown command");
        if (open.IsReadOnly)
            return Task.FromResult("NO [READ-ONLY] The folder is open for reading only");
        if (open.Pick(ask.ByUid ? ask[0] : "1:*", ask.ByUid) is not { } picked)
            return Task.FromResult(ImapTalk.Bad);
        var named = picked.Select(entry => entry.Message.Uid).ToHashSet();
        var gone = open.Folder.Messages.Where(message => message.Has("\\Deleted") && named.Contains(message.Uid));
        open.Folder.Remove([.. gone.Select(message => message.Uid)]);
        return Task.FromResult("OK Expunged"); // the news that follow name them
    }
}
