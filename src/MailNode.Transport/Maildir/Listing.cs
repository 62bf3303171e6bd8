using System.IO.Enumeration;

namespace MailNode.Transport.Maildirs;

/// <summary>What lies in <c>new</c> and <c>cur</c> of a folder at a moment: key to file.</summary>
internal sealed class Listing
{
    private const int MaxMessages = 2_000_000;

    private static readonly EnumerationOptions Plain = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };

    public Dictionary<string, MessageFile> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the directories. <c>new</c> comes first: mail moves from there to <c>cur</c>, and so is not missed.</summary>
    public static Listing Of(string directory)
    {
        var listing = new Listing();
        listing.Look(directory);
        return listing;
    }

    /// <summary>Looks again, for a file that was renamed while the directory was read shows up under neither name.</summary>
    public void Look(string directory)
    {
        if (!Directory.Exists(Path.Combine(directory, MaildirPart.Cur)))
            throw new DirectoryNotFoundException($"{directory} is not a Maildir.");
        Take(directory, MaildirPart.New);
        Take(directory, MaildirPart.Cur);
    }

    private void Take(string directory, string part)
    {
        var path = Path.Combine(directory, part);
        if (!Directory.Exists(path))
            return;
        foreach (var name in Names(path))
        {
            var file = new MessageFile(part, name);
            Files[file.Key] = file;
            if (Files.Count > MaxMessages)
                throw new MailException($"More than {MaxMessages} messages lie in {directory}.", MailProblem.FolderRefused, Retry.Never);
        }
    }

    private static FileSystemEnumerable<string> Names(string path) =>
        new(path, (ref FileSystemEntry entry) => entry.FileName.ToString(), Plain)
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && MessageFile.IsMessage(entry.FileName),
    };
}
