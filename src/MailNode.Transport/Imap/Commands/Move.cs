namespace MailNode.Transport.Imap.Commands;

/// <summary>UID MOVE (RFC 6851): the server copies and removes as one act.</summary>
internal static class Move
{
    public static async Task RunAsync(ImapConnection connection, string set, string target, CancellationToken c)
    {
        var status = await connection.RunAsync(new ImapCommand("UID MOVE").Raw(set).String(target), c).ConfigureAwait(false);
        if (!status.IsOk)
            throw ImapFailure.From(status, "move messages", MailProblem.FolderRefused);
    }
}
