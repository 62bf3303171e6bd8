namespace MailNode.Transport.Imap.Commands;

/// <summary>UID COPY (RFC 9051, section 6.4.7).</summary>
internal static class Copy
{
    /// <summary>The UIDs that the server says it copied; null where it does not say.</summary>
    public static async Task<IReadOnlySet<uint>?> RunAsync(
        ImapConnection connection, string set, int count, string target, CancellationToken c)
    {
        var status = await connection.RunAsync(new ImapCommand("UID COPY").Raw(set).String(target), c).ConfigureAwait(false);
        return status.IsOk ? CopyUid.Sources(status, count) : throw ImapFailure.From(status, "copy messages", MailProblem.FolderRefused);
    }
}
