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
            if (report.Unreadable > 0)
                terminal.Say($"{report.Unreadable} mails could not be read: the server has them and hands them out damaged. They stay where they are; your provider may know more.");
            terminal.Say($"Received {report.Received}, new packets {report.Folded}, sent {report.Sent}, quarantined {report.Quarantined}, failed {report.Failed}.");
            if (report.Failed > 0) await TellFailuresAsync(node, terminal);
            return CommandLine.Done;
        }, cancellation));
        return command;
    }

    /// <summary>What fails for now is tried again by itself, but the reason may be one that only a person can mend.</summary>
    private static async Task TellFailuresAsync(Flows.RunningNode node, Terminal terminal)
    {
        var reasons = node.Node.Spool.Attempts().Select(one => one.Attempt.LastError).Concat(node.Node.View.Deliveries.Failed().Select(one => one.Failure));
        foreach (var reason in reasons.Distinct().Take(5)) await terminal.Errors.WriteLineAsync($"mailnode: {Terminal.Plain(reason)}");
        await terminal.Errors.WriteLineAsync("`mailnode status` says who did not get what.");
    }
}
