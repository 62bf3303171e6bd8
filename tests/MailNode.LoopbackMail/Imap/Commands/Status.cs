namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>STATUS (RFC 9051, section 6.3.11), with SIZE (RFC 8438) and HIGHESTMODSEQ (RFC 7162).</summary>
internal static class Status
{
    public static Task<string> RunAsync(ImapTalk talk, Ask ask)
    {
        if (talk.Find(ask[0]) is not { } folder)
            return Task.FromResult(Folders.Missing);
        return Task.FromResult(ask.Words.Count == 2 && Say(talk, folder, ask.ListAt(1)) ? "OK Done" : ImapTalk.Bad);
    }

    /// <summary>False where something is asked that cannot be understood.</summary>
    public static bool Say(ImapTalk talk, LoopbackFolder folder, IReadOnlyList<Word> asked)
    {
        var messages = folder.Messages;
        var known = asked.Select(word => word.Text.ToUpperInvariant())
            .Select(name => (name, value: Value(talk, name, folder, messages))).ToArray();
        if (known.Length == 0 || known.Any(entry => entry.value is null))
            return false;
        if (known.Any(entry => entry.name == "HIGHESTMODSEQ"))
            talk.Enable("CONDSTORE");
        var values = string.Join(' ', known.Select(entry => $"{entry.name} {entry.value}"));
        talk.Wire.SayLine($"* STATUS {Text.Quote(talk.Names.ToWire(folder.Name))} ({values})");
        return true;
    }

    private static long? Value(ImapTalk talk, string name, LoopbackFolder folder, IReadOnlyList<LoopbackMessage> messages) => name switch
    {
        "MESSAGES" => messages.Count,
        "UIDNEXT" => folder.UidNext,
        "UIDVALIDITY" => folder.UidValidity,
        "UNSEEN" => messages.Count(message => !message.Has("\\Seen")),
        "DELETED" => messages.Count(message => message.Has("\\Deleted")),
        "RECENT" => 0,
        "SIZE" when talk.Can("STATUS=SIZE") => messages.Sum(message => (long)message.Bytes.Length),
        "HIGHESTMODSEQ" when talk.Can("CONDSTORE") => folder.HighestModSeq,
        _ => null,
    };
}
