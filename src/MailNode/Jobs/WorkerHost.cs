using MailNode.Commands;
using MailNode.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace MailNode.Jobs;

/// <summary>Puts the worker together: schedules, and the watch over INBOX.</summary>
internal static class WorkerHost
{
    /// <summary>How long a pass in progress may take to come to a clean end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(9);

    public static IHost Build(DataFolder folder, Surroundings surroundings, PasswordSource password)
    {
        var builder = NodeSettings.CreateBuilder(folder, surroundings.Variables);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).AddFilter("Quartz", LogLevel.Warning);
        builder.Services.AddSingleton(folder).AddSingleton(surroundings).AddSingleton(password).AddSingleton<Worker>().AddSingleton(surroundings.Clock);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Grace);
        var schedule = builder.Configuration.GetSection(ScheduleOptions.Section).Get<ScheduleOptions>() ?? new ScheduleOptions();
        builder.Services.AddQuartz(quartz => Schedule(quartz, schedule));
        builder.Services.AddQuartzHostedService(quartz => quartz.WaitForJobsToComplete = true);
        builder.Services.AddHostedService<InboxWatch>();
        return builder.Build();
    }

    /// <summary>Runs until the token or a signal says stop, then lets a pass in progress come to an end.</summary>
    public static async Task UntilStoppedAsync(IHost host, CancellationToken cancellation)
    {
        var stopped = new TaskCompletionSource();
        await using (cancellation.Register(stopped.SetResult)) await stopped.Task;
        await host.StopAsync(CancellationToken.None);
    }

    private static void Schedule(IQuartzBuilder quartz, ScheduleOptions schedule)
    {
        quartz.AddJob<SyncJob>(job => job.WithIdentity(SyncJob.Key).StoreDurably());
        quartz.AddTrigger(trigger => trigger.ForJob(SyncJob.Key).WithCronSchedule(schedule.Sync));
        quartz.AddTrigger(trigger => trigger.ForJob(SyncJob.Key).StartNow());
        if (schedule.Digest.Length == 0) return;
        quartz.AddJob<DigestJob>(job => job.WithIdentity(DigestJob.Key));
        quartz.AddTrigger(trigger => trigger.ForJob(DigestJob.Key).WithCronSchedule(schedule.Digest));
    }
}
