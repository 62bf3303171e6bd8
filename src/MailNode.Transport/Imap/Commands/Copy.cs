namespace MailNode.Transport.Imap.Commands;

/// <summary>UID COPY (RFC 9051, section 6.4.7).</summary>
internal static class Copy
{
    /// <summary>The UIDs of the copies, as the server says; none where it does not say.</summary>
    public static async Task<IReadOnlyList<uint>> RunAsync(
        ImapConnection connection, string set, int count, string target, CancellationToken c)
    {
        var status = await connection.RunAsync(new ImapCommand("UID COPY").Raw(set).String(target), c).ConfigureAwait(false);
        return status.IsOk ? CopyUid.Read(status, count)?.To ?? [] : throw ImapFailure.From(status, "copy messages", MailProblem.FolderRefused);
    }
}
