namespace MailNode.Transport.Maildirs;

/// <summary>A message that lies complete in <c>tmp</c>, waiting for its place.</summary>
internal readonly record struct NewFile(string Path, string Key)
{
    /// <summary>Crashed deliveries leave files behind; by custom they may go after 36 hours.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromHours(36);

    /// <summary>Writes all of the message and makes it outlive a power cut. The time of the file is the internal date.</summary>
    public static async Task<NewFile> WriteAsync(
        string maildir, ReadOnlyMemory<byte> message, DateTimeOffset now, DateTimeOffset internalDate, CancellationToken c)
    {
        var tmp = System.IO.Path.Combine(maildir, MaildirPart.Tmp);
        Directory.CreateDirectory(tmp);
        var key = UniqueKey.Next(now);
        var path = System.IO.Path.Combine(tmp, key);
        try
        {
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, preallocationSize: message.Length);
            await RandomAccess.WriteAsync(file, message, 0, c).ConfigureAwait(false);
            File.SetLastWriteTimeUtc(file, internalDate.UtcDateTime);
            RandomAccess.FlushToDisk(file);
        }
        catch
        {
            Remove(path);
            throw;
        }
        return new NewFile(path, key);
    }

    /// <summary>Gives the message its name in <c>new</c> or <c>cur</c>, for good.</summary>
    public void PutInto(string directory, string name)
    {
        try
        {
            File.Move(Path, System.IO.Path.Combine(directory, name));
        }
        catch
        {
            Remove(Path);
            throw;
        }
        Disk.SyncNames(directory);
    }

    /// <summary>Removes what crashed deliveries left long ago.</summary>
    public static void Sweep(string maildir, DateTimeOffset now)
    {
        var tmp = System.IO.Path.Combine(maildir, MaildirPart.Tmp);
        if (!Directory.Exists(tmp))
            return;
        foreach (var file in new DirectoryInfo(tmp).EnumerateFiles())
        {
            if (file.LastWriteTimeUtc < (now - Stale).UtcDateTime && file.LastAccessTimeUtc < (now - Stale).UtcDateTime)
                Remove(file.FullName);
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Litter in tmp harms nobody; the next sweep takes it.
        }
    }
}
