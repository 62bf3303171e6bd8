namespace MailNode.Transport.Maildirs;

/// <summary>
/// One folder: its files joined with their UIDs. Every method whose summary says so needs the lock of the folder; what another
/// mail program does in the meantime is found out by looking again.
/// </summary>
internal sealed class MaildirFolder(string directory, TimeProvider clock)
{
    private const int Tries = 3;

    private readonly UidFile uids = new(directory, clock);
    private SortedDictionary<uint, MessageFile> files = [];
    private Glimpse found;
    private bool swept;

    public string Path => directory;

    public uint UidValidity => uids.Validity;

    public uint UidNext => uids.Next;

    /// <summary>As of the last look.</summary>
    public IReadOnlyDictionary<uint, MessageFile> Files => files;

    /// <summary>What the owner of the mailbox knows of: what was listed last, and what we did since then.</summary>
    public Glimpse? Seen { get; private set; }

    /// <summary>Waits for the lock.</summary>
    public Task<IDisposable> LockAsync(CancellationToken c) => FolderLock.TakeAsync(directory, clock, c);

    /// <summary>The owner is about to see everything that the last look found.</summary>
    public void Saw() => Seen = found;

    /// <summary>Whether there is something that the owner has not seen; if so, it counts as seen from now on.</summary>
    public bool HasNews()
    {
        var now = Glimpse.Of(Listing.Of(directory));
        var hasNews = Seen is { } seen && seen != now;
        Seen = now;
        return hasNews;
    }

    /// <summary>Finds out what is there now, and gives UIDs to what has none. Needs the lock.</summary>
    public async Task LookAsync(CancellationToken c)
    {
        Sweep();
        await uids.RefreshAsync(c).ConfigureAwait(false);
        var listing = Listing.Of(directory);
        if (uids.Uids.Keys.Any(key => !listing.Files.ContainsKey(key)))
            listing.Look(directory);
        var fresh = listing.Files.Keys.Where(key => !uids.Uids.ContainsKey(key)).Order(NaturalOrder.Comparer).ToArray();
        var gone = uids.Uids.Keys.Where(key => !listing.Files.ContainsKey(key)).ToArray();
        await uids.RecordAsync(fresh, gone, c).ConfigureAwait(false);
        files = new(uids.Uids.Where(entry => listing.Files.ContainsKey(entry.Key))
            .ToDictionary(entry => entry.Value, entry => listing.Files[entry.Key]));
        found = Glimpse.Of(listing);
        Seen ??= found; // a count alone is no look: who waits wants to hear of what came since the last list
    }

    /// <summary>Puts a complete file into its place under a UID of its own. Needs the lock.</summary>
    public async Task<uint> PlaceAsync(NewFile written, string letters, CancellationToken c)
    {
        await uids.RefreshAsync(c).ConfigureAwait(false);
        // The UID comes first: if we die now, it is the UID of nothing, and the next look says so.
        await uids.RecordAsync([written.Key], [], c).ConfigureAwait(false);
        var file = letters.Length == 0
            ? new MessageFile(MaildirPart.New, written.Key)
            : new MessageFile(MaildirPart.Cur, MessageFile.NameOf(written.Key, letters));
        var part = System.IO.Path.Combine(directory, file.Part);
        Directory.CreateDirectory(part);
        written.PutInto(part, file.Name);
        var uid = uids.Uids[written.Key];
        files[uid] = file;
        Seen = Seen?.With(file);
        return uid;
    }

    /// <summary>Renames a message within the folder; false when it is gone. Needs the lock.</summary>
    public bool Rename(uint uid, Func<MessageFile, MessageFile> change) => Attempt(uid, file =>
    {
        var renamed = change(file);
        if (renamed == file)
            return;
        Directory.CreateDirectory(System.IO.Path.Combine(directory, renamed.Part));
        File.Move(file.PathIn(directory), renamed.PathIn(directory));
        files[uid] = renamed;
        Seen = Seen?.Without(file).With(renamed);
    });

    /// <summary>Takes messages out of the folder by <paramref name="how"/>, and notes that they are gone. Needs the lock.</summary>
    public async Task TakeOutAsync(IEnumerable<uint> wanted, Action<MessageFile> how, CancellationToken c)
    {
        var gone = new List<string>();
        try
        {
            foreach (var uid in wanted.Distinct().Order())
            {
                c.ThrowIfCancellationRequested();
                if (Attempt(uid, file => TakeOut(file, how, gone)))
                    files.Remove(uid);
            }
        }
        finally
        {
            await uids.RecordAsync([], gone, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>The message as it is called now; looks again, without the lock, when it was renamed. Null: it is gone.</summary>
    public MessageFile? FindAgain(uint uid)
    {
        if (!files.TryGetValue(uid, out var file))
            return null;
        return Listing.Of(directory).Files.TryGetValue(file.Key, out var now) ? files[uid] = now : null;
    }

    private void TakeOut(MessageFile file, Action<MessageFile> how, List<string> gone)
    {
        how(file);
        gone.Add(file.Key);
        Seen = Seen?.Without(file);
    }

    /// <summary>Acts on a file that another program may rename under our hands.</summary>
    private bool Attempt(uint uid, Action<MessageFile> act)
    {
        MessageFile? file = files.TryGetValue(uid, out var known) ? known : null;
        for (var i = 0; i < Tries && file is { } now; i++)
        {
            try
            {
                act(now);
                return true;
            }
            catch (FileNotFoundException)
            {
                file = FindAgain(uid);
            }
        }
        return false;
    }

    private void Sweep()
    {
        if (!swept)
            NewFile.Sweep(directory, clock.GetUtcNow());
        swept = true;
    }
}
