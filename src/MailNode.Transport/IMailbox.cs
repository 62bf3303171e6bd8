namespace MailNode.Transport;

/// <summary>
/// A mailbox over IMAP or Maildir. Folder names use '/' whatever the server's delimiter and prefix; the inbox is "INBOX".
/// One connection, one task at a time: not thread-safe. Everything throws <see cref="MailException"/> when the mailbox cannot.
/// Messages are handed out as they arrive. The mailbox may be used for other things before the last one; it then first takes in what
/// is already on its way, a few megabytes. Leaving an enumeration early costs no more than that.
/// </summary>
public interface IMailbox : IAsyncDisposable
{
    /// <summary>All folders, the inbox among them.</summary>
    Task<IReadOnlyList<MailFolder>> ListAsync(CancellationToken c);

    /// <summary>Makes a folder and subscribes to it; one that is already there is a success.</summary>
    Task CreateAsync(string folder, CancellationToken c);

    /// <summary>How a folder stands now.</summary>
    Task<FolderState> StatusAsync(string folder, CancellationToken c);

    /// <summary>
    /// Messages with a UID above <paramref name="after"/>, ascending, with the named header fields only.
    /// Throws <see cref="MailProblem.FolderChanged"/> when the UIDVALIDITY is not that of <paramref name="folder"/>.
    /// </summary>
    IAsyncEnumerable<MessageSummary> SummariesAsync(
        FolderRef folder, uint after, IReadOnlyList<string> headerNames, CancellationToken c);

    /// <summary>
    /// Whole messages, ascending, without marking them as read. UIDs that are gone are skipped, and so are messages
    /// larger than <paramref name="maxBytes"/>; one that is there but cannot be had comes without bytes
    /// (<see cref="StoredMessage.IsUnreadable"/>). No more of them is in memory than the reader keeps, and what is on its way.
    /// </summary>
    IAsyncEnumerable<StoredMessage> ReadAsync(
        FolderRef folder, IReadOnlyCollection<uint> uids, long maxBytes, CancellationToken c);

    /// <summary>Puts a message into a folder; gives its UID where the server tells.</summary>
    Task<uint?> AppendAsync(
        string folder, ReadOnlyMemory<byte> message, IReadOnlyList<string> flags, DateTimeOffset internalDate, CancellationToken c);

    /// <summary>Moves messages; internal date and flags survive. Nothing is deleted before its copy is proven.</summary>
    Task MoveAsync(FolderRef folder, IReadOnlyCollection<uint> uids, string target, CancellationToken c);

    /// <summary>Deletes these messages and no others; where the server cannot, they stay, flagged \Deleted.</summary>
    Task DeleteAsync(FolderRef folder, IReadOnlyCollection<uint> uids, CancellationToken c);

    /// <summary>Sets or clears one flag.</summary>
#pragma warning disable CA1716 // "on" is a keyword in Visual Basic only
    Task FlagAsync(FolderRef folder, IReadOnlyCollection<uint> uids, string flag, bool on, CancellationToken c);
#pragma warning restore CA1716

    /// <summary>Waits until something may have changed in the folder, or the time is over. True: changed.</summary>
    Task<bool> WaitAsync(string folder, TimeSpan atMost, CancellationToken c);
}
