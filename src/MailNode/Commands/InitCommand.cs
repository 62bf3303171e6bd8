using System.CommandLine;
using MailNode.Configuration;
using MailNode.Flows;
using MailNode.Mime;

namespace MailNode.Commands;

/// <summary><c>mailnode init</c>: makes a node of an account.</summary>
internal static class InitCommand
{
    public static Command Create(Running run)
    {
        var options = new AccountArguments();
        var name = new Option<string?>("--name") { Description = "Your name, as your friends will see it." };
        var command = new Command("init", "Make a node of a mail account: find its servers, test the login, make the folders and the key, show an invite.") { name };
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => run.InAsync(parsed, async (folder, terminal) =>
        {
            var account = options.Account(parsed, parsed.GetValue(name));
            if (folder.HasAccount)
                throw new UserError($"{folder.Path} already belongs to the node {Account.Load(folder).Address}. Use another folder with --data for another account.");
            var servers = await AccountServers.FindAsync(run, account, options.HasAgreed(parsed), terminal, cancellation);
            var password = run.PasswordOf(account);
            var made = await terminal.WaitingAsync(progress => servers.LogInAsync(
                one => InitFlow.RunAsync(folder, one, password, run.Surroundings.Clock, run.Surroundings.Transcript, progress, cancellation)), password.AsksPerson);
            await using var node = await run.OpenAsync(folder, password, cancellation);
            var invite = await InviteCommand.NewAsync(node, terminal, cancellation);
            if (terminal.Json) terminal.Write(new InitJson(account.Address, made.Fingerprint, invite.Link, invite.Expires, made.RecoveryCode), OutputSchema.Default.InitJson);
            Tell(terminal, account, made, invite);
            return CommandLine.Done;
        }));
        return command;
    }

    private static void Tell(Terminal terminal, Account account, InitFlow.Made made, InviteCommand.NewInvite invite)
    {
        terminal.Say($"{account.Address} is a node now. Its key has the fingerprint {made.Fingerprint}.");
        if (made.UserIds.Count > 1) terminal.Say($"The key names {string.Join("; ", made.UserIds.Select(Printable.Line))}.");
        terminal.Say("");
        terminal.Say(account.Copies switch
        {
            Copies.Off => "No readable copies are kept: read with `mailnode feed`.",
            Copies.Sealed => "The folder MailNode/Feed gets copies sealed to your key, for mail clients that know OpenPGP.",
            _ => "The folder MailNode/Feed and the digest get plain copies of what your friends write, which your mail provider could read. "
                + "`--copies sealed` or `--copies off` at init keeps them from it.",
        });
        terminal.Say("");
        InviteCommand.Tell(terminal, invite);
        terminal.Say("");
        terminal.Say($"Recovery code:  {made.RecoveryCode}");
        terminal.Say("Write it on paper. With it and this mailbox, `mailnode restore` brings everything back on another machine.");
    }
}
