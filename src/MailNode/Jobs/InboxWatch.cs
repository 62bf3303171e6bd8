using MailNode.Commands;
using MailNode.Configuration;
using MailNode.Drivers;
using MailNode.Transport;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace MailNode.Jobs;

/// <summary>Waits on INBOX with a connection of its own and asks for a pass as soon as something comes.</summary>
internal sealed partial class InboxWatch(
    DataFolder folder, Surroundings surroundings, PasswordSource password, ISchedulerFactory schedulers, ILogger<InboxWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WatchAsync(() => pause = FirstPause, stoppingToken);
            }
            catch (Exception e) when (e is MailException or UserError or IOException)
            {
                var refused = e is MailException { Problem: MailProblem.LoginRefused or MailProblem.TokenRefused };
                var asked = (e as MailException)?.After ?? TimeSpan.Zero;
                LogLost(e is MailException mail ? MailErrorWords.Explain(mail) : e.Message);
                await Task.Delay(refused ? LongestPause : asked > pause ? asked : pause, surroundings.Clock, stoppingToken);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            }
        }
    }

    private async Task WatchAsync(Action connected, CancellationToken cancellation)
    {
        await using var driver = DriverChoice.For(Account.Load(folder), password, surroundings.Clock, surroundings.Transcript);
        await using var mailbox = await driver.OpenMailboxAsync(cancellation);
        var scheduler = await schedulers.GetScheduler(cancellation);
        connected();
        while (!cancellation.IsCancellationRequested)
            if (await mailbox.WaitAsync("INBOX", Wait, cancellation)) await scheduler.TriggerJob(SyncJob.Key, cancellation);
    }

    [LoggerMessage(EventId = 104, Level = LogLevel.Warning, Message = "The watch over INBOX was interrupted: {Reason}")]
    private partial void LogLost(string reason);
}
