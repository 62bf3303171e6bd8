namespace MailNode.Transport.Imap.Commands;

/// <summary>LOGIN (RFC 9051, section 6.2.3).</summary>
internal static class Login
{
    public static Task<ImapStatus> RunAsync(ImapConnection connection, string user, string password, CancellationToken c) =>
        connection.RunAsync(new ImapCommand("LOGIN").String(user).String(password), c);
}
