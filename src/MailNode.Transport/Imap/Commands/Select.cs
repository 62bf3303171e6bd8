namespace MailNode.Transport.Imap.Commands;

/// <summary>SELECT and EXAMINE (RFC 9051, sections 6.3.2 and 6.3.3): opens a folder, for reading only unless it must be changed.</summary>
internal static class Select
{
    public static async Task<ImapSelection> RunAsync(ImapConnection connection, string wireName, bool writable, CancellationToken c)
    {
        var selection = new ImapSelection(wireName, readOnly: !writable);
        connection.Selected = selection; // it learns from what arrives before the command is over
        var command = new ImapCommand(writable ? "SELECT" : "EXAMINE").String(wireName);
        var status = await connection.RunAsync(command, c).ConfigureAwait(false);
        if (status.IsOk && !(writable && status.Code == "READ-ONLY"))
        {
            selection.Settle();
            return selection;
        }
        connection.Selected = null;
        if (status.IsOk)
            throw new MailException($"The folder {wireName} can be read and not changed.", MailProblem.FolderRefused, Retry.Later);
        throw ImapFailure.From(status, "open the folder", MailProblem.FolderRefused);
    }
}
