namespace MailNode.Transport.Imap.Commands;

/// <summary>NOOP: lets the server say what is new.</summary>
internal static class Noop
{
    public static async Task RunAsync(ImapConnection connection, CancellationToken c)
    {
        var status = await connection.RunAsync(new ImapCommand("NOOP"), c).ConfigureAwait(false);
        if (!status.IsOk)
            throw ImapFailure.From(status, "look for news");
    }
}
