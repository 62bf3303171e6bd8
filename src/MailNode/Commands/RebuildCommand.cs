using System.CommandLine;
using MailNode.Configuration;
using MailNode.Store;

namespace MailNode.Commands;

/// <summary><c>mailnode rebuild</c>: the view, folded again from the mailbox.</summary>
internal static class RebuildCommand
{
    public static Command Create(Running run)
    {
        var command = new Command("rebuild", "Drop the view and fold the mailbox again; what you see stays the same.");
        command.SetAction((parsed, cancellation) => run.InAsync(parsed, async (folder, terminal) =>
        {
            var password = run.PasswordOf(Account.Load(folder));
            // Opened once before: a folder that is no node, or a mailbox that is out of reach, must not cost the view.
            await using (var before = await run.OpenAsync(folder, password, cancellation))
            {
                await using var mailbox = await before.Driver.OpenMailboxAsync(cancellation);
                await before.Log.FlushAsync(mailbox, cancellation);
                before.Node.View.Dispose();
                View.Drop(folder.ViewFile);
            }
            await using var node = await run.OpenAsync(folder, password, cancellation);
            await terminal.WaitingAsync(progress =>
            {
                progress("Folding the mailbox");
                return node.Pass.FoldAsync(cancellation);
            });
            var count = node.Node.View.Packets.Count();
            if (terminal.Json) terminal.Write(new RebuildJson(count), OutputSchema.Default.RebuildJson);
            terminal.Say($"The view is made again from {count} packets.");
            return CommandLine.Done;
        }));
        return command;
    }
}
