using System.Runtime.CompilerServices;
using MailNode.Transport.Imap.Commands;

namespace MailNode.Transport.Imap;

/// <summary>
/// Reads messages. Commands are sent ahead of what is handed out, by a few megabytes; the connection may be used for something else
/// in between, and the folder is opened again where that became necessary.
/// </summary>
internal sealed class ImapReading(ImapConnection connection, ImapFolders folders, ImapWatch watch, TimeProvider clock)
{
    private const int SummariesAtOnce = 500;
    private const int SizesAtOnce = 5000;
    private const int MaxHeaders = 64 * 1024;

    /// <summary>What the answer to one command holds, unless a single message is larger.</summary>
    private const long BytesAtOnce = 1 << 20;

    /// <summary>About what a summary, and a size alone, take on the wire.</summary>
    private const int SummaryWeight = 2048;
    private const int SizeWeight = 64;

    private readonly Dictionary<string, ((uint UidValidity, uint UidNext, int Count, ulong ModSeq)? Stamp, uint Last)> listed = new(StringComparer.Ordinal);

    public async IAsyncEnumerable<MessageSummary> SummariesAsync(
        FolderRef folder, uint after, IReadOnlyList<string> headerNames, [EnumeratorCancellation] CancellationToken c)
    {
        var headers = headerNames.Count == 0 ? "" : $" BODY.PEEK[HEADER.FIELDS {Names(headerNames)}]";
        var uids = await NewUidsAsync(folder, after, c).ConfigureAwait(false);
        var orders = UidSet.Split(uids, SummariesAtOnce).Select(chunk =>
            new FetchOrder(chunk.Set, $"(UID RFC822.SIZE INTERNALDATE FLAGS{headers})", MaxHeaders)
            {
                Uids = chunk.Uids,
                Weight = chunk.Uids.Count * SummaryWeight,
            });
        using var pipeline = Send(folder, orders);
        while (await pipeline.NextAsync(c).ConfigureAwait(false) is { } message)
        {
            yield return new MessageSummary(
                message.Uid, message.Size ?? 0, message.InternalDate ?? clock.GetUtcNow(), message.Flags ?? [],
                message.Content?.Bytes ?? default) { IsUnreadable = message.IsUnreadable };
        }
    }

    public async IAsyncEnumerable<StoredMessage> ReadAsync(
        FolderRef folder, IReadOnlyCollection<uint> uids, long maxBytes, [EnumeratorCancellation] CancellationToken c)
    {
        if (uids.Count == 0)
            yield break;
        await SeeArrivalsAsync(folder, c).ConfigureAwait(false);
        foreach (var chunk in UidSet.Normal(uids).Chunk(SizesAtOnce))
        {
            var sizes = await SizesAsync(folder, chunk, maxBytes, c).ConfigureAwait(false);
            using var pipeline = Send(folder, Batches(sizes).SelectMany(batch => Bodies(batch, maxBytes)));
            while (await pipeline.NextAsync(c).ConfigureAwait(false) is { } message)
            {
                // A message can turn out larger than its RFC822.SIZE; then it comes cut, and is skipped like any large one.
                if (message.IsUnreadable || message.Content is { IsCut: false })
                    yield return new StoredMessage(
                        message.Uid, message.InternalDate ?? clock.GetUtcNow(), message.Flags ?? [], message.Content?.Bytes ?? default)
                        { IsUnreadable = message.IsUnreadable };
            }
        }
    }

    private FetchPipeline Send(FolderRef folder, IEnumerable<FetchOrder> orders) =>
        new(connection, orders, c => folders.OpenAsync(folder, writable: false, fresh: false, c));

    /// <summary>Opens the folder; where it was open already, what has just arrived becomes visible.</summary>
    private async Task SeeArrivalsAsync(FolderRef folder, CancellationToken c)
    {
        var before = connection.Selected;
        var open = await folders.OpenAsync(folder, writable: false, fresh: false, c).ConfigureAwait(false);
        if (ReferenceEquals(open, before))
            await Noop.RunAsync(connection, c).ConfigureAwait(false);
    }

    private async Task<uint[]> NewUidsAsync(FolderRef folder, uint after, CancellationToken c)
    {
        var open = await folders.OpenAsync(folder, writable: false, fresh: true, c).ConfigureAwait(false);
        watch.Saw(open);
        if (open.Count == 0 || after == uint.MaxValue || IsListed(open, after))
            return [];
        var stamp = open.Stamp;
        // Quirk: n:* is turned round where n is beyond the last message, which then comes although it is older.
        var (found, status) = await Fetch.UidsAsync(connection, $"{after + 1}:*", after, c).ConfigureAwait(false);
        if (!status.IsOk)
            throw ImapFailure.From(status, "hand out messages");
        // A server that lists nothing of what it says is there is asked again.
        if (found.Length > 0 || open.UidNext <= after + 1)
            listed[open.WireName] = (stamp, found.LastOrDefault(after));
        return found;
    }

    /// <summary>Listed to its end on this connection, and unchanged since by all signs that CONDSTORE gives (RFC 7162, section 3.1.2.1).</summary>
    private bool IsListed(ImapSelection open, uint after) =>
        open.Stamp is { } stamp && listed.TryGetValue(open.WireName, out var before) && before.Stamp == stamp && after >= before.Last;

    /// <summary>The messages that are there and not too large.</summary>
    private async Task<List<(uint Uid, long Size)>> SizesAsync(FolderRef folder, uint[] uids, long maxBytes, CancellationToken c)
    {
        var sizes = new List<(uint, long)>(uids.Length);
        var orders = UidSet.Split(uids).Select(chunk =>
            new FetchOrder(chunk.Set, "(UID RFC822.SIZE)") { Uids = chunk.Uids, Weight = chunk.Uids.Count * SizeWeight });
        using var pipeline = Send(folder, orders);
        while (await pipeline.NextAsync(c).ConfigureAwait(false) is { } message)
        {
            // Where the server does not tell the size, the body will show.
            if (message.Size is not { } size || size <= maxBytes)
                sizes.Add((message.Uid, message.Size ?? 0));
        }
        return sizes;
    }

    private static IEnumerable<ArraySegment<(uint Uid, long Size)>> Batches(List<(uint Uid, long Size)> sizes)
    {
        var all = sizes.ToArray();
        long bytes = 0;
        var first = 0;
        for (var at = 0; at < all.Length; at++)
        {
            if (at > first && bytes + all[at].Size > BytesAtOnce)
            {
                yield return new ArraySegment<(uint, long)>(all, first, at - first);
                (first, bytes) = (at, 0);
            }
            bytes += all[at].Size;
        }
        if (all.Length > first)
            yield return new ArraySegment<(uint, long)>(all, first, all.Length - first);
    }

    private static IEnumerable<FetchOrder> Bodies(ArraySegment<(uint Uid, long Size)> batch, long maxBytes)
    {
        // Sizes are announced roughly by some servers; what goes far beyond them is no rounding.
        var most = (2 * BytesAtOnce) + (2 * Math.Min(maxBytes, ImapReader.MaxSkipped));
        foreach (var (set, uids) in UidSet.Split([.. batch.Select(one => one.Uid)]))
        {
            yield return new FetchOrder(set, "(UID INTERNALDATE FLAGS BODY.PEEK[])", maxBytes, most)
            {
                Uids = uids,
                IsOfBodies = true,
                Weight = batch.Slice(uids.Offset, uids.Count).Sum(one => one.Size),
            };
        }
    }

    private static string Names(IReadOnlyList<string> headerNames) => new ImapCommand("").List(headerNames).Parts[0].Text.TrimStart();
}
