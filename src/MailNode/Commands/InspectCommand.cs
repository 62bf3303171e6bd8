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
        try
        {
            foreach (var file in names.SelectMany(MailFile.In))
            {
                if (!await TryInspectAsync(file, openInput, terminal, cancellation)) code = CommandLine.Failed;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // Nobody reads on, as where the output goes to `head`, or the user has stopped it.
            return CommandLine.Failed;
        }

        return code;
    }

    private static async Task<bool> TryInspectAsync(string file, Func<Stream> openInput, Terminal terminal, CancellationToken cancellation)
    {
        byte[]? bytes;
        try
        {
            bytes = await MailFile.ReadAsync(file, openInput, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            terminal.Errors.WriteLine(Terminal.Plain($"mailnode: {file} cannot be read: {e.Message}"));
            if (terminal.Json) terminal.Write(new UnreadJson(file, e.Message), InspectionSchema.Default.UnreadJson);
            return false;
        }

        Show(terminal, bytes is null ? InspectedJson.TooLarge(file) : InspectedJson.Of(file, InspectedMail.Of(MimeEntity.Parse(bytes))));
        return true;
    }

    private static void Show(Terminal terminal, InspectedJson mail)
    {
        if (terminal.Json) terminal.Write(mail, InspectionSchema.Default.InspectedJson);
        else InspectedText.Tell(terminal, mail);
    }
}
