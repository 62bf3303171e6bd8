using System.Runtime.CompilerServices;
using MailNode.Transport.Imap.Commands;

namespace MailNode.Transport.Imap;

/// <summary>
/// Reads messages in batches. A batch is complete before its first message is handed out, so that the reader may use the
/// connection for something else in between, or stop; the folder is opened again where that became necessary.
/// </summary>
internal sealed class ImapReading(ImapConnection connection, ImapFolders folders, ImapWatch watch, TimeProvider clock)
{
    private const int SummariesAtOnce = 500;
    private const int SizesAtOnce = 5000;
    private const long BytesAtOnce = 4 << 20;
    private const int MaxHeaders = 64 * 1024;

    private readonly Dictionary<string, ((uint UidValidity, uint UidNext, int Count, ulong ModSeq)? Stamp, uint Last)> listed = new(StringComparer.Ordinal);

    public async IAsyncEnumerable<MessageSummary> SummariesAsync(
        FolderRef folder, uint after, IReadOnlyList<string> headerNames, [EnumeratorCancellation] CancellationToken c)
    {
        var headers = headerNames.Count == 0 ? "" : $" BODY.PEEK[HEADER.FIELDS {Names(headerNames)}]";
        var uids = await NewUidsAsync(folder, after, c).ConfigureAwait(false);
        foreach (var (set, chunk) in UidSet.Split(uids, SummariesAtOnce))
        {
            await folders.OpenAsync(folder, writable: false, fresh: false, c).ConfigureAwait(false);
            var order = new FetchOrder(set, $"(UID RFC822.SIZE INTERNALDATE FLAGS{headers})", MaxHeaders);
            var found = await FetchAsync(order, chunk, c).ConfigureAwait(false);
            foreach (var (uid, message) in found)
            {
                yield return new MessageSummary(
                    uid, message.Size ?? 0, message.InternalDate ?? clock.GetUtcNow(), message.Flags ?? [],
                    message.Content?.Bytes ?? default);
            }
        }
    }

    public async IAsyncEnumerable<StoredMessage> ReadAsync(
        FolderRef folder, IReadOnlyCollection<uint> uids, long maxBytes, [EnumeratorCancellation] CancellationToken c)
    {
        if (uids.Count == 0)
            yield break;
        await SeeArrivalsAsync(folder, c).ConfigureAwait(false);
        foreach (var (set, chunk) in UidSet.Split(UidSet.Normal(uids), SizesAtOnce))
        {
            await folders.OpenAsync(folder, writable: false, fresh: false, c).ConfigureAwait(false);
            var sizes = await FetchAsync(new FetchOrder(set, "(UID RFC822.SIZE)"), chunk, c).ConfigureAwait(false);
            foreach (var batch in Batches(sizes, maxBytes))
            {
                await foreach (var message in ReadBatchAsync(folder, batch, maxBytes, c).ConfigureAwait(false))
                    yield return message;
            }
        }
    }

    /// <summary>Opens the folder; where it was open already, what has just arrived becomes visible.</summary>
    private async Task SeeArrivalsAsync(FolderRef folder, CancellationToken c)
    {
        var before = connection.Selected;
        var open = await folders.OpenAsync(folder, writable: false, fresh: false, c).ConfigureAwait(false);
        if (ReferenceEquals(open, before))
            await Noop.RunAsync(connection, c).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<StoredMessage> ReadBatchAsync(
        FolderRef folder, uint[] batch, long maxBytes, [EnumeratorCancellation] CancellationToken c)
    {
        foreach (var (set, chunk) in UidSet.Split(batch))
        {
            await folders.OpenAsync(folder, writable: false, fresh: false, c).ConfigureAwait(false);
            // Sizes are announced roughly by some servers; what goes far beyond them is no rounding.
            var most = (2 * BytesAtOnce) + (2 * Math.Min(maxBytes, ImapReader.MaxSkipped));
            var order = new FetchOrder(set, "(UID INTERNALDATE FLAGS BODY.PEEK[])", maxBytes, most);
            var found = await FetchAsync(order, chunk, c).ConfigureAwait(false);
            foreach (var (uid, message) in found)
            {
                // A message can turn out larger than its RFC822.SIZE; then it comes cut, and is skipped like any large one.
                if (message.Content is { IsCut: false } content)
                    yield return new StoredMessage(uid, message.InternalDate ?? clock.GetUtcNow(), message.Flags ?? [], content.Bytes);
            }
        }
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
        listed[open.WireName] = (stamp, found.LastOrDefault(after));
        return found;
    }

    /// <summary>Listed to its end on this connection, and unchanged since by all signs that CONDSTORE gives (RFC 7162, section 3.1.2.1).</summary>
    private bool IsListed(ImapSelection open, uint after) =>
        open.Stamp is { } stamp && listed.TryGetValue(open.WireName, out var before) && before.Stamp == stamp && after >= before.Last;

    /// <summary>Fetches; a NO is forgiven when all that did not come is really gone.</summary>
    private async Task<SortedDictionary<uint, Fetched>> FetchAsync(FetchOrder order, ArraySegment<uint> chunk, CancellationToken c)
    {
        var asked = chunk.ToHashSet();
        var (found, status) = await Fetch.RunAsync(connection, order, asked.Contains, c).ConfigureAwait(false);
        if (status.IsOk)
            return found;
        asked.ExceptWith(found.Keys);
        var present = await Search.RunAsync(connection, order.Set, chunk.Count, c).ConfigureAwait(false);
        return asked.Overlaps(present) ? throw ImapFailure.From(status, "hand out messages") : found;
    }

    private static IEnumerable<uint[]> Batches(SortedDictionary<uint, Fetched> sizes, long maxBytes)
    {
        var batch = new List<uint>();
        long bytes = 0;
        foreach (var (uid, message) in sizes)
        {
            var size = message.Size ?? 0;
            if (size > maxBytes)
                continue;
            if (batch.Count > 0 && bytes + size > BytesAtOnce)
            {
                yield return [.. batch];
                batch.Clear();
                bytes = 0;
            }
            batch.Add(uid);
            bytes += size;
        }
        if (batch.Count > 0)
            yield return [.. batch];
    }

    private static string Names(IReadOnlyList<string> headerNames) => new ImapCommand("").List(headerNames).Parts[0].Text.TrimStart();
}
