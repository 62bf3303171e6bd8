using System.CommandLine;
using MailNode.Configuration;
using MailNode.Flows;

namespace MailNode.Commands;

/// <summary><c>mailnode restore</c>: a node, back from its mailbox.</summary>
internal static class RestoreCommand
{
    public static Command Create(Running run)
    {
        var options = new AccountArguments();
        var name = new Option<string?>("--name") { Description = "Your name, as your friends see it." };
        var code = new Option<string?>("--code") { Description = "The recovery code (else MAILNODE_RECOVERY_CODE, else asked for)." };
        var command = new Command("restore", "Bring a node back on a new machine, from its mailbox and its recovery code.") { name, code };
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => run.InAsync(parsed, async (folder, terminal) =>
        {
            var account = options.Account(parsed, parsed.GetValue(name));
            if (folder.HasAccount)
                throw new UserError($"{folder.Path} already belongs to the node {Account.Load(folder).Address}. Use another folder with --data.");
            var servers = await AccountServers.FindAsync(run, account, options.HasAgreed(parsed), terminal, cancellation);
            var given = parsed.GetValue(code) ?? run.Surroundings.Environment("MAILNODE_RECOVERY_CODE") ?? await AskAsync(run, terminal, cancellation);
            var password = run.PasswordOf(account);
            var fingerprint = await servers.LogInAsync(
                one => RestoreFlow.RunAsync(folder, one, parsed.GetValue(name) is not null, given, password, run.Surroundings.Clock, run.Surroundings.Transcript, cancellation));
            await using var node = await run.OpenAsync(folder, password, cancellation);
            await terminal.WaitingAsync(progress =>
            {
                progress("Folding the mailbox");
                return node.Pass.FoldAsync(cancellation);
            });
            var contacts = node.Node.Book.All;
            if (terminal.Json) terminal.Write([.. contacts.Select(one => ContactJson.Of(one, node.Node))], OutputSchema.Default.ListContactJson);
            terminal.Say($"{account.Address} is back, with the key {fingerprint} and {contacts.Count} contacts.");
            return CommandLine.Done;
        }));
        return command;
    }

    private static async Task<string> AskAsync(Running run, Terminal terminal, CancellationToken cancellation)
    {
        await terminal.Errors.WriteAsync("Recovery code: ");
        return await run.Surroundings.Input.ReadLineAsync(cancellation) ?? "";
    }
}
