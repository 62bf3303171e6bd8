using System.CommandLine;

namespace MailNode.Commands;

/// <summary><c>mailnode show</c>: one thread, whole.</summary>
internal static class ShowCommand
{
    public static Command Create(Running run)
    {
        var id = new Argument<string>("id") { Description = "A post or a comment; the beginning of its id is enough." };
        var command = new Command("show", "Show one post or comment with all below it.") { id };
        command.SetAction((parsed, cancellation) => run.WithNodeAsync(parsed, (node, terminal) =>
        {
            var (packet, thread) = ShownPackets.FindWithThread(node, parsed.GetValue(id)!);
            var entry = thread.Walk().First(one => one.Entry.Id == packet.Packet.Id).Entry;
            if (terminal.Json) terminal.Write(EntryJson.Of(entry, node.Node), OutputSchema.Default.EntryJson);
            EntryText.Tell(terminal, entry, node.Node);
            return Task.FromResult(CommandLine.Done);
        }, cancellation));
        return command;
    }
}
