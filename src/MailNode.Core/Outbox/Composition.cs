using System.Security.Cryptography;
using MailNode.Core.Contacts;
using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.OpenPgp;

namespace MailNode.Core.Outbox;

/// <summary>A packet of ours, written, with whom it goes to and what people read of it.</summary>
/// <param name="Recipients">Empty for what only the log is told.</param>
public sealed record Composed(Packet Packet, IReadOnlyList<Fingerprint> Recipients, IReadOnlyList<AttachedFile> Files);

/// <summary>Where a chain of ours stands.</summary>
/// <param name="Seq">Of its newest packet; 0 for a new chain.</param>
public sealed record ChainTip(string Id, long Seq, PacketId? Last)
{
    public static ChainTip New() => new(Base32.Encode(RandomNumberGenerator.GetBytes(15)), 0, null);
}

/// <summary>
/// Writes a batch of packets: links them into their chains, grants the chain to readers who do not have it yet, and
/// notes who gets what before anything is sent.
/// </summary>
public sealed class Composition(Self self, ContactBook book, Func<string, ChainTip> tipOf, DateTimeOffset now)
{
    private readonly List<Composed> written = [];
    private readonly List<Sending> sendings = [];
    private readonly Dictionary<string, ChainTip> tips = [];
    private readonly HashSet<(string Chain, Fingerprint Reader)> granted = [];

    /// <summary>A packet that only the log is told.</summary>
    public Packet AddToSelf(PacketDraft draft) => Write(draft, [], []);

    /// <summary>A packet for an audience; direct audiences name their readers in it, others get it through their chain.</summary>
    /// <param name="recipients">Whom it is sent to, ourselves left out.</param>
    public Packet Add(PacketDraft draft, AudienceChoice audience, IReadOnlyList<Fingerprint> recipients, IReadOnlyList<AttachedFile>? files = null)
    {
        IReadOnlyList<Fingerprint> others = [.. recipients.Where(one => one != self.Fingerprint).Distinct()];
        var linked = audience.ChainKey is { } key
            ? draft with { Chain = NextLink(key), Audience = audience.Shown }
            : draft with { Readers = others, Audience = audience.Shown };
        if (linked.Chain is { } link) Grant(link, audience.Shown, others);
        var packet = Write(linked, others, files ?? []);
        if (audience.ChainKey is { } chain) tips[chain] = new ChainTip(packet.Chain!.Id, packet.Chain.Seq, packet.Id);
        Note(packet, others, (audience as AudienceChoice.Group)?.Name);
        return packet;
    }

    /// <summary>A packet for one person: hello, welcome, a comment to the thread's owner.</summary>
    public Packet AddDirect(PacketDraft draft, Fingerprint reader) => Add(draft, new AudienceChoice.Direct([reader]), [reader]);

    /// <summary>The batch in the order in which it is put into the log: what says who gets it comes first.</summary>
    public IReadOnlyList<Composed> Finish()
    {
        if (sendings.Count == 0) return written;
        var note = PacketCodec.Write(new PacketDraft(PacketTypes.SelfSending, new SelfSendingBody([.. sendings])), self.Fingerprint, now);
        return [new Composed(note, [], []), .. written];
    }

    private ChainLink NextLink(string key)
    {
        if (!tips.TryGetValue(key, out var tip)) tips[key] = tip = tipOf(key);
        return new ChainLink(tip.Id, tip.Seq + 1, tip.Last);
    }

    /// <summary>One grant per reader: a reader must not learn who the others are.</summary>
    private void Grant(ChainLink link, Audience audience, IEnumerable<Fingerprint> readers)
    {
        foreach (var reader in readers.Where(reader => !book.IsGranted(link.Id, reader) && granted.Add((link.Id, reader))))
            AddDirect(new PacketDraft(PacketTypes.Chain, new ChainBody(link.Id, link.Seq, audience)), reader);
    }

    private Packet Write(PacketDraft draft, IReadOnlyList<Fingerprint> recipients, IReadOnlyList<AttachedFile> files)
    {
        var packet = PacketCodec.Write(draft, self.Fingerprint, now);
        written.Add(new Composed(packet, recipients, files));
        return packet;
    }

    private void Note(Packet packet, IReadOnlyList<Fingerprint> recipients, string? group) =>
        sendings.Add(new Sending(packet.Id.ToString(), [.. recipients.Select(one => one.ToString())], group));
}
