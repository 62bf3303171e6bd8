using MailNode.Core.Contacts;
using MailNode.Core.Packets;
using MailNode.Core.Threads;

namespace MailNode.Store;

/// <summary>The feed as the user may see it, folded from the view.</summary>
public sealed class Feed(View view, ContactBook book, Person self)
{
    /// <summary>Roots read at a time: some are not shown, so it may take more than were asked for.</summary>
    private const int Page = 100;

    /// <summary>Threads, newest first.</summary>
    public IEnumerable<Entry> Threads()
    {
        for (var offset = 0; ; offset += Page)
        {
            var roots = view.Packets.Roots(Page, offset);
            foreach (var entry in roots.Select(Fold).OfType<Entry>()) yield return entry;
            if (roots.Count < Page) yield break;
        }
    }

    /// <summary>The thread of a packet; null when it is not shown.</summary>
    public Entry? ThreadOf(Packet packet) => view.Packets.Find(packet.Root ?? packet.Id) is { } root ? Fold(root) : null;

    private Entry? Fold(LoggedPacket root) => ThreadFold.Fold(view.ThreadOf(root), book, self);
}
