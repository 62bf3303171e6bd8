using System.Globalization;
using System.Text;
using MailNode.Core.Contacts;
using MailNode.Core.Packets;
using MailNode.Core.Threads;
using MailNode.OpenPgp;

namespace MailNode.Tests.Core.Threads;

/// <summary>
/// A thread as Ana's log has it. Ben and Dara are her friends; Cem is known through Ben alone, Eve is blocked. What others
/// write in Ben's thread came by a relay of his.
/// </summary>
internal sealed class Story
{
    private readonly List<LoggedPacket> rest = [];
    private readonly Fingerprint owner;
    private int clock;

    private Story(LoggedPacket root) => (Root, owner) = (root, root.Packet.Author);

    public LoggedPacket Root { get; }

    public HashSet<Fingerprint> SentTo { get; } = [Pen.Ben, Pen.Dara];

    public IReadOnlyList<LoggedPacket> Rest => rest;

    public static ContactBook Book { get; } = Pen.Book([
        .. Pen.Friend(Pen.Ben), .. Pen.Friend(Pen.Dara), .. Pen.Friend(Pen.Eve), Pen.Decided(Pen.Eve, ContactDecision.Blocked, rev: 2),
        Pen.Granted(Pen.Ben, Pen.BensChain, 1, Pen.Ana), Pen.Granted(Pen.Eve, "eves", 1, Pen.Ana)]);

    public static Story ByBen(string text = "Anyone for tea?") => new(Pen.Log(Pen.Ben, InBensChain(new PacketDraft(PacketTypes.Post, new PostBody(text)))));

    public static Story ByAna(string text = "Anyone for tea?") =>
        new(Pen.Log(Pen.Ana, new PacketDraft(PacketTypes.Post, new PostBody(text)) { Chain = new ChainLink("anas", 1, null), Audience = new Audience(Audience.Friends) }));

    public static Story Of(LoggedPacket root) => new(root);

    public static PacketDraft InBensChain(PacketDraft draft, long seq = 1) =>
        draft with { Chain = new ChainLink(Pen.BensChain, seq, null), Audience = new Audience(Audience.Friends) };

    public LoggedPacket Comment(Fingerprint author, string text, LoggedPacket? on = null, string? origin = null) =>
        Say(author, new PacketDraft(PacketTypes.Comment, new CommentBody(text)) { Origin = origin }, on);

    public LoggedPacket React(Fingerprint author, string emoji, LoggedPacket? on = null, bool lit = true, long rev = 0) =>
        Say(author, new PacketDraft(PacketTypes.Reaction, new ReactionBody(emoji, lit)) { Rev = rev }, on);

    public LoggedPacket Edit(Fingerprint author, LoggedPacket what, string text, long rev = 1) =>
        Say(author, new PacketDraft(PacketTypes.Edit, new EditBody(text)) { Rev = rev }, what);

    public LoggedPacket Delete(Fingerprint author, LoggedPacket what) => Say(author, new PacketDraft(PacketTypes.Delete, new DeleteBody()), what);

    /// <summary>What they wrote, as it reaches Ana: her own, the owner's in the owner's chain, to her thread directly, else by a relay.</summary>
    public LoggedPacket Say(Fingerprint author, PacketDraft draft, LoggedPacket? about)
    {
        var placed = draft with { Root = Root.Packet.Id, About = (about ?? Root).Packet.Id };
        if (author == Pen.Ana || owner == Pen.Ana) return Add(Pen.Log(author, placed with { Readers = author == Pen.Ana ? [] : [Pen.Ana] }, ++clock));
        if (author == owner) return Add(Pen.Log(author, InBensChain(placed, ++clock), clock));
        var said = Add(Pen.Log(author, placed with { Readers = [owner] }, ++clock, direct: false));
        Relay(said, Pen.Ben);
        return said;
    }

    public LoggedPacket Relay(LoggedPacket said, Fingerprint by, string? name = null) => Add(Pen.Log(by, InBensChain(
        new PacketDraft(PacketTypes.Relay, new RelayBody(name ?? $"{said.Packet.Author.ToString()[0]}.", Pen.Key, "", ""))
            { About = said.Packet.Id, Root = Root.Packet.Id }, ++clock), clock));

    public LoggedPacket Add(LoggedPacket one)
    {
        rest.Add(one);
        return one;
    }

    public Entry? Fold(IReadOnlyList<LoggedPacket>? order = null, ContactBook? book = null, string? group = null) =>
        ThreadFold.Fold(new ThreadLog(Root, order ?? rest, SentTo, group), book ?? Book, Pen.Self);

    public IReadOnlyList<PacketId> Owed(ContactBook? book = null) =>
        [.. ThreadFold.Relayable(new ThreadLog(Root, rest, SentTo, null), book ?? Book, Pen.Self).Select(one => one.Packet.Id)];

    /// <summary>What stands below the root, a line each, indented.</summary>
    public string Told(IReadOnlyList<LoggedPacket>? order = null, ContactBook? book = null)
    {
        if (Fold(order, book) is not { } thread) return "nothing";
        var told = new StringBuilder();
        foreach (var (entry, depth) in thread.Walk())
        {
            told.Append(' ', depth).Append(CultureInfo.InvariantCulture, $"{entry.Author.Name}: {entry.Placeholder ?? entry.Text}{(entry.Edited ? " (edited)" : "")}");
            foreach (var reaction in entry.Reactions) told.Append(CultureInfo.InvariantCulture, $" {reaction.Emoji}{reaction.Author.Name}");
            told.Append('\n');
        }
        return told.ToString().TrimEnd('\n');
    }

    /// <summary>All of it, to be compared.</summary>
    public string Dump(IReadOnlyList<LoggedPacket> order) => Fold(order) is { } thread
        ? string.Join('\n', thread.Walk().Select(one => $"{one.Depth} {one.Entry with { Reactions = [], Comments = [], Attachments = [] }} {string.Join(' ', one.Entry.Reactions)} {string.Join(' ', one.Entry.Attachments)}"))
        : "nothing";
}
