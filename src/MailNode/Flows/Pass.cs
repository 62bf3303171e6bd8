using MailNode.Drivers;
using MailNode.Transport;

namespace MailNode.Flows;

/// <summary>One pass of the node over its mailbox: receive, fold, owe, send, refresh the Feed folder.</summary>
internal sealed class Pass(IDriver driver, Log log, ReceiveFlow receive, FoldFlow fold, ReplyFlow reply, OweFlow owe, SendFlow send, FeedFlow feed)
{
    public async Task<PassReport> RunAsync(Action<string> progress, CancellationToken cancellation)
    {
        var report = new PassReport();
        progress("Opening the mailbox");
        await using var mailbox = await OpenAsync(cancellation);
        // What was composed before is shown and linked, so the log is read before anything is added to it.
        await log.FlushAsync(mailbox, cancellation);
        await fold.RunAsync(mailbox, report, cancellation);
        progress("Looking through new mail");
        await receive.RunAsync(mailbox, report, cancellation);
        await fold.RunAsync(mailbox, report, cancellation);
        await reply.RunAsync(mailbox, cancellation);
        owe.Run();
        await log.FlushAsync(mailbox, cancellation);
        progress("Sending");
        await send.RunAsync(mailbox, report, cancellation);
        progress("Refreshing the Feed folder");
        await fold.RunAsync(mailbox, report, cancellation);
        await feed.RunAsync(mailbox, cancellation);
        return report;
    }

    /// <summary>Reads the log alone, as after a lost view.</summary>
    public async Task<PassReport> FoldAsync(CancellationToken cancellation)
    {
        var report = new PassReport();
        await using var mailbox = await OpenAsync(cancellation);
        await fold.RunAsync(mailbox, report, cancellation);
        return report;
    }

    /// <summary>Sends what was just composed, without looking for new mail.</summary>
    public async Task<PassReport> SendAsync(CancellationToken cancellation)
    {
        var report = new PassReport();
        await using var mailbox = await OpenAsync(cancellation);
        await fold.RunAsync(mailbox, report, cancellation);
        await log.FlushAsync(mailbox, cancellation);
        await send.RunAsync(mailbox, report, cancellation);
        return report;
    }

    /// <summary>Opens the mailbox, and makes folders again that somebody has taken away.</summary>
    private async Task<IMailbox> OpenAsync(CancellationToken cancellation)
    {
        var mailbox = await driver.OpenMailboxAsync(cancellation);
        try
        {
            var there = (await mailbox.ListAsync(cancellation)).Select(folder => folder.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var missing in NodeFolders.All.Where(name => !there.Contains(name))) await mailbox.CreateAsync(missing, cancellation);
            return mailbox;
        }
        catch
        {
            await mailbox.DisposeAsync();
            throw;
        }
    }
}
