using System.CommandLine;
using MailNode.Configuration;

namespace MailNode.Commands;

/// <summary><c>mailnode feed</c>: the threads, newest first.</summary>
internal static class FeedCommand
{
    public static Command Create(Running run)
    {
        var limit = new Option<int>("--limit") { Description = "Threads at most.", DefaultValueFactory = _ => 50, HelpName = "N" };
        var command = new Command("feed", "Read what your friends wrote, newest first.") { limit };
        command.SetAction((parsed, cancellation) => run.WithNodeAsync(parsed, (node, terminal) =>
        {
            if (parsed.GetValue(limit) < 1) throw new UserError("--limit takes a number from 1.", CommandLine.Usage);
            var threads = node.Feed.Threads().Take(parsed.GetValue(limit)).ToList();
            if (terminal.Json) terminal.Write([.. threads.Select(one => EntryJson.Of(one, node.Node))], OutputSchema.Default.ListEntryJson);
            if (threads.Count == 0) terminal.Say("Nothing here yet. `mailnode post` writes something, `mailnode sync` fetches what friends wrote.");
            foreach (var thread in threads) EntryText.Tell(terminal, thread, node.Node);
            return Task.FromResult(CommandLine.Done);
        }, cancellation));
        return command;
    }
}
