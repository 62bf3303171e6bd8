using System.CommandLine;

namespace MailNode.Commands;

/// <summary>The command line: all commands, and the exit codes 0 done, 1 failed, 2 usage.</summary>
internal static class CommandLine
{
    public const int Done = 0, Failed = 1, Usage = 2;

    public static async Task<int> RunAsync(string[] args, Surroundings surroundings, CancellationToken cancellation = default)
    {
        var parsed = Create(surroundings).Parse(args);
        if (parsed.Errors.Count > 0 && !args.Any(arg => arg is "--help" or "-h" or "-?"))
        {
            foreach (var error in parsed.Errors) await surroundings.Errors.WriteLineAsync($"mailnode: {error.Message}");
            await surroundings.Errors.WriteLineAsync("Run `mailnode --help`, or `mailnode COMMAND --help`, for what can be written.");
            return Usage;
        }
        var configuration = new InvocationConfiguration
        {
            Output = surroundings.Output, Error = surroundings.Errors, EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
        };
        return await parsed.InvokeAsync(configuration, cancellation);
    }

    private static RootCommand Create(Surroundings surroundings)
    {
        var run = new Running(surroundings);
        var root = new RootCommand("MailNode: your email account as a node of a social network that nobody owns.")
        {
            InitCommand.Create(run), RestoreCommand.Create(run),
            InviteCommand.Create(run), AcceptCommand.Create(run), ContactsCommand.Create(run), ConfirmCommand.Create(run), GroupCommand.Create(run),
            PostCommand.Create(run), CommentCommand.Create(run), ReactCommand.Create(run), FeedCommand.Create(run), ShowCommand.Create(run),
            SyncCommand.Create(run), RunCommand.Create(run), StatusCommand.Create(run), DigestCommand.Create(run), RebuildCommand.Create(run),
            KeyCommand.Create(run), InspectCommand.Create(run), DemoCommand.Create(run),
        };
        root.Options.Add(run.Data);
        root.Options.Add(run.Json);
        root.Options.Add(run.Transcript);
        return root;
    }
}
