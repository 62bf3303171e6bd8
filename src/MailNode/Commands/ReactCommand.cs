using System.CommandLine;
using System.Globalization;
using System.Text;
using MailNode.Configuration;

namespace MailNode.Commands;

/// <summary><c>mailnode react</c>: an emoji on a post or a comment.</summary>
internal static class ReactCommand
{
    private const int MaxEmoji = 32;

    public static Command Create(Running run)
    {
        var id = new Argument<string>("id") { Description = "The post or comment; the beginning of its id is enough." };
        var emoji = new Argument<string>("emoji") { Description = "One emoji." };
        var command = new Command("react", "Put an emoji on a post or a comment.") { id, emoji };
        command.SetAction((parsed, cancellation) => run.WithNodeAsync(parsed, async (node, terminal) =>
        {
            var sign = parsed.GetValue(emoji)!.Trim();
            if (new StringInfo(sign).LengthInTextElements != 1 || sign.Length > MaxEmoji || !sign.EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.SpaceSeparator)))
                throw new UserError("A reaction is one emoji, such as 👍.", CommandLine.Usage);
            var about = ShownPackets.Find(node, parsed.GetValue(id)!);
            return await Written.SendAsync(node, terminal, node.Writing.React(about, sign), cancellation);
        }, cancellation));
        return command;
    }
}
