namespace MailNode.LoopbackMail;

/// <summary>A folder of an account. Tests may read and change it while clients are at work in it.</summary>
public sealed class LoopbackFolder
{
    private readonly Lock gate;
    private readonly List<LoopbackMessage> messages = [];
    private readonly List<(uint Uid, long ModSeq)> removed = [];
    private TaskCompletionSource change = New();

    internal LoopbackFolder(string name, uint uidValidity, Lock gate) => (Name, UidValidity, this.gate) = (name, uidValidity, gate);

    /// <summary>With '/' between the levels, whatever the wire has.</summary>
    public string Name { get; internal set; }

    /// <summary>Another one after <see cref="Reset"/>.</summary>
    public uint UidValidity { get; private set; }

    /// <summary>The UID that the next message gets.</summary>
    public uint UidNext { get; private set; } = 1;

    /// <summary>The number of the last change; the first is 2 (RFC 7162, section 3.1.2.1).</summary>
    public long HighestModSeq { get; private set; } = 1;

    /// <summary>Whether a client subscribed to it.</summary>
    public bool IsSubscribed { get; internal set; }

    /// <summary>All messages by ascending UID, as of now.</summary>
    public IReadOnlyList<LoopbackMessage> Messages
    {
        get
        {
            lock (gate)
                return [.. messages];
        }
    }

    /// <summary>Ends with the next change.</summary>
    internal Task Change
    {
        get
        {
            lock (gate)
                return change.Task;
        }
    }

    /// <summary>Puts a message in.</summary>
    public LoopbackMessage Add(byte[] bytes, IReadOnlyList<string> flags, DateTimeOffset internalDate)
    {
        lock (gate)
        {
            var message = new LoopbackMessage(UidNext++, Ordered(flags), internalDate, bytes) { ModSeq = HighestModSeq + 1 };
            messages.Add(message);
            Changed();
            return message;
        }
    }

    /// <summary>Takes messages out.</summary>
    public void Remove(params IReadOnlyCollection<uint> uids)
    {
        lock (gate)
        {
            removed.AddRange(messages.Where(message => uids.Contains(message.Uid)).Select(message => (message.Uid, HighestModSeq + 1)));
            if (messages.RemoveAll(message => uids.Contains(message.Uid)) > 0)
                Changed();
        }
    }

    /// <summary>Gives a message these flags and no others; null when it is gone.</summary>
    public LoopbackMessage? SetFlags(uint uid, IReadOnlyList<string> flags)
    {
        lock (gate)
        {
            var at = messages.FindIndex(message => message.Uid == uid);
            if (at < 0)
                return null;
            var ordered = Ordered(flags);
            if (ordered.SequenceEqual(messages[at].Flags))
                return messages[at];
            messages[at] = messages[at] with { Flags = ordered, ModSeq = HighestModSeq + 1 };
            Changed();
            return messages[at];
        }
    }

    /// <summary>Another UIDVALIDITY, and UIDs from 1: as after a restored backup.</summary>
    public void Reset()
    {
        lock (gate)
        {
            UidValidity++;
            UidNext = 1;
            removed.Clear();
            for (var i = 0; i < messages.Count; i++)
                messages[i] = messages[i] with { Uid = UidNext++, ModSeq = HighestModSeq + 1 };
            Changed();
        }
    }

    /// <summary>What was removed since then, ascending (RFC 7162, section 3.2.10).</summary>
    internal IReadOnlyList<uint> RemovedSince(long modSeq)
    {
        lock (gate)
            return [.. removed.Where(entry => entry.ModSeq > modSeq).Select(entry => entry.Uid).Order()];
    }

    private void Changed()
    {
        HighestModSeq++;
        var over = change;
        change = New();
        over.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string[] Ordered(IReadOnlyList<string> flags) =>
        [.. flags.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
}
