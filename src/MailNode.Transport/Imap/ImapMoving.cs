using MailNode.Transport.Imap.Commands;

namespace MailNode.Transport.Imap;

/// <summary>Moves and deletes messages, and never loses one: nothing is removed before its copy is proven.</summary>
internal sealed class ImapMoving(ImapConnection connection, ImapFolders folders)
{
    private const string SizeAndId = "(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])";
    private const int AtOnce = 500;
    private const int MaxHeaders = 64 * 1024;

    public async Task MoveAsync(FolderRef folder, IReadOnlyCollection<uint> uids, string target, CancellationToken c)
    {
        foreach (var (set, chunk) in UidSet.Split(UidSet.Normal(uids), AtOnce))
        {
            await folders.WhereverItIsAsync(target, async () =>
            {
                await folders.OpenAsync(folder, writable: true, fresh: false, c).ConfigureAwait(false);
                if (connection.Capabilities.Has("MOVE"))
                    await Move.RunAsync(connection, set, folders.WireName(target), c).ConfigureAwait(false);
                else
                    await CopyAndRemoveAsync(folder, set, chunk, target, c).ConfigureAwait(false);
                return true;
            }, c).ConfigureAwait(false);
        }
    }

    public async Task DeleteAsync(FolderRef folder, IReadOnlyCollection<uint> uids, CancellationToken c)
    {
        foreach (var (set, _) in UidSet.Split(UidSet.Normal(uids), AtOnce))
        {
            await folders.OpenAsync(folder, writable: true, fresh: false, c).ConfigureAwait(false);
            await RemoveAsync(set, c).ConfigureAwait(false);
        }
    }

    private async Task RemoveAsync(string set, CancellationToken c)
    {
        await Store.RunAsync(connection, set, "\\Deleted", on: true, c).ConfigureAwait(false);
        if (connection.Capabilities.Has("UIDPLUS"))
            await Expunge.RunAsync(connection, set, c).ConfigureAwait(false);
    }

    private async Task CopyAndRemoveAsync(FolderRef folder, string set, ArraySegment<uint> chunk, string target, CancellationToken c)
    {
        var asked = chunk.ToHashSet();
        var order = new FetchOrder(set, SizeAndId, MaxHeaders);
        var (sources, _) = await Fetch.RunAsync(connection, order, asked.Contains, c).ConfigureAwait(false);
        if (sources.Count == 0)
            return; // all gone, moved by somebody else perhaps
        var before = await folders.StatusAsync(target, c).ConfigureAwait(false);
        await folders.OpenAsync(folder, writable: true, fresh: false, c).ConfigureAwait(false);
        var copied = await Copy.RunAsync(connection, set, chunk.Count, folders.WireName(target), c).ConfigureAwait(false);
        if (copied is null || !copied.IsSupersetOf(sources.Keys))
            await ProveAsync(sources, target, before.UidNext, c).ConfigureAwait(false);
        await folders.OpenAsync(folder, writable: true, fresh: false, c).ConfigureAwait(false);
        foreach (var (copiedSet, _) in UidSet.Split([.. sources.Keys]))
            await RemoveAsync(copiedSet, c).ConfigureAwait(false);
    }

    /// <summary>Looks for each message, by size and Message-ID, among what came to the target since <paramref name="firstNew"/>.</summary>
    private async Task ProveAsync(SortedDictionary<uint, Fetched> sources, string target, uint firstNew, CancellationToken c)
    {
        await folders.OpenAsync(target, writable: false, fresh: true, c).ConfigureAwait(false);
        var order = new FetchOrder($"{Math.Max(firstNew, 1)}:*", SizeAndId, MaxHeaders);
        var (arrived, _) = await Fetch.RunAsync(connection, order, uid => uid >= firstNew, c).ConfigureAwait(false);
        var proofs = arrived.Values.GroupBy(Likeness).ToDictionary(group => group.Key, group => group.Count());
        foreach (var source in sources.Values.GroupBy(Likeness))
        {
            if (proofs.GetValueOrDefault(source.Key) < source.Count())
                throw new MailException(
                    $"The copies in {target} could not be found; the originals stay.", MailProblem.FolderRefused, Retry.Later);
        }
    }

    private static (long?, string) Likeness(Fetched message) =>
        (message.Size, Convert.ToHexString((message.Content?.Bytes ?? default).Span));
}
