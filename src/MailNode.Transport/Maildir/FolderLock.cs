namespace MailNode.Transport.Maildirs;

/// <summary>
/// Keeps two of us, in one process or in several, from giving out UIDs of a folder at the same time.
/// Other mail programs do not know of it, and need not. The system opens the lock when its holder dies.
/// </summary>
internal static class FolderLock
{
    private const string Name = "mailnode-uids.lock";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    /// <summary>Holds until disposed. Throws <see cref="MailException"/> after half a minute of waiting.</summary>
    public static async Task<IDisposable> TakeAsync(string directory, TimeProvider clock, CancellationToken c)
    {
        var path = Path.Combine(directory, Name);
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException e) when (Disk.IsLocked(e))
            {
                if (clock.GetElapsedTime(began) > Patience)
                    throw new MailException($"Another program keeps {directory} locked.", MailProblem.FolderRefused, Retry.Later, e);
            }
            await Task.Delay(Pause, clock, c).ConfigureAwait(false);
        }
    }
}
