namespace MailNode.Transport.Imap.Commands;

/// <summary>UID STORE (RFC 9051, section 6.4.6) of one flag, without an echo.</summary>
internal static class Store
{
    public static async Task RunAsync(ImapConnection connection, string set, string flag, bool on, CancellationToken c)
    {
        var command = new ImapCommand("UID STORE").Raw(set).Raw(on ? "+FLAGS.SILENT" : "-FLAGS.SILENT").List([flag]);
        var status = await connection.RunAsync(command, c).ConfigureAwait(false);
        if (!status.IsOk)
            throw ImapFailure.From(status, "flag messages", MailProblem.FolderRefused);
    }
}
