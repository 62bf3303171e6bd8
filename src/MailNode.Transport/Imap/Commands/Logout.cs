namespace MailNode.Transport.Imap.Commands;

/// <summary>LOGOUT: a polite end, for which nobody waits long.</summary>
internal static class Logout
{
    private static readonly TimeSpan Politeness = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(ImapConnection connection, TimeProvider clock)
    {
        using var limit = new CancellationTokenSource(Politeness, clock);
        try
        {
            await connection.RunAsync(new ImapCommand("LOGOUT"), limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MailException or OperationCanceledException)
        {
            // The connection ends either way.
        }
    }
}
