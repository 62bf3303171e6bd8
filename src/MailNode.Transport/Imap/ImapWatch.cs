using MailNode.Transport.Imap.Commands;

namespace MailNode.Transport.Imap;

/// <summary>Waits for news in a folder, by IDLE or by asking every minute, and knows what has been seen already.</summary>
internal sealed class ImapWatch(ImapConnection connection, ImapFolders folders, TimeProvider clock)
{
    /// <summary>IDLE is begun anew this often: servers, and boxes in between, forget idle connections without a word.</summary>
    private static readonly TimeSpan IdleRound = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan PollRound = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (uint UidValidity, uint UidNext, int Count)> seen = new(StringComparer.Ordinal);
    private bool idleFails;

    /// <summary>The reader has just opened this folder and looks at everything in it.</summary>
    public void Saw(ImapSelection open)
    {
        open.Settle();
        seen[open.WireName] = (open.UidValidity, open.UidNext, open.Count);
    }

    public async Task<bool> WaitAsync(string folder, TimeSpan atMost, CancellationToken c)
    {
        var began = clock.GetTimestamp();
        var open = await folders.OpenAsync(folder, writable: false, fresh: false, c).ConfigureAwait(false);
        if (HasNews(open))
            return Seen(open);
        while (atMost - clock.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
        {
            if (await RoundAsync(open, left, c).ConfigureAwait(false))
                return Seen(open);
        }
        return false;
    }

    private bool Seen(ImapSelection open)
    {
        Saw(open);
        return true;
    }

    /// <summary>Something changed since the last look, while the folder was open or while it was not.</summary>
    private bool HasNews(ImapSelection open)
    {
        if (open.HasChanged)
            return true;
        var now = (open.UidValidity, open.UidNext, open.Count);
        return !seen.TryAdd(open.WireName, now) && seen[open.WireName] != now;
    }

    private async Task<bool> RoundAsync(ImapSelection open, TimeSpan left, CancellationToken c)
    {
        if (!idleFails && connection.Capabilities.Has("IDLE"))
        {
            var changed = await Idle.RunAsync(connection, Shorter(left, IdleRound), clock, c).ConfigureAwait(false);
            idleFails = changed is null;
            if (changed is true)
                return true;
        }
        else
        {
            await connection.Stream.WaitAsync(Shorter(left, PollRound), c).ConfigureAwait(false);
        }
        // Also after IDLE: some servers stop pushing and say nothing about it.
        await Noop.RunAsync(connection, c).ConfigureAwait(false);
        return open.HasChanged;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
