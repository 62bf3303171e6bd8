using MailNode.Flows;

namespace MailNode.Commands;

/// <summary>The mails that the user named: files, folders of files, standard input.</summary>
internal static class MailFile
{
    public const string Input = "-";

    private static readonly EnumerationOptions Below = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>The name itself, or the files below a folder; of a Maildir folder (cur, new, tmp) those that are delivered.</summary>
    public static IEnumerable<string> In(string name)
    {
        if (name == Input || !Directory.Exists(name)) return [name];
        string[] delivered = [Path.Combine(name, "cur"), Path.Combine(name, "new")];
        var folders = delivered.All(Directory.Exists) ? delivered : [name];
        return folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", Below)).Order(StringComparer.Ordinal);
    }

    /// <summary>The whole mail; null where it is larger than what the node takes from a mailbox.</summary>
    public static async Task<byte[]?> ReadAsync(string name, Func<Stream> openInput, CancellationToken cancellation)
    {
        await using var stream = name == Input ? openInput() : File.OpenRead(name);
        // A pipe does not know its length.
        using var mail = new MemoryStream(stream.CanSeek ? (int)Math.Min(stream.Length, Limits.MailBytes) : 0);
        var buffer = new byte[81920];
        while (await stream.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            if (mail.Length + count > Limits.MailBytes) return null;
            mail.Write(buffer, 0, count);
        }

        return mail.Length == mail.Capacity ? mail.GetBuffer() : mail.ToArray();
    }
}
