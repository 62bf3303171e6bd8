namespace MailNode.Transport.Imap.Commands;

/// <summary>
/// COMPRESS=DEFLATE (RFC 4978), after the login, where the server has it. Not on the same machine: there is nothing to save there but
/// the work. That lengths tell something of what is compressed matters little here: nobody makes us send secrets beside their own text.
/// </summary>
internal static class Compress
{
    public static async Task RunAsync(ImapConnection connection, CancellationToken c)
    {
        if (!connection.Capabilities.Has("COMPRESS=DEFLATE") || connection.Server.Tls == TlsMode.None)
            return;
        var status = await connection.RunAsync(new ImapCommand("COMPRESS DEFLATE"), c).ConfigureAwait(false);
        if (status.IsOk)
            connection.Stream.Deflate();
    }
}
