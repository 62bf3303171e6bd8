using System.CommandLine;

namespace MailNode.Commands;

/// <summary><c>mailnode sync</c>: one pass.</summary>
internal static class SyncCommand
{
    public static Command Create(Running run)
    {
        var command = new Command("sync", "One pass: receive, send what is owed, refresh the Feed folder.");
        command.SetAction((parsed, cancellation) => run.WithNodeAsync(parsed, async (node, terminal) =>
        {
            var report = await terminal.WaitingAsync(progress => node.Pass.RunAsync(progress, cancellation));
            if (terminal.Json) terminal.Write(SyncJson.Of(report), OutputSchema.Default.SyncJson);
            terminal.Say($"Received {report.Received}, new packets {report.Folded}, sent {report.Sent}, quarantined {report.Quarantined}, failed {report.Failed}.");
            return CommandLine.Done;
        }, cancellation));
        return command;
    }
}
