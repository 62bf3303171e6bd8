using MailNode.Flows;
using Microsoft.Extensions.Logging;
using Quartz;

namespace MailNode.Jobs;

/// <summary>One pass, on schedule or because mail came.</summary>
[DisallowConcurrentExecution]
internal sealed partial class SyncJob(Worker worker, ILogger<SyncJob> logger) : IJob
{
    public static readonly JobKey Key = new("sync");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await worker.RunAsync(async node => Log(await node.Pass.RunAsync(_ => { }, cancellationToken)), cancellationToken);

    private void Log(PassReport report)
    {
        if (report is { Received: 0, Folded: 0, Sent: 0, Quarantined: 0, Unreadable: 0, Failed: 0 }) return;
        LogPass(report.Received, report.Folded, report.Sent, report.Quarantined, report.Unreadable, report.Failed);
    }

    [LoggerMessage(EventId = 102, Level = LogLevel.Information,
        Message = "Received {Received} mails, folded {Folded} packets, sent {Sent}, quarantined {Quarantined}, unreadable on the server {Unreadable}, failed {Failed}.")]
    private partial void LogPass(int received, int folded, int sent, int quarantined, int unreadable, int failed);
}
