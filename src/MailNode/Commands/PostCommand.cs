using System.CommandLine;
using MailNode.Configuration;
using MailNode.Core.Packets;
using MailNode.Flows;

namespace MailNode.Commands;

/// <summary><c>mailnode post</c>: writes a post.</summary>
internal static class PostCommand
{
    public static Command Create(Running run)
    {
        var text = new Argument<string>("text") { Description = "What you want to say; - reads it from standard input." };
        var to = new Option<string[]>("--to")
        {
            Description = "friends (the default), public, the name of a group, or addresses of contacts.", AllowMultipleArgumentsPerToken = true,
            HelpName = "friends|public|GROUP|ADDRESS",
        };
        var attach = new Option<string[]>("--attach") { Description = "A file to send along; may be given several times.", HelpName = "FILE" };
        var alt = new Option<string[]>("--alt") { Description = "What the picture shows, for people who cannot see it; one for each --attach.", HelpName = "TEXT" };
        var command = new Command("post", "Write to your friends, to a group, or to somebody.") { text, to, attach, alt };
        command.SetAction((parsed, cancellation) => run.WithNodeAsync(parsed, async (node, terminal) =>
        {
            var files = Files(parsed.GetValue(attach) ?? [], parsed.GetValue(alt) ?? []);
            var words = parsed.GetValue(text) is "-" ? await run.Surroundings.Input.ReadToEndAsync(cancellation) : parsed.GetValue(text)!;
            if (string.IsNullOrWhiteSpace(words) && files.Count == 0) throw new UserError("The post is empty; write some text or attach a file.", CommandLine.Usage);
            var audience = Recipients.Choose(node.Node.Book, parsed.GetValue(to) ?? []);
            var post = node.Writing.Post(words, audience, files);
            return await Written.SendAsync(node, terminal, post, cancellation);
        }, cancellation));
        return command;
    }

    private static List<FileToAttach> Files(string[] paths, string[] alts)
    {
        if (alts.Length > paths.Length) throw new UserError("There are more --alt than --attach; give each file one.", CommandLine.Usage);
        return [.. paths.Select((path, at) => new FileToAttach(Path.GetFileName(path), Read(path), at < alts.Length ? alts[at] : null))];
    }

    private static byte[] Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw new UserError($"There is no file {path}.");
        // Looked at before it is read: a film of many gigabytes must not be taken into memory to learn that it is too large.
        FileToAttach.CheckSize(path, file.Length);
        return File.ReadAllBytes(path);
    }
}
