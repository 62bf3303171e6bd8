using MailNode.Core.Contacts;
using MailNode.Core.Packets;
using MailNode.Core.Text;

namespace MailNode.Core.Threads;

/// <summary>
/// Makes a thread out of the set of packets about it. Which packets count, and in which state, follows from the set alone:
/// the same set gives the same thread in whatever order it came.
/// </summary>
public sealed class ThreadFold
{
    /// <summary>Comments nested deeper are shown at this depth.</summary>
    public const int MaxDepth = 20;

    private readonly ContactBook book;
    private readonly Person self;
    private readonly ThreadLog log;
    private readonly Dictionary<PacketId, RelayBody> relays;
    private readonly Dictionary<PacketId, PacketId> twins;
    private readonly List<LoggedPacket> admitted;
    private readonly ILookup<PacketId, LoggedPacket> about;

    private ThreadFold(ThreadLog log, ContactBook book, Person self)
    {
        (this.log, this.book, this.self) = (log, book, self);
        relays = log.Rest
            .Where(one => one.Packet is { Body: RelayBody, About: not null } && IsOwners(one.Packet) && IsMeantForUs(one))
            .GroupBy(one => one.Packet.About!.Value)
            .ToDictionary(one => one.Key, one => (RelayBody)LoggedPacket.Latest(one)!.Packet.Body);
        var all = log.Rest.DistinctBy(one => one.Packet.Id).Where(IsAdmitted).ToList();
        var pairs = Twins(all);
        // Twins answer the same; only then is what was said about one about the other, or a thread could run in a circle.
        twins = pairs.Where(one => one.Goes.About == one.Stays.About).ToDictionary(one => one.Goes.Id, one => one.Stays.Id);
        var gone = pairs.Select(one => one.Goes.Id).ToHashSet();
        admitted = [.. all.Where(one => !gone.Contains(one.Packet.Id))];
        about = admitted.Where(one => one.Packet.About is not null).ToLookup(one => Standing(one.Packet.About!.Value));
    }

    /// <summary>The thread as the user may see it; null when its root is not shown: not meant for us, not by a contact, or deleted.</summary>
    public static Entry? Fold(ThreadLog log, ContactBook book, Person self)
    {
        var fold = new ThreadFold(log, book, self);
        return fold.IsShownRoot() ? fold.Thread() : null;
    }

    /// <summary>The comments and reactions on a thread of ours that its other readers may see: what the node owes a relay.</summary>
    public static IEnumerable<LoggedPacket> Relayable(ThreadLog log, ContactBook book, Person self)
    {
        var fold = new ThreadFold(log, book, self);
        return fold.admitted.Where(one => one.Packet.Body is CommentBody or ReactionBody or EditBody or DeleteBody
            && one.Packet.Author != book.Own && !fold.relays.ContainsKey(one.Packet.Id));
    }

    /// <summary>Of packets that two devices made from one mail, the one with the lowest id stays; each of the others with the one that stays.</summary>
    private static List<(Packet Goes, Packet Stays)> Twins(List<LoggedPacket> packets) => [
        .. from one in packets
           where one.Packet.Origin is not null
           group one.Packet by (one.Packet.Author, one.Packet.Type, one.Packet.Origin) into same
           let stays = same.MinBy(packet => packet.Id)!
           from packet in same
           where packet.Id != stays.Id
           select (packet, stays)];

    /// <summary>What was said about a twin that went is about the one that stayed.</summary>
    private PacketId Standing(PacketId id) => twins.GetValueOrDefault(id, id);

    private bool IsShownRoot() =>
        log.Root.Packet.StartsThread && IsMeantForUs(log.Root) && (IsOurs(log.Root.Packet) || book.Find(log.Root.Packet.Author)?.Accepted == true) && !IsDeleted(log.Root.Packet);

    private bool IsOurs(Packet packet) => packet.Author == book.Own;

    private bool IsOwners(Packet packet) => packet.Author == log.Root.Packet.Author;

    private bool IsMeantForUs(LoggedPacket one) => IsOurs(one.Packet) || (one.Direct && book.IsMeantFor(one.Packet, book.Own));

    /// <summary>
    /// Ours; the owner's own, meant for us; on our thread, from somebody it was sent to; else only what the owner relayed.
    /// </summary>
    private bool IsAdmitted(LoggedPacket one)
    {
        if (book.Find(one.Packet.Author)?.Trust == Trust.Blocked) return false;
        if (IsOurs(one.Packet)) return true;
        if (IsOurs(log.Root.Packet)) return IsMeantForUs(one) && log.SentTo.Contains(one.Packet.Author);
        return IsOwners(one.Packet) ? IsMeantForUs(one) : relays.ContainsKey(one.Packet.Id);
    }

    private Entry Thread()
    {
        var shown = admitted.Where(one => IsRemark(one.Packet) && !IsDeleted(one.Packet)).OrderBy(one => one.SortAt).ThenBy(one => one.Packet.Id).ToList();
        return Build(log.Root, shown.ToLookup(ParentOf(shown)));
    }

    /// <summary>What stands in a thread by itself: a comment, or what this version does not understand.</summary>
    private static bool IsRemark(Packet packet) => packet.Body is CommentBody || (packet.Body is UnknownBody && !PacketTypes.IsSelf(packet.Type));

    /// <summary>Where each comment hangs: on what it is about if that is shown, else further up; never deeper than the limit.</summary>
    private Func<LoggedPacket, PacketId> ParentOf(List<LoggedPacket> shown)
    {
        var up = log.Rest.Where(one => IsRemark(one.Packet)).DistinctBy(one => one.Packet.Id).ToDictionary(one => one.Packet.Id, one => one.Packet.About);
        var visible = shown.Select(one => one.Packet.Id).ToHashSet();
        var below = new Dictionary<PacketId, Place>();                      // where an answer to a comment hangs
        return one => Below(one.Packet.About).Parent;

        Place Below(PacketId? answered)
        {
            var line = new Stack<PacketId>();                               // not placed yet, nearest first
            Place? known = null;
            for (var at = answered; at is { } id && up.TryGetValue(Standing(id), out var next); at = next)
            {
                if (below.TryGetValue(Standing(id), out known)) break;
                line.Push(Standing(id));
            }
            var place = known ?? new Place(log.Root.Packet.Id, 1);
            foreach (var id in line)
                below[id] = place = visible.Contains(id) && place.Depth < MaxDepth ? new Place(id, place.Depth + 1) : place;
            return place;
        }
    }

    private sealed record Place(PacketId Parent, int Depth);

    private Entry Build(LoggedPacket one, ILookup<PacketId, LoggedPacket> children)
    {
        var packet = one.Packet;
        var edit = packet.Body is UnknownBody ? null : Edit(packet);
        return new Entry
        {
            Id = packet.Id,
            Type = packet.Type,
            Author = PersonOf(packet),
            At = one.SortAt,
            Audience = Shown(log.Root.Packet.Audience ?? new Audience(Audience.Direct)),
            Text = edit?.Text ?? TextOf(packet.Body),
            Placeholder = packet.Body is UnknownBody ? Placeholder(packet) : null,
            SealedCopies = log.Root.Packet.Readers.Count > 0 || log.Root.Packet.Body is PostBody { Copies: "sealed" },
            Edited = edit is not null,
            Attachments = packet.Attachments,
            Reactions = [.. Reactions(packet.Id)],
            Comments = [.. children[packet.Id].Select(child => Build(child, children))],
        };
    }

    /// <summary>Our own groups are shown to us by our own name of them.</summary>
    private Audience Shown(Audience audience) => audience with { Label = log.Group ?? audience.Label };

    private static string TextOf(Body body) => body switch
    {
        PostBody post => post.Text,
        CommentBody comment => comment.Text,
        _ => "",
    };

    private string Placeholder(Packet packet) =>
        $"{PersonOf(packet).Name} sent something that this version does not understand: {DisplayName.Clean(packet.Type)}";

    private EditBody? Edit(Packet packet) =>
        LoggedPacket.Latest(about[packet.Id].Where(one => one.Packet.Body is EditBody && one.Packet.Author == packet.Author))?.Packet.Body as EditBody;

    /// <summary>By its author, or by the thread's owner.</summary>
    private bool IsDeleted(Packet packet) => about[packet.Id]
        .Any(one => one.Packet.Body is DeleteBody && (one.Packet.Author == packet.Author || IsOwners(one.Packet)));

    private IEnumerable<Reaction> Reactions(PacketId id) =>
        from one in about[id]
        where one.Packet.Body is ReactionBody
        group one by (one.Packet.Author, ((ReactionBody)one.Packet.Body).Emoji) into votes
        let latest = LoggedPacket.Latest(votes)!
        where ((ReactionBody)latest.Packet.Body).On
        orderby latest.SortAt, latest.Packet.Id
        select new Reaction(votes.Key.Emoji, PersonOf(latest.Packet));

    private Person PersonOf(Packet packet)
    {
        if (IsOurs(packet)) return self;
        if (book.Find(packet.Author) is { Accepted: true } contact) return contact.AsPerson;
        var name = relays.GetValueOrDefault(packet.Id)?.Name ?? book.Find(packet.Author)?.Name ?? "";
        return new Person(DisplayName.Clean(name), "", packet.Author, Trust.Introduced);
    }
}
