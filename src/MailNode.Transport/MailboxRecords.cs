namespace MailNode.Transport;

/// <summary>What a folder is for (RFC 6154).</summary>
public enum FolderUse
{
    /// <summary>Nothing in particular.</summary>
    None = 0,

    /// <summary>Where new mail arrives.</summary>
    Inbox = 1,

    /// <summary>Copies of what was sent.</summary>
    Sent = 2,

    /// <summary>What the server takes for spam.</summary>
    Junk = 3,

    /// <summary>Unfinished mail.</summary>
    Drafts = 4,

    /// <summary>Deleted mail.</summary>
    Trash = 5,

    /// <summary>Kept mail.</summary>
    Archive = 6,

    /// <summary>A view of all mail, whose messages lie in other folders too.</summary>
    All = 7,
}

/// <summary>A folder as the mailbox lists it.</summary>
public sealed record MailFolder(string Name, FolderUse Use, bool Selectable);

/// <summary>How a folder stands: <paramref name="UidValidity"/> is 0 where the server has none.</summary>
public sealed record FolderState(string Name, uint UidValidity, uint UidNext, int Count);

/// <summary>How full a mailbox is, in bytes.</summary>
public readonly record struct MailboxQuota(long Used, long Limit)
{
    /// <summary>0 is empty and 1 is full; a server may let it go beyond.</summary>
    public double Share => (double)Used / Limit;
}

/// <summary>A folder together with the UIDVALIDITY under which its UIDs were learnt.</summary>
public readonly record struct FolderRef(string Name, uint UidValidity);

/// <summary>What is known about a message without reading it; <paramref name="Headers"/> holds the asked fields, verbatim.</summary>
public sealed record MessageSummary(
    uint Uid, long Size, DateTimeOffset InternalDate, IReadOnlyList<string> Flags, ReadOnlyMemory<byte> Headers)
{
    /// <summary>The message is there, but the mailbox gives nothing about it that can be understood.</summary>
    public bool IsUnreadable { get; init; }
}

/// <summary>A message with all its bytes.</summary>
public sealed record StoredMessage(uint Uid, DateTimeOffset InternalDate, IReadOnlyList<string> Flags, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The message is there, but the mailbox gives nothing of it that can be understood; there are no bytes.</summary>
    public bool IsUnreadable { get; init; }
}
