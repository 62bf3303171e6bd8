using System.CommandLine;
using MailNode.Configuration;

namespace MailNode.Commands;

/// <summary><c>mailnode comment</c>: answers a post or a comment.</summary>
internal static class CommentCommand
{
    public static Command Create(Running run)
    {
        var id = new Argument<string>("id") { Description = "The post or comment; the beginning of its id is enough." };
        var text = new Argument<string>("text") { Description = "What you want to say; - reads it from standard input." };
        var command = new Command("comment", "Answer a post or a comment.") { id, text };
        command.SetAction((parsed, cancellation) => run.WithNodeAsync(parsed, async (node, terminal) =>
        {
            var words = parsed.GetValue(text) is "-" ? await run.Surroundings.Input.ReadToEndAsync(cancellation) : parsed.GetValue(text)!;
            if (string.IsNullOrWhiteSpace(words)) throw new UserError("The comment is empty; write some text.", CommandLine.Usage);
            var about = ShownPackets.Find(node, parsed.GetValue(id)!);
            return await Written.SendAsync(node, terminal, node.Writing.Comment(about, words), cancellation);
        }, cancellation));
        return command;
    }
}
