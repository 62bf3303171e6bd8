namespace MailNode.Transport.Maildirs;

/// <summary>Waits for a change of the file names in a folder: told by the system where it tells, else by looking.</summary>
internal sealed class FolderWatch : IDisposable
{
    /// <summary>Also where the system tells: it does not tell what another host does on a network disk.</summary>
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookOften = TimeSpan.FromSeconds(2);

    /// <summary>How long to let several changes gather before looking.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    private readonly List<FileSystemWatcher> watchers = [];
    private readonly SemaphoreSlim told = new(0);
    private bool isDeaf;

    /// <summary>Listens from now on.</summary>
    public static FolderWatch On(string directory)
    {
        var watch = new FolderWatch();
        foreach (var part in new[] { MaildirPart.New, MaildirPart.Cur })
            watch.Listen(Path.Combine(directory, part));
        return watch;
    }

    /// <summary>True as soon as the folder does not look as it did; false when the time is over.</summary>
    public async Task<bool> WaitAsync(MaildirFolder folder, TimeSpan atMost, TimeProvider clock, CancellationToken c)
    {
        var began = clock.GetTimestamp();
        while (!folder.HasNews())
        {
            var left = atMost - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
                return false;
            var pause = isDeaf ? LookOften : LookAnyway;
            if (await ToldAsync(left < pause ? left : pause, clock, c).ConfigureAwait(false))
                await Task.Delay(Gathering, clock, c).ConfigureAwait(false);
        }
        return true;
    }

    public void Dispose()
    {
        foreach (var watcher in watchers)
            watcher.Dispose();
        told.Dispose();
    }

    private void Listen(string part)
    {
        try
        {
            var watcher = new FileSystemWatcher(part) { NotifyFilter = NotifyFilters.FileName };
            watchers.Add(watcher);
            watcher.Created += (_, _) => Tell();
            watcher.Renamed += (_, _) => Tell();
            watcher.Deleted += (_, _) => Tell();
            watcher.Error += (_, _) => (isDeaf, _) = (true, Tell());
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception e) when (e is IOException or ArgumentException or PlatformNotSupportedException)
        {
            // The system watches only so many folders at a time.
            isDeaf = true;
        }
    }

    private bool Tell()
    {
        try
        {
            if (told.CurrentCount == 0)
                told.Release();
        }
        catch (ObjectDisposedException)
        {
            // A last event after the wait is over.
        }
        return true;
    }

    private async Task<bool> ToldAsync(TimeSpan atMost, TimeProvider clock, CancellationToken c)
    {
        using var limit = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, c);
        try
        {
            await told.WaitAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!c.IsCancellationRequested)
        {
            return false;
        }
    }
}
