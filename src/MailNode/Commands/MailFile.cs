using MailNode.Configuration;
using MailNode.Flows;

namespace MailNode.Commands;

/// <summary>The mails that the user named: files, folders of files, standard input.</summary>
internal static class MailFile
{
    private static readonly EnumerationOptions Below = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>The name itself, or the files below a folder; of a Maildir folder (cur, new, tmp) those that are delivered.</summary>
    public static IEnumerable<string> In(string name)
    {
        if (name == NamedFile.Input || !Directory.Exists(name)) return [name];
        string[] delivered = [Path.Combine(name, "cur"), Path.Combine(name, "new")];
        var folders = delivered.All(Directory.Exists) ? delivered : [name];
        return folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", Below)).Order(StringComparer.Ordinal);
    }

    /// <summary>The whole mail; null where it is larger than what the node takes from a mailbox.</summary>
    /// <exception cref="UserError">It cannot be read; the cause is inside.</exception>
    public static Task<byte[]?> ReadAsync(string name, Func<Stream> openInput, CancellationToken cancellation) =>
        NamedFile.ReadAsync(name, Limits.MailBytes, openInput, cancellation);
}
