namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>SELECT, EXAMINE, CLOSE, UNSELECT and NOOP (RFC 9051, sections 6.3.2, 6.3.3, 6.4.1 and 6.4.2).</summary>
internal static class Select
{
    private const string Flags = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";

    public static Task<string> RunAsync(ImapTalk talk, Ask ask)
    {
        talk.Selected = null;
        if (talk.Find(ask[0]) is not { } folder)
            return Task.FromResult(Folders.Missing);
        var isReadOnly = ask.Verb == "EXAMINE";
        var open = talk.Selected = new Selection(folder, isReadOnly);
        var wire = talk.Wire;
        wire.SayLine($"* FLAGS ({Flags})");
        wire.SayLine($"* OK [PERMANENTFLAGS ({(isReadOnly ? "" : Flags + " \\*")})] Flags that last");
        wire.SayLine($"* {open.Known.Count} EXISTS");
        wire.SayLine("* 0 RECENT");
        wire.SayLine($"* OK [UIDVALIDITY {folder.UidValidity}] Valid");
        wire.SayLine($"* OK [UIDNEXT {folder.UidNext}] Next");
        if (talk.IsRev2)
            wire.SayLine($"* LIST () \"{talk.Options.Delimiter}\" {List.Quote(talk.Names.ToWire(folder.Name))}");
        return Task.FromResult(isReadOnly ? "OK [READ-ONLY] Open" : "OK [READ-WRITE] Open");
    }

    /// <summary>CLOSE, unlike UNSELECT, removes what is flagged \Deleted, whoever flagged it.</summary>
    public static Task<string> CloseAsync(ImapTalk talk, Ask ask)
    {
        if (ask.Verb == "CLOSE" && talk.Selected is { IsReadOnly: false, Folder: var folder })
            folder.Remove([.. folder.Messages.Where(message => message.Has("\\Deleted")).Select(message => message.Uid)]);
        talk.Selected = null;
        return Task.FromResult("OK Closed");
    }

    public static Task<string> NothingAsync(ImapTalk talk, Ask ask) => Task.FromResult("OK Done");
}
