namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>CREATE, DELETE, SUBSCRIBE and UNSUBSCRIBE (RFC 9051, sections 6.3.4 to 6.3.8).</summary>
internal static class Folders
{
    public const string Missing = "NO [NONEXISTENT] There is no such folder";

    public static Task<string> CreateAsync(ImapTalk talk, Ask ask)
    {
        if (talk.Options.RefuseCreate)
            return Task.FromResult("NO [CANNOT] Folders cannot be made here");
        var name = talk.Names.FromWire(ask[0].TrimEnd(talk.Options.Delimiter));
        if (string.IsNullOrEmpty(name))
            return Task.FromResult("NO [CANNOT] Invalid folder name");
        return Task.FromResult(talk.Owner.Create(name) is null ? "NO [ALREADYEXISTS] It is there already" : "OK Made");
    }

    public static Task<string> DeleteAsync(ImapTalk talk, Ask ask)
    {
        var folder = talk.Find(ask[0]);
        if (folder is null or { Name: "INBOX" })
            return Task.FromResult(folder is null ? Missing : "NO [CANNOT] The inbox stays");
        talk.Owner.Delete(folder.Name);
        return Task.FromResult("OK Deleted");
    }

    public static Task<string> SubscribeAsync(ImapTalk talk, Ask ask)
    {
        if (talk.Find(ask[0]) is not { } folder)
            return Task.FromResult(Missing);
        folder.IsSubscribed = ask.Verb == "SUBSCRIBE";
        return Task.FromResult("OK Done");
    }
}
