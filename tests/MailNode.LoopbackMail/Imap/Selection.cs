namespace MailNode.LoopbackMail.Imap;

/// <summary>
/// The open folder as this client was told of it. Sequence numbers are places in this list, so they change only when the client
/// hears of it.
/// </summary>
internal sealed class Selection(LoopbackFolder folder, bool isReadOnly)
{
    private long told = folder.HighestModSeq;

    public LoopbackFolder Folder => folder;

    public bool IsReadOnly => isReadOnly;

    public List<LoopbackMessage> Known { get; private set; } = [.. folder.Messages];

    /// <summary>What "*" stands for.</summary>
    public uint LastUid => Known.Count > 0 ? Known[^1].Uid : 0;

    /// <summary>The messages of a set, with their sequence numbers; null when it is no set.</summary>
    public IReadOnlyList<(int Number, LoopbackMessage Message)>? Pick(string set, bool byUid)
    {
        if (Numbers.Parse(set, byUid ? LastUid : (uint)Known.Count) is not { } numbers)
            return null;
        return [.. Known.Select((message, i) => (Number: i + 1, Message: message))
            .Where(entry => numbers.Has(byUid ? entry.Message.Uid : (uint)entry.Number))];
    }

    /// <summary>Says what changed since the client was told last; removals only where sequence numbers may change.</summary>
    public IReadOnlyList<string> News(ImapTalk talk, bool mayRemove)
    {
        var at = folder.HighestModSeq;
        if (told == at)
            return [];
        told = mayRemove ? at : told;
        var now = folder.Messages;
        var lines = Changes(talk, now.ToDictionary(message => message.Uid), mayRemove);
        var last = LastUid;
        var count = Known.Count;
        Known.AddRange(now.Where(message => message.Uid > last));
        if (Known.Count > count)
            lines.Add($"* {Known.Count} EXISTS");
        return lines;
    }

    private List<string> Changes(ImapTalk talk, Dictionary<uint, LoopbackMessage> now, bool mayRemove)
    {
        var (lines, gone) = (new List<string>(), new List<uint>());
        for (var i = Known.Count - 1; i >= 0; i--)
        {
            if (now.TryGetValue(Known[i].Uid, out var message))
            {
                if (!ReferenceEquals(message, Known[i]))
                    lines.Add(talk.Flags(i + 1, message));
                Known[i] = message;
            }
            else if (mayRemove)
            {
                gone.Add(Known[i].Uid);
                Known.RemoveAt(i);
                if (!talk.WantsVanished)
                    lines.Add($"* {i + 1} EXPUNGE");
            }
        }
        if (talk.WantsVanished && gone.Count > 0)
            lines.Add($"* VANISHED {Numbers.Write([.. gone.Order()])}");
        return lines;
    }
}
