using MailNode.Configuration;
using MailNode.Core.Packets;
using MailNode.Core.Threads;
using MailNode.Flows;
using MailNode.Store;

namespace MailNode.Commands;

/// <summary>Finds posts and comments by the beginning of their id, among what the user may see.</summary>
internal static class ShownPackets
{
    public static LoggedPacket Find(RunningNode node, string prefix) => FindWithThread(node, prefix).Packet;

    public static (LoggedPacket Packet, Entry Thread) FindWithThread(RunningNode node, string prefix)
    {
        if (prefix.Length == 0 || !prefix.All(char.IsAsciiLetterOrDigit)) throw new UserError($"\"{prefix}\" is no id; `mailnode feed` shows the ids.", CommandLine.Usage);
        var begins = node.Node.View.Packets.FindByPrefix(prefix);
        // Among those that were left out there may be another one that is shown: the wrong post must not get the comment.
        if (begins.Count == PacketTable.MostByPrefix) throw Ambiguous(prefix);
        var found = (from one in begins
                     let thread = node.Feed.ThreadOf(one.Packet)
                     where thread is not null && thread.Walk().Any(shown => shown.Entry.Id == one.Packet.Id)
                     select (one, thread)).ToList();
        return found switch
        {
            [var only] => only,
            [] => throw new UserError($"There is no post or comment whose id begins with \"{prefix}\"; `mailnode feed` shows the ids."),
            _ => throw Ambiguous(prefix),
        };
    }

    private static UserError Ambiguous(string prefix) => new($"Several ids begin with \"{prefix}\"; write more of it.");
}
