using MailNode.Transport.Imap;
using MailNode.Transport.Imap.Commands;

namespace MailNode.Transport;

/// <summary>A mailbox over IMAP (RFC 9051 and RFC 3501), with whatever the server lacks done the slow way.</summary>
public sealed class ImapMailbox : IMailbox
{
    private readonly ImapConnection connection;
    private readonly ImapFolders folders;
    private readonly ImapReading reading;
    private readonly ImapStoring storing;
    private readonly ImapMoving moving;
    private readonly ImapWatch watch;
    private readonly TimeProvider clock;

    private ImapMailbox(ImapConnection connection, ImapFolders folders, TimeProvider clock)
    {
        (this.connection, this.folders, this.clock) = (connection, folders, clock);
        watch = new ImapWatch(connection, folders, clock);
        reading = new ImapReading(connection, folders, watch, clock);
        storing = new ImapStoring(connection, folders);
        moving = new ImapMoving(connection, folders);
    }

    /// <summary>Connects, encrypts, logs in, and learns how the server names folders.</summary>
    public static async Task<ImapMailbox> ConnectAsync(MailServer server, TimeProvider clock, CancellationToken c)
    {
        var connection = await ImapSession.OpenAsync(server, clock, c).ConfigureAwait(false);
        try
        {
            await Id.RunAsync(connection, c).ConfigureAwait(false);
            await Compress.RunAsync(connection, c).ConfigureAwait(false);
            return new ImapMailbox(connection, await ImapFolders.LearnAsync(connection, c).ConfigureAwait(false), clock);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<MailFolder>> ListAsync(CancellationToken c) => folders.ListAsync(c);

    /// <inheritdoc/>
    public Task CreateAsync(string folder, CancellationToken c) => folders.CreateAsync(folder, c);

    /// <inheritdoc/>
    public Task<FolderState> StatusAsync(string folder, CancellationToken c) => folders.StatusAsync(folder, c);

    /// <inheritdoc/>
    public IAsyncEnumerable<MessageSummary> SummariesAsync(
        FolderRef folder, uint after, IReadOnlyList<string> headerNames, CancellationToken c) =>
        reading.SummariesAsync(folder, after, headerNames, c);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredMessage> ReadAsync(
        FolderRef folder, IReadOnlyCollection<uint> uids, long maxBytes, CancellationToken c) =>
        reading.ReadAsync(folder, uids, maxBytes, c);

    /// <inheritdoc/>
    public Task<uint?> AppendAsync(
        string folder, ReadOnlyMemory<byte> message, IReadOnlyList<string> flags, DateTimeOffset internalDate, CancellationToken c) =>
        storing.AppendAsync(folder, message, flags, internalDate, c);

    /// <inheritdoc/>
    public Task MoveAsync(FolderRef folder, IReadOnlyCollection<uint> uids, string target, CancellationToken c) =>
        moving.MoveAsync(folder, uids, target, c);

    /// <inheritdoc/>
    public Task DeleteAsync(FolderRef folder, IReadOnlyCollection<uint> uids, CancellationToken c) => moving.DeleteAsync(folder, uids, c);

    /// <inheritdoc/>
    public async Task FlagAsync(FolderRef folder, IReadOnlyCollection<uint> uids, string flag, bool on, CancellationToken c)
    {
        foreach (var (set, _) in UidSet.Split(UidSet.Normal(uids)))
        {
            await folders.OpenAsync(folder, writable: true, fresh: false, c).ConfigureAwait(false);
            await Store.RunAsync(connection, set, flag, on, c).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task<bool> WaitAsync(string folder, TimeSpan atMost, CancellationToken c) => watch.WaitAsync(folder, atMost, c);

    /// <summary>How full the mailbox is (RFC 9208); null where the server has no limit, or does not tell.</summary>
    public Task<MailboxQuota?> QuotaAsync(CancellationToken c) => GetQuotaRoot.RunAsync(connection, c);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!connection.Stream.IsBroken)
            await Logout.RunAsync(connection, clock).ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
