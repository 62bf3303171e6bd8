using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.Transport;

namespace MailNode.Flows;

/// <summary>
/// What of our own lies in MailNode/Out. A mail is read when it is first seen; what is kept of it is its packet, and its sealed
/// body is fetched again when somebody is due to get it: attachments for a friend out of reach must not fill the memory.
/// </summary>
internal sealed class OutFolder(Node node)
{
    /// <summary>Bytes of sealed bodies that are kept at hand for their next readers.</summary>
    private const long MostAtHand = 16 * 1024 * 1024;

    private readonly Dictionary<uint, IReadOnlyList<OutPacket>> seen = [];
    private readonly Dictionary<PacketId, OutPacket> waiting = [];
    private readonly Dictionary<PacketId, SealedBody> atHand = [];
    private FolderRef folder;
    private long bytesAtHand;

    /// <summary>Each packet once, however many copies of it lie there.</summary>
    public IReadOnlyDictionary<PacketId, OutPacket> Waiting => waiting;

    /// <summary>Looks what has come and gone; whatever else lies there is left alone.</summary>
    public async Task RefreshAsync(IMailbox mailbox, CancellationToken cancellation)
    {
        var state = await mailbox.StatusAsync(NodeFolders.Out, cancellation);
        if (state.UidValidity != folder.UidValidity) seen.Clear();
        folder = new FolderRef(NodeFolders.Out, state.UidValidity);
        var there = new HashSet<uint>();
        // Where the server cannot expunge one mail alone, what was archived stays here, flagged: it must not be archived at every pass.
        await foreach (var summary in mailbox.SummariesAsync(folder, 0, [], cancellation))
            if (!summary.Flags.Contains("\\Deleted", StringComparer.OrdinalIgnoreCase)) there.Add(summary.Uid);
        foreach (var gone in seen.Keys.Where(uid => !there.Contains(uid)).ToList()) seen.Remove(gone);
        await foreach (var mail in mailbox.ReadAsync(folder, [.. there.Where(uid => !seen.ContainsKey(uid))], Limits.MailBytes, cancellation))
            if (!mail.IsUnreadable) seen[mail.Uid] = Read(mail);
        waiting.Clear();
        foreach (var one in seen.OrderBy(mail => mail.Key).SelectMany(mail => mail.Value)) waiting.TryAdd(one.Packet.Id, one);
    }

    /// <summary>The body of a waiting packet, open to be wrapped for a reader until the next call; null when its mail is gone.</summary>
    public async Task<SealedBody?> BodyAsync(IMailbox mailbox, PacketId id, CancellationToken cancellation)
    {
        if (atHand.TryGetValue(id, out var kept)) return kept;
        if (!waiting.TryGetValue(id, out var one)) return null;
        await foreach (var mail in mailbox.ReadAsync(folder, [one.Uid], Limits.MailBytes, cancellation))
            foreach (var body in SealedMail.Find(MimeEntity.Parse(mail.Bytes)).Skip(one.Place).Take(1))
                return Keep(id, body);
        return null;
    }

    public async Task ArchiveAsync(IMailbox mailbox, IEnumerable<OutPacket> finished, CancellationToken cancellation)
    {
        List<uint> uids = [.. finished.Select(one => one.Uid).Distinct()];
        if (uids.Count > 0) await mailbox.MoveAsync(folder, uids, NodeFolders.Archive, cancellation);
    }

    /// <summary>Wipes the session keys of the bodies at hand.</summary>
    public void PutAway()
    {
        foreach (var body in atHand.Values) body.Dispose();
        atHand.Clear();
        bytesAtHand = 0;
    }

    private List<OutPacket> Read(StoredMessage mail)
    {
        var packets = new List<OutPacket>();
        foreach (var (place, body) in SealedMail.Find(MimeEntity.Parse(mail.Bytes)).Index())
            if (Envelope.Open(body, node.Keyring, node.Now) is Opening.Genuine { Packet: var packet } && packet.Author == node.Self.Fingerprint)
                packets.Add(new OutPacket(packet, mail.Uid, place, body.Length));
        return packets;
    }

    private SealedBody? Keep(PacketId id, ReadOnlyMemory<byte> body)
    {
        if (bytesAtHand + body.Length > MostAtHand) PutAway();
        if (!SealedBody.TryOpen(body, node.Key, out var open)) return null;
        bytesAtHand += body.Length;
        return atHand[id] = open;
    }
}

/// <summary>A packet of ours in MailNode/Out.</summary>
/// <param name="Place">Which of the sealed bodies of its mail it is, from 0.</param>
/// <param name="Size">Bytes of its sealed body.</param>
internal sealed record OutPacket(Packet Packet, uint Uid, int Place, long Size);
