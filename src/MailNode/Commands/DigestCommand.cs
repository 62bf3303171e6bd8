using System.CommandLine;
using MailNode.Configuration;

namespace MailNode.Commands;

/// <summary><c>mailnode digest</c>: what has happened, as a page or as a mail.</summary>
internal static class DigestCommand
{
    public static Command Create(Running run)
    {
        var output = new Option<string?>("--out") { Description = "Write the page to this file.", HelpName = "FILE" };
        var send = new Option<bool>("--send") { Description = "Place what no digest has shown yet in your INBOX." };
        var command = new Command("digest", "Render the feed as an HTML page, or place it in your INBOX as a mail.") { output, send };
        command.SetAction((parsed, cancellation) => run.WithNodeAsync(parsed, async (node, terminal) =>
        {
            if (parsed.GetValue(send) && parsed.GetValue(output) is not null) throw new UserError("Give either --out or --send, not both.", CommandLine.Usage);
            if (parsed.GetValue(send)) return await SendAsync(node, terminal, cancellation);
            var page = node.Digests.RenderFile();
            if (parsed.GetValue(output) is not { } file) terminal.WriteRaw(page);
            else
            {
                await OutputFile.WriteAsync(file, System.Text.Encoding.UTF8.GetBytes(page), cancellation);
                if (terminal.Json) terminal.Write(new DigestJson(Path.GetFullPath(file), false), OutputSchema.Default.DigestJson);
                terminal.Say($"The digest is in {file}.");
            }
            return CommandLine.Done;
        }, cancellation));
        return command;
    }

    private static async Task<int> SendAsync(Flows.RunningNode node, Terminal terminal, CancellationToken cancellation)
    {
        await using var mailbox = await node.Driver.OpenMailboxAsync(cancellation);
        var sent = await node.Digests.SendAsync(mailbox, cancellation);
        if (terminal.Json) terminal.Write(new DigestJson(null, sent), OutputSchema.Default.DigestJson);
        terminal.Say(sent ? "The digest is in your INBOX." : "There is nothing new since the last digest.");
        return CommandLine.Done;
    }
}
