namespace MailNode.Transport.Imap.Commands;

/// <summary>CAPABILITY: asks what the server can do, where it has not said so by itself.</summary>
internal static class Capability
{
    public static async Task RunAsync(ImapConnection connection, CancellationToken c)
    {
        if (!connection.Capabilities.IsEmpty)
            return;
        var status = await connection.RunAsync(new ImapCommand("CAPABILITY"), c).ConfigureAwait(false);
        if (!status.IsOk)
            throw ImapFailure.From(status, "say what it can do", MailProblem.NotThisProtocol);
    }
}
