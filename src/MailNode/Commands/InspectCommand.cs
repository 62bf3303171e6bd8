using System.CommandLine;
using MailNode.Core.Inspection;
using MailNode.Mime;

namespace MailNode.Commands;

/// <summary><c>mailnode inspect</c>: mail in files, as the node sees it. Needs no node.</summary>
internal static class InspectCommand
{
    public static Command Create(Running run)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "A mail, a folder of them (a Maildir folder too), or - for standard input.", Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("inspect", "Show mail in files as the node sees it; needs no node and opens nothing.") { files };
        command.SetAction((parsed, cancellation) =>
        {
            var terminal = new Terminal(run.Surroundings.Output, run.Surroundings.Errors, parsed.GetValue(run.Json));
            return InspectAsync(parsed.GetValue(files)!, run.Surroundings.OpenInput, terminal, cancellation);
        });
        return command;
    }

    /// <summary>One file after the other, so that no more than one mail is in memory.</summary>
    private static async Task<int> InspectAsync(string[] names, Func<Stream> openInput, Terminal terminal, CancellationToken cancellation)
    {
        var code = CommandLine.Done;
        foreach (var file in names.SelectMany(MailFile.In))
        {
            try
            {
                var bytes = await MailFile.ReadAsync(file, openInput, cancellation);
                var inspected = bytes is { } mail ? InspectedJson.Of(file, InspectedMail.Of(MimeEntity.Parse(mail))) : InspectedJson.TooLarge(file);
                Show(terminal, inspected);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                code = CommandLine.Failed;
                terminal.Errors.WriteLine(Terminal.Plain($"mailnode: {file} cannot be read: {e.Message}"));
                if (terminal.Json) terminal.Write(new UnreadJson(file, e.Message), InspectionSchema.Default.UnreadJson);
            }
        }

        return code;
    }

    private static void Show(Terminal terminal, InspectedJson mail)
    {
        if (terminal.Json) terminal.Write(mail, InspectionSchema.Default.InspectedJson);
        else InspectedText.Tell(terminal, mail);
    }
}
