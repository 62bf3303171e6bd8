namespace MailNode.Transport.Imap.Commands;

/// <summary>UID EXPUNGE (RFC 4315). There is no EXPUNGE without UIDs here: it would remove what others have flagged.</summary>
internal static class Expunge
{
    public static async Task RunAsync(ImapConnection connection, string set, CancellationToken c)
    {
        var status = await connection.RunAsync(new ImapCommand("UID EXPUNGE").Raw(set), c).ConfigureAwait(false);
        if (!status.IsOk)
            throw ImapFailure.From(status, "remove messages", MailProblem.FolderRefused);
    }
}
