namespace MailNode.Transport.Imap.Commands;

/// <summary>GETQUOTAROOT (RFC 9208, section 4.1.2): how full the mailbox is.</summary>
internal static class GetQuotaRoot
{
    private const int Unit = 1024; // STORAGE counts in these

    /// <summary>The quota that is nearest to its end; null where there is none, or the server does not say.</summary>
    public static async Task<MailboxQuota?> RunAsync(ImapConnection connection, CancellationToken c)
    {
        if (!connection.Capabilities.Has("QUOTA"))
            return null;
        MailboxQuota? fullest = null;
        var command = new ImapCommand("GETQUOTAROOT").String("INBOX");
        var status = await connection.RunAsync(command, c, response =>
        {
            Take(response, ref fullest);
            return false; // a mailbox has few roots: who names more of them than chatter may be is not listened to
        }).ConfigureAwait(false);
        return status.IsOk ? fullest : null;
    }

    private static void Take(ImapResponse response, ref MailboxQuota? fullest)
    {
        var line = response.Untagged();
        if (!line.Word("QUOTA") || !line.Space() || !line.Text(out _))
            return;
        line.Space();
        if (!line.Special('('))
            return;
        while (line.Text(out var resource) && line.Space() && line.Number(out var used) && line.Space() && line.Number(out var limit))
        {
            line.Space();
            if (!"STORAGE".Equals(resource, StringComparison.OrdinalIgnoreCase) || limit == 0)
                continue;
            var quota = new MailboxQuota(Bytes(used), Bytes(limit));
            fullest = fullest is { } other && other.Share >= quota.Share ? other : quota;
        }
    }

    private static long Bytes(ulong units) => (long)Math.Min(units, long.MaxValue / Unit) * Unit;
}
