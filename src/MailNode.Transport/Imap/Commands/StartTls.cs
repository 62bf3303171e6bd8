namespace MailNode.Transport.Imap.Commands;

/// <summary>STARTTLS (RFC 9051, section 6.2.1): afterwards nothing that was said before counts.</summary>
internal static class StartTls
{
    public static async Task RunAsync(ImapConnection connection, CancellationToken c)
    {
        if (!connection.Capabilities.Has("STARTTLS"))
            throw Missing(connection);
        var status = await connection.RunAsync(new ImapCommand("STARTTLS"), c).ConfigureAwait(false);
        if (!status.IsOk)
            throw Missing(connection);
        await connection.Stream.SecureAsync(c).ConfigureAwait(false);
        connection.Capabilities = ImapCapabilities.None;
    }

    private static MailException Missing(ImapConnection connection) => new(
        $"{connection.Server.Host} does not offer encryption (STARTTLS) on port {connection.Server.Port}.",
        MailProblem.TlsMissing, Retry.Never);
}
