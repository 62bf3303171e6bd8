namespace MailNode.Transport.Imap.Commands;

/// <summary>SUBSCRIBE, so that mail programs show the folder. A server that cannot is no reason to fail.</summary>
internal static class Subscribe
{
    public static Task RunAsync(ImapConnection connection, string wireName, CancellationToken c) =>
        connection.RunAsync(new ImapCommand("SUBSCRIBE").String(wireName), c);
}
