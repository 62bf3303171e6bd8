using System.Text;
using MailNode.Transport.Imap.Commands;

namespace MailNode.Transport.Imap;

/// <summary>Stores messages, and looks whether they are there where the server gives no UID as a sign of it.</summary>
internal sealed class ImapStoring(ImapConnection connection, ImapFolders folders)
{
    private const int MaxHeader = 64 * 1024;

    public async Task<uint?> AppendAsync(
        string folder, ReadOnlyMemory<byte> message, IReadOnlyList<string> flags, DateTimeOffset date, CancellationToken c)
    {
        var uid = await folders.WhereverItIsAsync(
            folder, () => Append.RunAsync(connection, folders.WireName(folder), message, flags, date, c), c).ConfigureAwait(false);
        // The inbox may hold a hundred thousand messages, through whose headers no server searches fast.
        if (uid is not null || folder == "INBOX" || MessageId(message.Span) is not { } id)
            return uid;
        return await FindAsync(folder, id, c).ConfigureAwait(false);
    }

    // Quirk: OK without APPENDUID has been said of messages that nobody saw again (What_was_stored_without_a_uid_is_looked_for).
    private async Task<uint?> FindAsync(string folder, string id, CancellationToken c)
    {
        await folders.OpenAsync(folder, writable: false, fresh: true, c).ConfigureAwait(false);
        return await Search.ForAsync(connection, id, c).ConfigureAwait(false) switch
        {
            null => null,
            { Count: 0 } => throw new MailException(
                $"The server says that it stored a mail in {folder}, where it does not show.", MailProblem.FolderRefused, Retry.Later),
            var found => found.Max(),
        };
    }

    /// <summary>What stands in the field Message-ID, unless it is missing or not one line of ASCII.</summary>
    private static string? MessageId(ReadOnlySpan<byte> message)
    {
        message = message[..Math.Min(message.Length, MaxHeader)];
        while (message.IndexOf((byte)'\n') is > 1 and var end)
        {
            var line = message[..end].TrimEnd((byte)'\r');
            message = message[(end + 1)..];
            if (line.Length > 11 && Ascii.EqualsIgnoreCase(line[..11], "Message-ID:"u8))
                return Ascii.IsValid(line) && line[11..].Trim((byte)' ') is { IsEmpty: false } id ? Encoding.ASCII.GetString(id) : null;
        }
        return null;
    }
}
