namespace MailNode.Transport.Imap.Commands;

/// <summary>UNSELECT (RFC 3691): lets go of the open folder and, unlike CLOSE, removes nothing. A refusal changes nothing either.</summary>
internal static class Unselect
{
    public static Task RunAsync(ImapConnection connection, CancellationToken c) => connection.RunAsync(new ImapCommand("UNSELECT"), c);
}
