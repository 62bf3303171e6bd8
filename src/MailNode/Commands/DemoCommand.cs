using System.CommandLine;
using MailNode.Configuration;
using MailNode.Demo;

namespace MailNode.Commands;

/// <summary><c>mailnode demo</c>: three nodes on one post office, and a day in their life.</summary>
internal static class DemoCommand
{
    public static Command Create(Running run)
    {
        var dir = new Option<string?>("--dir") { Description = "Where to put it; a new temporary folder if left out.", HelpName = "DIR" };
        var command = new Command("demo", "Show it all with three nodes on this machine; needs no account and no server.") { dir };
        command.SetAction((parsed, cancellation) => run.InAsync(parsed, async (_, terminal) =>
        {
            var place = parsed.GetValue(dir) is { } given ? Path.GetFullPath(given) : Directory.CreateTempSubdirectory("mailnode-demo-").FullName;
            if (Directory.Exists(place) && Directory.EnumerateFileSystemEntries(place).Any())
                throw new UserError($"{place} is not empty; give a new folder with --dir.");
            new DataFolder(place).Create();
            await new Story(place, terminal, run.Surroundings).TellAsync(cancellation);
            return CommandLine.Done;
        }));
        return command;
    }
}
