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
        var copies = await Copy.RunAsync(connection, set, chunk.Count, folders.WireName(target), c).ConfigureAwait(false);
        await ProveAsync(sources.Values, target, copies, before.UidNext, c).ConfigureAwait(false);
        await folders.OpenAsync(folder, writable: true, fresh: false, c).ConfigureAwait(false);
        foreach (var (copiedSet, _) in UidSet.Split([.. sources.Keys]))
            await RemoveAsync(copiedSet, c).ConfigureAwait(false);
    }

    /// <summary>
    /// Looks for each message, by size and Message-ID, where the server says that its copy is; what it says is no proof. Then,
    /// unless all are there, among what came to the target since <paramref name="firstNew"/>.
    /// </summary>
    private async Task ProveAsync(
        IReadOnlyCollection<Fetched> sources, string target, IReadOnlyList<uint> copies, uint firstNew, CancellationToken c)
    {
        await folders.OpenAsync(target, writable: false, fresh: true, c).ConfigureAwait(false);
        var named = new List<Fetched>();
        foreach (var (set, chunk) in UidSet.Split(UidSet.Normal(copies)))
            named.AddRange(await LikenessesAsync(set, chunk.Contains, c).ConfigureAwait(false));
        if (AreAmong(named, sources))
            return;
        var arrived = await LikenessesAsync($"{Math.Max(firstNew, 1)}:*", uid => uid >= firstNew, c).ConfigureAwait(false);
        if (!AreAmong(arrived, sources))
            throw new MailException($"The copies in {target} could not be found; the originals stay.", MailProblem.FolderRefused, Retry.Later);
    }

    private async Task<IReadOnlyCollection<Fetched>> LikenessesAsync(string set, Func<uint, bool> asked, CancellationToken c)
    {
        var (found, _) = await Fetch.RunAsync(connection, new FetchOrder(set, SizeAndId, MaxHeaders), asked, c).ConfigureAwait(false);
        return found.Values;
    }

    private static bool AreAmong(IReadOnlyCollection<Fetched> candidates, IReadOnlyCollection<Fetched> sources)
    {
        var there = candidates.CountBy(Likeness).ToDictionary();
        return sources.CountBy(Likeness).All(source => there.GetValueOrDefault(source.Key) >= source.Value);
    }

    private static (long?, string) Likeness(Fetched message) =>
        (message.Size, Convert.ToHexString((message.Content?.Bytes ?? default).Span));
}
