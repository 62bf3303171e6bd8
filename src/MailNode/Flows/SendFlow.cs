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

    private readonly OutFolder outFolder = new(node);

    public async Task RunAsync(IMailbox mailbox, PassReport report, CancellationToken cancellation)
    {
        await outFolder.RefreshAsync(mailbox, cancellation);
        // What carries the same packet follows one another: its body is fetched and opened once for all its readers.
        var due = Due().ToLookup(one => IsWord(one.Packet));
        var mails = Mailing.Pack(due[true]).Concat(Mailing.Pack(due[false])).OrderBy(mail => outFolder.Waiting[mail.Packets[0]].Uid).ToList();
        try
        {
            foreach (var batch in mails.Chunk(Batch))
            {
                var isOpen = await SendAsync(mailbox, batch, report, cancellation);
                await log.FlushAsync(mailbox, cancellation);
                if (!isOpen) break;
            }
        }
        finally
        {
            outFolder.PutAway();
        }
        if (mails.Count > 0) await driver.RestAsync();
        await outFolder.ArchiveAsync(mailbox, outFolder.Waiting.Values.Where(one => IsFinished(one.Packet)), cancellation);
    }

    private bool IsFinished(Packet packet) => PacketTypes.IsSelf(packet.Type)
        || (node.View.Deliveries.IsPlanned(packet.Id) && node.View.Deliveries.Open(packet.Id).Count == 0);

    private IEnumerable<Delivery> Due() =>
        from one in outFolder.Waiting.Values
        from recipient in node.View.Deliveries.Open(one.Packet.Id)
        let attempt = node.Spool.FindAttempt(one.Packet.Id.ToString(), recipient.ToString())
        where attempt is null || RetrySchedule.IsDue(attempt.DueAt, node.Now)
        orderby one.Uid
        select new Delivery(one.Packet.Id, recipient, one.Size);

    /// <summary>False when the way out is closed: the rest waits, and its attempts are not counted.</summary>
    private async Task<bool> SendAsync(IMailbox mailbox, Mailing[] batch, PassReport report, CancellationToken cancellation)
    {
        var (outcomes, isOpen) = (new List<SendOutcome>(), true);
        foreach (var mail in batch)
        {
            var transmission = await SendAsync(mailbox, mail, cancellation);
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

    private async Task<Transmission> SendAsync(IMailbox mailbox, Mailing mail, CancellationToken cancellation)
    {
        if (node.IsTakenBack && !mail.Packets.All(IsWord)) return new Transmission("your key was taken back, so this is not sent any more", Retry.Never);
        if (node.Book.Find(mail.Recipient) is not { Trust: not Trust.Blocked } contact || node.CertificateOf(mail.Recipient) is not { } certificate)
            return new Transmission("this person is no contact any more, or the key cannot be used", Retry.Never);
        if (!EmailAddress.TryParse(contact.Address, out var address) || !driver.Serves($"mailto:{address}"))
            return new Transmission($"no way is known to reach {contact.Name}", Retry.Never);
        if (certificate.IsRevoked) return new Transmission($"{contact.Name} has taken this key back: ask for a new invite", Retry.Never);
        // Its owner renews an expired one: that word may be on its way.
        if (SealingTime(certificate, mail) is not { } time)
        {
            foreach (var packet in mail.Packets) CountAttempt(packet, mail.Recipient);
            return new Transmission($"the key of {contact.Name} has expired or cannot be used to seal", Retry.Later);
        }
        var bodies = new List<byte[]>();
        foreach (var packet in mail.Packets)
        {
            if (await outFolder.BodyAsync(mailbox, packet, cancellation) is not { } body)
                return new Transmission("the packet is not in MailNode/Out any more", Retry.Later);
            if (body.TryWrap(certificate, anonymous: false, time, out var wrapped)) bodies.Add([.. wrapped, .. body.Bytes.Span]);
        }
        foreach (var packet in mail.Packets) CountAttempt(packet, mail.Recipient);
        var at = outFolder.Waiting[mail.Packets[0]].Packet.At;
        return await driver.TransmitAsync(log.Mail(bodies, new Address(contact.Name, address), at), address, cancellation);
    }

    /// <summary>
    /// The time at which the key is good: now, or null. Word of our own renewal, which holds no secret, goes to one that has
    /// ended too: else two nodes that slept for years would wait for each other for ever.
    /// </summary>
    private DateTimeOffset? SealingTime(Certificate certificate, Mailing mail)
    {
        var now = node.Now;                 // read once: it moves on
        var last = certificate.LastEncryptionTime(now);
        return last == now || mail.Packets.All(IsWord) ? last : null;
    }

    /// <summary>Word of our own key. Once that is taken back, only what says so: to nodes older than profiles it comes in a hello.</summary>
    private bool IsWord(PacketId packet) => outFolder.Waiting[packet].Packet.Body switch
    {
        ProfileBody profile => !node.IsTakenBack || profile.Certificate == Self.TextOf(node.Published),
        HelloBody hello => node.IsTakenBack && hello.Certificate == Self.TextOf(node.Published),
        _ => false,
    };

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
            var asked = node.Now + (transmission.After ?? TimeSpan.Zero);
            if (attempt is not null) node.Spool.SetAttempt(id, reader, attempt with { DueAt = asked > attempt.DueAt ? asked : attempt.DueAt, LastError = failure });
            return null;
        }
        node.Spool.EndAttempts(id, reader);
        return new SendOutcome(id, reader, transmission.Failure);
    }
}
