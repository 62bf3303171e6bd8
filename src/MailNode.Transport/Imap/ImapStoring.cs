using System.Text;
using MailNode.Transport.Imap.Commands;

namespace MailNode.Transport.Imap;

/// <summary>Stores messages, and looks whether they are there where the server gives no UID as a sign of it.</summary>
internal sealed class ImapStoring(ImapConnection connection, ImapFolders folders)
{
    private const int MaxHeader = 64 * 1024;

    /// <summary>Where nobody looked before, the newest UIDs among which a message must be that was stored just now.</summary>
    private const uint Newest = 50;

    public async Task<uint?> AppendAsync(
        string folder, ReadOnlyMemory<byte> message, IReadOnlyList<string> flags, DateTimeOffset date, CancellationToken c)
    {
        var id = MessageId(message.Span);
        var before = id is null || connection.Capabilities.Has("UIDPLUS") ? null : await folders.StatusAsync(folder, c).ConfigureAwait(false);
        var uid = await folders.WhereverItIsAsync(
            folder, () => Append.RunAsync(connection, folders.WireName(folder), message, flags, date, c), c).ConfigureAwait(false);
        if (uid is not null || id is null)
            return uid;
        return await LookAsync(folder, id, before, c).ConfigureAwait(false) switch
        {
            { Found: { } found } => found,
            { IsSomethingNew: true } => null,
            _ => throw new MailException(
                $"The server says that it stored a mail in {folder}, where it does not show.", MailProblem.FolderRefused, Retry.Later),
        };
    }

    // Quirk: OK without APPENDUID has been said of messages that nobody saw again (What_was_stored_without_a_uid_is_looked_for).
    private async Task<(uint? Found, bool IsSomethingNew)> LookAsync(string folder, string id, FolderState? before, CancellationToken c)
    {
        try
        {
            var now = await folders.StatusAsync(folder, c).ConfigureAwait(false);
            await folders.OpenAsync(folder, writable: false, fresh: false, c).ConfigureAwait(false);
            var first = Math.Max(1, before?.UidNext ?? (now.UidNext > Newest ? now.UidNext - Newest : 1));
            var order = new FetchOrder($"{first}:*", "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])", MaxHeader);
            var (found, _) = await Fetch.RunAsync(connection, order, uid => uid >= first, c).ConfigureAwait(false);
            var uid = found.Values.Where(one => MessageId((one.Content?.Bytes ?? default).Span) == id).Max(one => (uint?)one.Uid);
            // Some servers give messages another Message-ID: that something came is sign enough where it was known what there was.
            return (uid, before is not null && (found.Count > 0 || now.Count > before.Count));
        }
        catch (MailException)
        {
            return (null, true); // the server did say OK, and nobody can look
        }
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
