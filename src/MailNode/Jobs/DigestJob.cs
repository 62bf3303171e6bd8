using Microsoft.Extensions.Logging;
using Quartz;

namespace MailNode.Jobs;

/// <summary>The digest, on schedule; nothing is sent when there is nothing new.</summary>
[DisallowConcurrentExecution]
internal sealed partial class DigestJob(Worker worker, ILogger<DigestJob> logger) : IJob
{
    public static readonly JobKey Key = new("digest");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await worker.RunAsync(
            async node =>
            {
                await node.CompleteAsync(cancellationToken);
                await using var mailbox = await node.Driver.OpenMailboxAsync(cancellationToken);
                if (await node.Digests.SendAsync(mailbox, cancellationToken)) LogSent();
            },
            cancellationToken);

    [LoggerMessage(EventId = 103, Level = LogLevel.Information, Message = "The digest was placed in INBOX.")]
    private partial void LogSent();
}
