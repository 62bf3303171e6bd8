using System.Globalization;
using MailNode.Configuration;
using MailNode.Core.Contacts;
using MailNode.Core.Digests;
using MailNode.Core.Packets;
using MailNode.Core.Text;
using MailNode.Core.Threads;
using MailNode.Flows;

namespace MailNode.Commands;

/// <summary>Posts and comments as lines of a terminal.</summary>
internal static class EntryText
{
    private const int ShortId = 12;

    public static void Tell(Terminal terminal, Entry thread, Node node)
    {
        foreach (var (entry, depth) in thread.Walk()) Tell(terminal, entry, new string(' ', 4 * depth), node);
        terminal.Say("");
    }

    private static void Tell(Terminal terminal, Entry entry, string margin, Node node)
    {
        var at = TimeZoneInfo.ConvertTime(entry.At, node.Clock.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var trust = entry.Author.Trust == Trust.Self ? "you" : entry.Author.Trust.Word();
        terminal.Say($"{margin}{entry.Author.Name} ({trust})  {at}  {AudienceWord(entry.Audience)}{(entry.Edited ? "  edited" : "")}  [{entry.Id.ToString()[..ShortId]}]");
        foreach (var line in (entry.Placeholder ?? PostText.ToPlain(entry.Text)).Split('\n')) terminal.Say($"{margin}  {line}");
        foreach (var one in entry.Attachments) terminal.Say($"{margin}  + {FileLine(one, node)}");
        if (entry.Reactions.Count > 0)
            terminal.Say($"{margin}  {string.Join("  ", entry.Reactions.Select(one => $"{one.Emoji} {one.Author.Name}"))}");
    }

    private static string AudienceWord(Audience audience) => Printable.Line(audience.Label ?? audience.Kind);

    private static string FileLine(Attachment one, Node node)
    {
        var file = node.View.Media.File(one.Sha256);
        var name = $"{FileName.Clean(one.Name, one.Type)} ({EntryModel.SizeWords(one.Size)})";
        return $"{name}{(one.Alt is { } alt ? $" \"{Printable.Line(alt)}\"" : "")}: {(file is null ? "on its way" : node.Media.PathOf(file))}";
    }
}
