namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>SELECT, EXAMINE, CLOSE, UNSELECT and NOOP (RFC 9051, sections 6.3.2, 6.3.3, 6.4.1 and 6.4.2), with QRESYNC (RFC 7162).</summary>
internal static class Select
{
    private const string Flags = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";

    public static Task<string> RunAsync(ImapTalk talk, Ask ask)
    {
        if (talk.Selected is not null && talk.WantsVanished)
            talk.Wire.SayLine("* OK [CLOSED] The other folder is closed");
        talk.Selected = null;
        if (talk.Find(ask[0]) is not { } folder)
            return Task.FromResult(Folders.Missing);
        var parameters = ask.ListAt(1);
        if (parameters.Any(word => word.Is("CONDSTORE") && talk.Can("CONDSTORE")))
            talk.Enable("CONDSTORE");
        var open = talk.Selected = new Selection(folder, ask.Verb == "EXAMINE");
        Describe(talk, open);
        if (Resync.Parse(parameters) is { } known)
        {
            if (!talk.WantsVanished)
                return Task.FromResult("BAD QRESYNC is not enabled");
            Resync.Tell(talk, open, known);
        }
        return Task.FromResult(open.IsReadOnly ? "OK [READ-ONLY] Open" : "OK [READ-WRITE] Open");
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

    private static void Describe(ImapTalk talk, Selection open)
    {
        var (wire, folder) = (talk.Wire, open.Folder);
        wire.SayLine($"* FLAGS ({Flags})");
        wire.SayLine($"* OK [PERMANENTFLAGS ({(open.IsReadOnly ? "" : Flags + " \\*")})] Flags that last");
        wire.SayLine($"* {open.Known.Count} EXISTS");
        if (!talk.IsRev2)
            wire.SayLine("* 0 RECENT");
        wire.SayLine($"* OK [UIDVALIDITY {folder.UidValidity}] Valid");
        wire.SayLine($"* OK [UIDNEXT {folder.UidNext}] Next");
        if (talk.Can("CONDSTORE"))
            wire.SayLine($"* OK [HIGHESTMODSEQ {folder.HighestModSeq}] Newest");
        if (talk.IsRev2)
            wire.SayLine($"* LIST () \"{talk.Options.Delimiter}\" {Text.Quote(talk.Names.ToWire(folder.Name))}");
    }
}
