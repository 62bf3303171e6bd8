using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.Core.Outbox;
using MailNode.Mime;
using MailNode.Store;
using MailNode.Transport;

namespace MailNode.Flows;

/// <summary>Reads what is new in the log and puts its packets into the view.</summary>
internal sealed class FoldFlow(Node node)
{
    /// <summary>Mails opened before they are committed together, and their bytes: their files lie in memory until then.</summary>
    private const int Batch = 100;
    private const long BatchBytes = 16 * 1024 * 1024;

    public async Task RunAsync(IMailbox mailbox, PassReport report, CancellationToken cancellation)
    {
        var before = node.View.Packets.Count();
        foreach (var folder in (string[])[NodeFolders.Out, NodeFolders.Archive])
            await FoldAsync(mailbox, folder, report, cancellation);
        node.View.Cursors.IsLogRead = true;
        report.Folded += (int)(node.View.Packets.Count() - before);
    }

    private async Task FoldAsync(IMailbox mailbox, string name, PassReport report, CancellationToken cancellation)
    {
        var state = await mailbox.StatusAsync(name, cancellation);
        var folder = new FolderRef(name, state.UidValidity);
        var after = node.View.Cursors.Get(name, state.UidValidity);
        var uids = new List<uint>();
        await foreach (var summary in mailbox.SummariesAsync(folder, after, [], cancellation))
        {
            if (summary.IsUnreadable) report.Unreadable++;
            else if (summary.Size <= Limits.MailBytes) uids.Add(summary.Uid);
        }
        // Once there are strangers, a process that dies before they were tried again must find them once more.
        var strangers = await FoldAsync(mailbox, folder, uids, report, last => node.View.Cursors.Set(name, folder.UidValidity, last), cancellation);
        await RetryAsync(mailbox, folder, strangers, cancellation);
        if (uids.Count > 0) node.View.Cursors.Set(name, folder.UidValidity, uids[^1]);
    }

    /// <summary>In a log that is read as a whole, a packet may come before the one that brings, or renews, its author's key.</summary>
    private async Task RetryAsync(IMailbox mailbox, FolderRef folder, List<uint> strangers, CancellationToken cancellation)
    {
        for (var known = -1L; strangers.Count > 0 && node.View.Packets.Count() > known;)
        {
            known = node.View.Packets.Count();
            strangers = await FoldAsync(mailbox, folder, strangers, new PassReport(), _ => { }, cancellation);
        }
    }

    /// <summary>Gives the mails that could not be opened yet; tells how far it has come as long as there are none.</summary>
    private async Task<List<uint>> FoldAsync(
        IMailbox mailbox, FolderRef folder, IReadOnlyCollection<uint> uids, PassReport report, Action<uint> folded, CancellationToken cancellation)
    {
        var (entries, files, unopened) = (new List<PacketEntry>(), new List<AttachedFile>(), new List<uint>());
        var (mails, bytes) = (0, 0L);
        await foreach (var mail in mailbox.ReadAsync(folder, uids, Limits.MailBytes, cancellation))
        {
            if (mail.IsUnreadable) report.Unreadable++;
            var openings = Openings(mail.Bytes).ToList();
            if (openings.Any(one => one is Opening.Refused)) unopened.Add(mail.Uid);
            foreach (var genuine in openings.OfType<Opening.Genuine>()) Take(genuine, mail.InternalDate, entries, files);
            bytes += mail.Bytes.Length;
            if (++mails < Batch && bytes < BatchBytes) continue;
            Commit();
            if (unopened.Count == 0) folded(mail.Uid);
        }
        Commit();
        return unopened;

        void Commit()
        {
            node.Add(entries, files);
            entries.Clear();
            files.Clear();
            (mails, bytes) = (0, 0);
        }
    }

    private IEnumerable<Opening> Openings(ReadOnlyMemory<byte> mail) =>
        SealedMail.Find(MimeEntity.Parse(mail)).Select(body => Envelope.Open(body, node.LogKeyring, node.Now));

    private void Take(Opening.Genuine genuine, DateTimeOffset arrived, List<PacketEntry> entries, List<AttachedFile> files)
    {
        var packet = genuine.Packet;
        var relayable = packet.Author != node.Self.Fingerprint && packet.Root is not null && packet.Body is not RelayBody and not MediaBody;
        var signed = relayable ? genuine.Lifted : null;
        entries.Add(new PacketEntry(new LoggedPacket(packet, arrived, Direct: true), signed));
        files.AddRange(genuine.Files);
        if (Envelope.OpenRelayed(packet, node.Now) is Opening.Genuine inner)
        {
            entries.Add(new PacketEntry(new LoggedPacket(inner.Packet, arrived, Direct: false)));
            files.AddRange(inner.Files);
        }
    }
}
