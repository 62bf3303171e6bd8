namespace MailNode.LoopbackMail.Imap;

/// <summary>
/// The open folder as this client was told of it. Sequence numbers are places in this list, so they change only when the client
/// hears of it.
/// </summary>
internal sealed class Selection(LoopbackFolder folder, bool isReadOnly)
{
    private int version = folder.Version;

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
    public IEnumerable<string> News(bool mayRemove)
    {
        if (version == folder.Version)
            return [];
        version = mayRemove ? folder.Version : version;
        var now = folder.Messages;
        var byUid = now.ToDictionary(message => message.Uid);
        var lines = new List<string>();
        for (var i = Known.Count - 1; i >= 0; i--)
        {
            if (byUid.TryGetValue(Known[i].Uid, out var message))
            {
                if (!ReferenceEquals(message, Known[i]))
                    lines.Add($"* {i + 1} FETCH (UID {message.Uid} FLAGS ({string.Join(' ', message.Flags)}))");
                Known[i] = message;
            }
            else if (mayRemove)
            {
                Known.RemoveAt(i);
                lines.Add($"* {i + 1} EXPUNGE");
            }
        }
        var last = LastUid;
        var count = Known.Count;
        Known.AddRange(now.Where(message => message.Uid > last));
        if (Known.Count > count)
            lines.Add($"* {Known.Count} EXISTS");
        return lines;
    }
}
