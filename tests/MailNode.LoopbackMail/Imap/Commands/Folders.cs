namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>CREATE, DELETE, SUBSCRIBE, UNSUBSCRIBE and STATUS (RFC 9051, sections 6.3.4 to 6.3.11).</summary>
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

    public static Task<string> StatusAsync(ImapTalk talk, Ask ask)
    {
        if (talk.Find(ask[0]) is not { } folder)
            return Task.FromResult(Missing);
        if (ask.Words.ElementAtOrDefault(1)?.List is not { } asked)
            return Task.FromResult(ImapTalk.Bad);
        var messages = folder.Messages;
        var names = asked.Select(word => word.Text.ToUpperInvariant());
        var known = names.Select(name => (name, value: Value(name, folder, messages))).ToArray();
        if (known.Any(entry => entry.value is null))
            return Task.FromResult(ImapTalk.Bad);
        var values = string.Join(' ', known.Select(entry => $"{entry.name} {entry.value}"));
        talk.Wire.SayLine($"* STATUS {List.Quote(talk.Names.ToWire(folder.Name))} ({values})");
        return Task.FromResult("OK Done");
    }

    private static long? Value(string name, LoopbackFolder folder, IReadOnlyList<LoopbackMessage> messages) => name switch
    {
        "MESSAGES" => messages.Count,
        "UIDNEXT" => folder.UidNext,
        "UIDVALIDITY" => folder.UidValidity,
        "UNSEEN" => messages.Count(message => !message.Has("\\Seen")),
        "DELETED" => messages.Count(message => message.Has("\\Deleted")),
        "RECENT" => 0,
        "SIZE" => messages.Sum(message => (long)message.Bytes.Length),
        _ => null,
    };
}
