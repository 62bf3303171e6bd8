using MailNode.Transport.Maildirs;

namespace MailNode.Transport;

/// <summary>A Maildir as the one who delivers into it sees it. Permissions follow the umask of the process.</summary>
public static class Maildir
{
    /// <summary>Makes the directory with its three parts; what is already there stays as it is.</summary>
    public static void Create(string directory) => Disk.Do($"make the Maildir {directory}", () =>
    {
        foreach (var part in MaildirPart.All)
            Directory.CreateDirectory(Path.Combine(directory, part));
    });

    /// <summary>
    /// Puts a message, verbatim, into <c>new</c>. When this returns, the message outlives a power cut; when it throws, the
    /// message is not there. Throws <see cref="MailException"/> when the Maildir is missing, full or closed to us.
    /// </summary>
    public static async Task DeliverAsync(string maildir, ReadOnlyMemory<byte> message, TimeProvider clock, CancellationToken c)
    {
        var now = clock.GetUtcNow();
        await Disk.DoAsync($"deliver into {maildir}", async () =>
        {
            var target = Path.Combine(maildir, MaildirPart.New);
            if (!Directory.Exists(target))
                throw new DirectoryNotFoundException($"{maildir} is not a Maildir.");
            var written = await NewFile.WriteAsync(maildir, message, now, now, c).ConfigureAwait(false);
            written.PutInto(target, written.Key);
            return true;
        }).ConfigureAwait(false);
    }
}
