using MailNode.Transport.Imap;

namespace MailNode.Transport.Maildirs;

/// <summary>Folder names ("MailNode/Feed") and the directories of Maildir++ (".MailNode.Feed"), there and back.</summary>
internal static class FolderPath
{
    public const string Inbox = "INBOX";

    /// <summary>File systems take 255 bytes; the rest is for what is made beside.</summary>
    private const int MaxName = 240;

    private const int MaxFolders = 50_000;

    /// <summary>The directory of a folder; throws for a name that would lead elsewhere or mean another folder.</summary>
    public static string Of(string root, string folder)
    {
        if (folder.Equals(Inbox, StringComparison.OrdinalIgnoreCase))
            return root;
        var segments = folder.Split('/');
        if (segments.Any(IsBad))
            throw Refused(folder);
        var name = "." + ModifiedUtf7.Encode(string.Join('.', segments));
        return name.Length <= MaxName ? Path.Combine(root, name) : throw Refused(folder);
    }

    /// <summary>All folders below a root that can be named, the inbox first.</summary>
    public static IReadOnlyList<MailFolder> List(string root)
    {
        if (!Directory.Exists(Path.Combine(root, MaildirPart.Cur)))
            throw new DirectoryNotFoundException($"{root} is not a Maildir.");
        var names = new DirectoryInfo(root).EnumerateDirectories(".*")
            .Where(directory => Directory.Exists(Path.Combine(directory.FullName, MaildirPart.Cur)))
            .Select(directory => NameOf(directory.Name)).OfType<string>()
            .Take(MaxFolders).Order(StringComparer.Ordinal);
        return [new MailFolder(Inbox, FolderUse.Inbox, true), .. names.Select(name => new MailFolder(name, UseOf(name), true))];
    }

    private static string? NameOf(string directory)
    {
        var segments = directory[1..].Split('.');
        var name = string.Join('/', segments.Select(ModifiedUtf7.Decode));
        // A directory whose name is written in another way cannot be found again by its folder name.
        var isOurs = segments.Length > 0 && !name.Split('/').Any(IsBad) && name.Split('/').Length == segments.Length
            && !name.Equals(Inbox, StringComparison.OrdinalIgnoreCase) && "." + ModifiedUtf7.Encode(name.Replace('/', '.')) == directory;
        return isOurs ? name : null;
    }

    private static FolderUse UseOf(string name) => name switch
    {
        "Sent" => FolderUse.Sent,
        "Junk" => FolderUse.Junk,
        "Drafts" => FolderUse.Drafts,
        "Trash" => FolderUse.Trash,
        "Archive" => FolderUse.Archive,
        _ => FolderUse.None,
    };

    private static bool IsBad(string segment) =>
        string.IsNullOrWhiteSpace(segment) || segment.AsSpan().ContainsAny(".\\") || segment.Any(char.IsControl);

    private static MailException Refused(string folder)
    {
        var shown = string.Concat(folder.Take(MaxName).Select(letter => char.IsControl(letter) ? '?' : letter));
        return new($"A folder named \"{shown}\" cannot exist in a Maildir.", MailProblem.FolderRefused, Retry.Never);
    }
}
