using System.CommandLine;
using MailNode.Configuration;
using MailNode.Jobs;

namespace MailNode.Commands;

/// <summary><c>mailnode run</c>: the worker.</summary>
internal static class RunCommand
{
    public static Command Create(Running run)
    {
        var command = new Command("run", "The worker: syncs on its schedule and as soon as mail comes, until it is told to stop.");
        command.SetAction((parsed, cancellation) => run.InAsync(parsed, async (folder, terminal) =>
        {
            var account = Account.Load(folder);
            using var only = folder.LockWorker();
            var password = PasswordSource.Of(account, run.Surroundings.Environment, run.Surroundings.Clock);
            // Found before anything starts: a worker that nobody watches must not fail over it again and again.
            if (account.PostOffice is null) await password.GetAsync(cancellation);
            using var host = WorkerHost.Build(folder, run.Surroundings, password);
            await host.StartAsync(cancellation);
            terminal.Say("Running. Stop with Ctrl+C or SIGTERM.");
            await WorkerHost.UntilStoppedAsync(host, cancellation);
            return CommandLine.Done;
        }));
        return command;
    }
}
