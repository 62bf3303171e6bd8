using System.Text;

namespace MailNode.Transport.Maildirs;

/// <summary>
/// Which folders a person wants to see, as Dovecot keeps it in <c>subscriptions</c> at the root: one line per folder, its levels
/// parted by tabs below a line "V\t2", and by dots where that line is missing (older versions).
/// </summary>
internal static class SubscriptionFile
{
    private const string Name = "subscriptions";
    private const string Mark = "V\t2";
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int Tries = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    /// <summary>Adds a folder. Where another program holds the file for long, the folder stays without: it can be seen all the same.</summary>
    /// <param name="root">The Maildir of the inbox.</param>
    /// <param name="directory">The folder's directory name in it, as in ".MailNode.Feed".</param>
    public static async Task AddAsync(string root, string directory, TimeProvider clock, CancellationToken c)
    {
        var path = Path.Combine(root, Name);
        // Dovecot's own protocol: who makes this file writes the new list into it and renames it.
        var fresh = path + ".lock";
        for (var tried = 0; tried < Tries; tried++)
        {
            if (Try(fresh) is { } file)
            {
                await ReplaceAsync(file, fresh, path, directory, c).ConfigureAwait(false);
                return;
            }
            await Task.Delay(Pause, clock, c).ConfigureAwait(false);
        }
    }

    private static FileStream? Try(string fresh)
    {
        try
        {
            return new FileStream(fresh, FileMode.CreateNew, FileAccess.Write);
        }
        catch (IOException) when (File.Exists(fresh))
        {
            return null;
        }
    }

    private static async Task ReplaceAsync(FileStream file, string fresh, string path, string directory, CancellationToken c)
    {
        var isReady = false;
        try
        {
            await using (file.ConfigureAwait(false))
            {
                if (await WithAsync(path, directory[1..], c).ConfigureAwait(false) is { } list)
                {
                    await file.WriteAsync(list, c).ConfigureAwait(false);
                    file.Flush(flushToDisk: true);
                    isReady = true;
                }
            }
        }
        finally
        {
            // Once it is renamed, a file of that name would be another program's.
            if (isReady)
                File.Move(fresh, path, overwrite: true);
            else
                File.Delete(fresh);
        }
    }

    /// <summary>The list with the folder in it; null when it is there already, or the list is not one that we understand.</summary>
    private static async Task<byte[]?> WithAsync(string path, string folder, CancellationToken c)
    {
        var old = new FileInfo(path) is { Exists: true, Length: var length }
            ? length <= MaxBytes ? await File.ReadAllTextAsync(path, Encoding.Latin1, c).ConfigureAwait(false) : null
            : $"{Mark}\n\n";
        if (old is null)
            return null;
        var line = old.StartsWith(Mark + "\n", StringComparison.Ordinal) ? folder.Replace('.', '\t')
            : old.StartsWith("V\t", StringComparison.Ordinal) ? null : folder;
        if (line is null || old.Split('\n').Contains(line))
            return null;
        var end = old.Length > 0 && old[^1] != '\n' ? "\n" : "";
        return Encoding.Latin1.GetBytes($"{old}{end}{line}\n");
    }
}
