using MailNode.Core.Contacts;
using MailNode.Core.Envelopes;
using MailNode.Core.Outbox;
using MailNode.Core.Packets;
using MailNode.Drivers;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.Store;
using MailNode.Transport;

namespace MailNode.Flows;

/// <summary>
/// Sends what lies in MailNode/Out to whom the log says it goes, and moves to the archive what everybody has. The sealed
/// body is copied unchanged; only its key is wrapped anew for each reader.
/// </summary>
internal sealed class SendFlow(Node node, Log log, IDriver driver)
{
    /// <summary>Mails after which their outcomes are logged.</summary>
    private const int Batch = 50;

    public async Task RunAsync(IMailbox mailbox, PassReport report, CancellationToken cancellation)
    {
        var state = await mailbox.StatusAsync(NodeFolders.Out, cancellation);
        var folder = new FolderRef(NodeFolders.Out, state.UidValidity);
        var waiting = await ReadOutAsync(mailbox, folder, cancellation);
        var mails = Mailing.Pack(Due(waiting));
        foreach (var batch in mails.Chunk(Batch))
        {
            var isOpen = await SendAsync(batch, waiting, report, cancellation);
            await log.FlushAsync(mailbox, cancellation);
            if (!isOpen) break;
        }
        if (mails.Count > 0) await driver.RestAsync();
        var finished = waiting.Values.Where(one => IsFinished(one.Packet)).Select(one => one.Uid).Distinct().ToList();
        if (finished.Count > 0) await mailbox.MoveAsync(folder, finished, NodeFolders.Archive, cancellation);
    }

    /// <summary>Our own sealed packets in Out; whatever else lies there is left alone.</summary>
    private async Task<Dictionary<PacketId, OutPacket>> ReadOutAsync(IMailbox mailbox, FolderRef folder, CancellationToken cancellation)
    {
        var uids = new List<uint>();
        // Where the server cannot expunge one mail alone, what was archived stays here, flagged: it must not be archived at every pass.
        await foreach (var summary in mailbox.SummariesAsync(folder, 0, [], cancellation))
            if (!summary.Flags.Contains("\\Deleted", StringComparer.OrdinalIgnoreCase)) uids.Add(summary.Uid);
        var packets = new Dictionary<PacketId, OutPacket>();
        await foreach (var mail in mailbox.ReadAsync(folder, uids, Limits.MailBytes, cancellation))
            foreach (var body in SealedMail.Find(MimeEntity.Parse(mail.Bytes)))
                if (Envelope.Open(body, node.Keyring, node.Now) is Opening.Genuine { Packet: var packet } && packet.Author == node.Self.Fingerprint)
                    packets.TryAdd(packet.Id, new OutPacket(packet, mail.Uid, body));
        return packets;
    }

    private bool IsFinished(Packet packet) => PacketTypes.IsSelf(packet.Type)
        || (node.View.Deliveries.IsPlanned(packet.Id) && node.View.Deliveries.Open(packet.Id).Count == 0);

    private IEnumerable<Delivery> Due(Dictionary<PacketId, OutPacket> waiting) =>
        from one in waiting.Values
        from recipient in node.View.Deliveries.Open(one.Packet.Id)
        let attempt = node.Spool.FindAttempt(one.Packet.Id.ToString(), recipient.ToString())
        where attempt is null || RetrySchedule.IsDue(attempt.DueAt, node.Now)
        orderby one.Uid
        select new Delivery(one.Packet.Id, recipient, one.Body.Length);

    /// <summary>False when the way out is closed: the rest waits, and its attempts are not counted.</summary>
    private async Task<bool> SendAsync(Mailing[] batch, Dictionary<PacketId, OutPacket> waiting, PassReport report, CancellationToken cancellation)
    {
        var (outcomes, isOpen) = (new List<SendOutcome>(), true);
        foreach (var mail in batch)
        {
            var transmission = await SendAsync(mail, waiting, cancellation);
            isOpen = !transmission.IsClosed;
            if (transmission.Failure is null) report.Sent += mail.Packets.Count;
            else report.Failed += mail.Packets.Count;
            outcomes.AddRange(mail.Packets.Select(packet => Settle(packet, mail.Recipient, transmission)).OfType<SendOutcome>());
            if (!isOpen) break;
        }
        if (outcomes.Count > 0)
            log.Compose(compose => compose.AddToSelf(new PacketDraft(PacketTypes.SelfSent, new SelfSentBody(outcomes))));
        return isOpen;
    }

    private async Task<Transmission> SendAsync(Mailing mail, Dictionary<PacketId, OutPacket> waiting, CancellationToken cancellation)
    {
        if (node.Book.Find(mail.Recipient) is not { Trust: not Trust.Blocked } contact || node.CertificateOf(mail.Recipient) is not { } certificate)
            return new Transmission("this person is no contact any more, or the key cannot be used", Retry.Never);
        if (!EmailAddress.TryParse(contact.Address, out var address) || !driver.Serves($"mailto:{address}"))
            return new Transmission($"no way is known to reach {contact.Name}", Retry.Never);
        var bodies = new List<byte[]>();
        foreach (var packet in mail.Packets)
            if (Seal.TryRewrap(waiting[packet].Body, node.Key, certificate, anonymous: false, out var rewrapped)) bodies.Add(rewrapped);
        if (bodies.Count < mail.Packets.Count) return new Transmission("the key of this person cannot be used to seal", Retry.Never);
        foreach (var packet in mail.Packets) CountAttempt(packet, mail.Recipient);
        var at = waiting[mail.Packets[0]].Packet.At;
        return await driver.TransmitAsync(log.Mail(bodies, new Address(contact.Name, address), at), address, cancellation);
    }

    /// <summary>Counted before the attempt is made, so that a crash in the middle of it cannot loop.</summary>
    private void CountAttempt(PacketId packet, Fingerprint recipient)
    {
        var made = (node.Spool.FindAttempt(packet.ToString(), recipient.ToString())?.Attempts ?? 0) + 1;
        var due = node.Now + (RetrySchedule.After(made) ?? TimeSpan.Zero);
        node.Spool.SetAttempt(packet.ToString(), recipient.ToString(), new Attempt(made, due, "it was not finished"));
    }

    /// <summary>The outcome to log; null while there will be another attempt.</summary>
    private SendOutcome? Settle(PacketId packet, Fingerprint recipient, Transmission transmission)
    {
        var (id, reader) = (packet.ToString(), recipient.ToString());
        var attempt = node.Spool.FindAttempt(id, reader);
        if (transmission is { Failure: { } failure, Retry: Retry.Later } && RetrySchedule.After(attempt?.Attempts ?? 1) is not null)
        {
            if (attempt is not null) node.Spool.SetAttempt(id, reader, attempt with { LastError = failure });
            return null;
        }
        node.Spool.EndAttempts(id, reader);
        return new SendOutcome(id, reader, transmission.Failure);
    }

    private sealed record OutPacket(Packet Packet, uint Uid, ReadOnlyMemory<byte> Body);
}
