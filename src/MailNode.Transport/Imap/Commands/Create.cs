namespace MailNode.Transport.Imap.Commands;

/// <summary>CREATE (RFC 9051, section 6.3.4).</summary>
internal static class Create
{
    public static Task<ImapStatus> RunAsync(ImapConnection connection, string wireName, CancellationToken c) =>
        connection.RunAsync(new ImapCommand("CREATE").String(wireName), c);
}
