using System.Runtime.CompilerServices;
using MailNode.Transport.Maildirs;

namespace MailNode.Transport;

/// <summary>
/// A mailbox in a directory (Maildir++): the inbox at the root, "MailNode/Feed" in <c>.MailNode.Feed</c>. Other mail programs,
/// and other processes of ours, may work in it at the same time. Messages are kept and given byte for byte.
/// </summary>
public sealed class MaildirMailbox : IMailbox
{
    private readonly Dictionary<string, MaildirFolder> folders = new(StringComparer.Ordinal);
    private readonly string root;
    private readonly TimeProvider clock;

    private MaildirMailbox(string root, TimeProvider clock) => (this.root, this.clock) = (root, clock);

    /// <summary>Names the directory; whether it is there shows with the first use (<see cref="MailProblem.FolderMissing"/>).</summary>
    public static MaildirMailbox Open(string directory, TimeProvider clock) => new(Path.GetFullPath(directory), clock);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MailFolder>> ListAsync(CancellationToken c) =>
        Disk.DoAsync("list the folders", () => Task.FromResult(FolderPath.List(root)));

    /// <inheritdoc/>
    public Task CreateAsync(string folder, CancellationToken c) => Disk.DoAsync($"make the folder {folder}", async () =>
    {
        var directory = FolderPath.Of(root, folder);
        Maildir.Create(directory);
        if (directory == root)
            return true;
        // The mark of Maildir++ that this is a folder of another Maildir.
        File.AppendAllBytes(Path.Combine(directory, "maildirfolder"), []);
        await SubscriptionFile.AddAsync(root, Path.GetFileName(directory), clock, c).ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc/>
    public Task<FolderState> StatusAsync(string folder, CancellationToken c) => Disk.DoAsync($"look at the folder {folder}", async () =>
    {
        var found = Find(folder);
        using var held = await found.LockAsync(c).ConfigureAwait(false);
        await found.LookAsync(c).ConfigureAwait(false);
        return new FolderState(folder, found.UidValidity, found.UidNext, found.Files.Count);
    });

    /// <inheritdoc/>
    public async IAsyncEnumerable<MessageSummary> SummariesAsync(
        FolderRef folder, uint after, IReadOnlyList<string> headerNames, [EnumeratorCancellation] CancellationToken c)
    {
        var reading = await ReadingAsync(folder, c).ConfigureAwait(false);
        reading.Folder.Saw();
        foreach (var uid in reading.Folder.Files.Keys.Where(uid => uid > after).ToArray())
        {
            if (await reading.SummaryAsync(uid, headerNames, c).ConfigureAwait(false) is { } summary)
                yield return summary;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredMessage> ReadAsync(
        FolderRef folder, IReadOnlyCollection<uint> uids, long maxBytes, [EnumeratorCancellation] CancellationToken c)
    {
        if (uids.Count == 0)
            yield break;
        var reading = await ReadingAsync(folder, c).ConfigureAwait(false);
        foreach (var uid in uids.Distinct().Order())
        {
            if (await reading.MessageAsync(uid, maxBytes, c).ConfigureAwait(false) is { } message)
                yield return message;
        }
    }

    /// <inheritdoc/>
    public Task<uint?> AppendAsync(
        string folder, ReadOnlyMemory<byte> message, IReadOnlyList<string> flags, DateTimeOffset internalDate, CancellationToken c) =>
        Disk.DoAsync<uint?>($"store a mail in the folder {folder}", async () =>
        {
            var found = Find(folder);
            var written = await NewFile.WriteAsync(found.Path, message, clock.GetUtcNow(), internalDate, c).ConfigureAwait(false);
            using var held = await found.LockAsync(c).ConfigureAwait(false);
            var letters = await KeywordFile.LettersAsync(found.Path, flags, c).ConfigureAwait(false);
            return await found.PlaceAsync(written, letters, c).ConfigureAwait(false);
        });

    /// <inheritdoc/>
    public Task MoveAsync(FolderRef folder, IReadOnlyCollection<uint> uids, string target, CancellationToken c) =>
        Disk.DoAsync($"move mail from {folder.Name} to {target}", async () =>
        {
            var (source, destination) = (Find(folder.Name), Find(target));
            if (source == destination || uids.Count == 0)
                return false;
            var moving = new Moving(source.Path, destination, clock);
            await moving.PrepareAsync(c).ConfigureAwait(false);
            using var held = await OpenAsync(source, folder, c).ConfigureAwait(false);
            await source.TakeOutAsync(uids, moving.Move, c).ConfigureAwait(false);
            moving.MakeLast();
            return true;
        });

    /// <inheritdoc/>
    public Task DeleteAsync(FolderRef folder, IReadOnlyCollection<uint> uids, CancellationToken c) =>
        Disk.DoAsync($"delete mail in {folder.Name}", async () =>
        {
            var found = Find(folder.Name);
            using var held = await OpenAsync(found, folder, c).ConfigureAwait(false);
            await found.TakeOutAsync(uids, file => Delete(file.PathIn(found.Path)), c).ConfigureAwait(false);
            return true;
        });

    /// <inheritdoc/>
    public Task FlagAsync(FolderRef folder, IReadOnlyCollection<uint> uids, string flag, bool on, CancellationToken c) =>
        Disk.DoAsync($"flag mail in {folder.Name}", async () =>
        {
            var found = Find(folder.Name);
            using var held = await OpenAsync(found, folder, c).ConfigureAwait(false);
            var letters = await KeywordFile.LettersAsync(found.Path, [flag], c).ConfigureAwait(false);
            if (letters.Length == 0)
                return false; // a flag that no file name can hold
            foreach (var uid in uids.Distinct().Order())
                found.Rename(uid, file => Flagged(file, letters[0], on));
            return true;
        });

    /// <inheritdoc/>
    public Task<bool> WaitAsync(string folder, TimeSpan atMost, CancellationToken c) =>
        Disk.DoAsync($"watch the folder {folder}", async () =>
    {
        var found = Find(folder);
        using var watch = FolderWatch.On(found.Path);
        return await watch.WaitAsync(found, atMost, clock, c).ConfigureAwait(false);
    });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private MaildirFolder Find(string name)
    {
        var directory = FolderPath.Of(root, name);
        if (!Directory.Exists(Path.Combine(directory, MaildirPart.Cur)))
            throw new MailException($"There is no folder {name} in {root}.", MailProblem.FolderMissing, Retry.Later);
        if (!folders.TryGetValue(directory, out var folder))
            folders[directory] = folder = new MaildirFolder(directory, clock);
        return folder;
    }

    private Task<MaildirReading> ReadingAsync(FolderRef folder, CancellationToken c) =>
        Disk.DoAsync($"look at the folder {folder.Name}", async () =>
    {
        var found = Find(folder.Name);
        using var held = await OpenAsync(found, folder, c).ConfigureAwait(false);
        return new MaildirReading(found, await KeywordFile.ReadAsync(found.Path, c).ConfigureAwait(false));
    });

    /// <summary>Locks the folder and looks at it; throws when its UIDs are not those that the caller knows.</summary>
    private static async Task<IDisposable> OpenAsync(MaildirFolder folder, FolderRef known, CancellationToken c)
    {
        var held = await folder.LockAsync(c).ConfigureAwait(false);
        try
        {
            await folder.LookAsync(c).ConfigureAwait(false);
            if (folder.UidValidity != known.UidValidity)
                throw new MailException($"The folder {known.Name} is not the one it was.", MailProblem.FolderChanged, Retry.Later);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static MessageFile Flagged(MessageFile file, char letter, bool on)
    {
        var has = file.Letters.Contains(letter, StringComparison.Ordinal);
        if (has == on)
            return file;
        return file.With(on ? file.Letters + letter : file.Letters.Replace(letter.ToString(), "", StringComparison.Ordinal));
    }

    /// <summary>Unlike <see cref="File.Delete"/>, says when there is nothing to delete: it may have another name by now.</summary>
    private static void Delete(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException("Gone.", path);
        File.Delete(path);
    }
}
