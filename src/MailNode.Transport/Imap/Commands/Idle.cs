namespace MailNode.Transport.Imap.Commands;

/// <summary>One round of IDLE (RFC 2177).</summary>
internal static class Idle
{
    /// <summary>How long the end of a round may take when the caller wants to go.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    /// <summary>True: something changed. False: the time is over. Null: the server does not do it after all.</summary>
    public static async Task<bool?> RunAsync(ImapConnection connection, TimeSpan atMost, TimeProvider clock, CancellationToken c)
    {
        await connection.SettleAsync(c).ConfigureAwait(false);
        var tag = connection.Begin();
        await connection.SendLineAsync($"{tag} IDLE", c).ConfigureAwait(false);
        if ((await connection.ReadPromptAsync(tag, c).ConfigureAwait(false)).End is { } refused)
        {
            connection.Finish(refused);
            return null;
        }
        bool changed;
        try
        {
            changed = await ListenAsync(connection, atMost, clock, c).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!connection.Stream.IsBroken)
        {
            await LeaveAsync(connection, tag, clock).ConfigureAwait(false);
            throw;
        }
        await connection.SendLineAsync("DONE", c).ConfigureAwait(false);
        await connection.ReadToEndAsync(tag, null, 0, c).ConfigureAwait(false);
        return changed || connection.Selected is { HasChanged: true };
    }

    private static async Task<bool> ListenAsync(ImapConnection connection, TimeSpan atMost, TimeProvider clock, CancellationToken c)
    {
        var began = clock.GetTimestamp();
        for (long chatter = 0; chatter <= ImapConnection.MaxChatter;)
        {
            if (connection.Selected is { HasChanged: true })
                return true;
            var left = atMost - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || !await connection.Stream.WaitAsync(left, c).ConfigureAwait(false))
                return false;
            var response = await ImapReader.ReadAsync(connection.Stream, 0, c).ConfigureAwait(false);
            if (response.Kind == ImapResponseKind.Tagged)
                throw connection.Stream.Break("The server ended the wait in the middle.", MailProblem.ConnectionLost, null);
            if (response.Kind == ImapResponseKind.Untagged)
                connection.Observe(response);
            if (IsFlagChange(response))
                return true;
            chatter += response.Weight;
        }
        throw connection.Endless();
    }

    /// <summary>Somebody flagged a message, in a mail program perhaps: a star is a like.</summary>
    private static bool IsFlagChange(ImapResponse response)
    {
        var line = new ImapLine(response, Math.Min(2, response.Text.Length));
        return response.Kind == ImapResponseKind.Untagged && line.Number(out _) && line.Space() && line.Word("FETCH");
    }

    /// <summary>Ends the round in good order for a caller who has given up waiting, so that the connection stays usable.</summary>
    private static async Task LeaveAsync(ImapConnection connection, string tag, TimeProvider clock)
    {
        using var limit = new CancellationTokenSource(Farewell, clock);
        try
        {
            await connection.SendLineAsync("DONE", limit.Token).ConfigureAwait(false);
            await connection.ReadToEndAsync(tag, null, 0, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MailException or OperationCanceledException)
        {
            // The next command finds the connection broken and says so.
        }
    }
}
