namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>RENAME, with the folders below (RFC 9051, section 6.3.6); from the inbox it takes the messages only.</summary>
internal static class Rename
{
    public static Task<string> RunAsync(ImapTalk talk, Ask ask) => Task.FromResult(Run(talk, ask));

    private static string Run(ImapTalk talk, Ask ask)
    {
        if (ask.Words.Count != 2 || talk.Names.FromWire(ask[1].TrimEnd(talk.Options.Delimiter)) is not { } name)
            return ImapTalk.Bad;
        if (talk.Find(ask[0]) is not { } folder)
            return Folders.Missing;
        if (folder.Name == "INBOX")
            return Empty(talk, folder, name);
        return talk.Owner.Rename(folder, name) ? "OK Renamed" : "NO [ALREADYEXISTS] It is there already";
    }

    private static string Empty(ImapTalk talk, LoopbackFolder inbox, string name)
    {
        lock (talk.Owner.Gate)
        {
            if (talk.Owner.Create(name) is not { } target)
                return "NO [ALREADYEXISTS] It is there already";
            foreach (var message in inbox.Messages)
                target.Add(message.Bytes, message.Flags, message.InternalDate);
            inbox.Remove([.. inbox.Messages.Select(message => message.Uid)]);
            return "OK Renamed";
        }
    }
}
