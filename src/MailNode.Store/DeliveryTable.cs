using MailNode.Core.Packets;
using MailNode.OpenPgp;

namespace MailNode.Store;

/// <summary>Who is to get which packet of ours, and who has: the union of what self.sending and self.sent say.</summary>
public sealed class DeliveryTable
{
    private readonly Database database;

    internal DeliveryTable(Database database) => this.database = database;

    internal void Add(Body body)
    {
        if (body is SelfSendingBody sending)
            foreach (var (send, recipient) in sending.Sends.SelectMany(send => send.Recipients.DefaultIfEmpty("").Select(recipient => (send, recipient))))
                AddSending(send.Packet, recipient, send.Group ?? "");
        if (body is SelfSentBody sent)
            foreach (var outcome in sent.Outcomes)
                AddSent(outcome);
    }

    private void AddSending(string packet, string recipient, string label) => database.Execute("""
        INSERT INTO sending (packet, recipient, label) VALUES ($packet, $recipient, $label)
        ON CONFLICT (packet, recipient) DO UPDATE SET label = max(label, excluded.label)
        """, ("$packet", packet), ("$recipient", recipient), ("$label", label));

    /// <summary>One success outweighs any failure, in whatever order they are told.</summary>
    private void AddSent(SendOutcome outcome) => database.Execute("""
        INSERT INTO sent (packet, recipient, failure) VALUES ($packet, $recipient, $failure)
        ON CONFLICT (packet, recipient) DO UPDATE SET failure = min(failure, excluded.failure)
        """, ("$packet", outcome.Packet), ("$recipient", outcome.Recipient), ("$failure", outcome.Failure ?? ""));

    /// <summary>To whom a packet of ours goes.</summary>
    public IReadOnlySet<Fingerprint> Recipients(PacketId packet) => Fingerprints(
        "SELECT recipient FROM sending WHERE packet = $packet", packet).ToHashSet();

    /// <summary>Who has still to get it.</summary>
    public IReadOnlyList<Fingerprint> Open(PacketId packet) => Fingerprints("""
        SELECT recipient FROM sending AS planned WHERE packet = $packet
          AND NOT EXISTS (SELECT 1 FROM sent WHERE sent.packet = planned.packet AND sent.recipient = planned.recipient)
        ORDER BY recipient
        """, packet);

    /// <summary>Was it ever written down who gets this packet? Without that it is not sent.</summary>
    public bool IsPlanned(PacketId packet) =>
        database.Query("SELECT 1 FROM sending WHERE packet = $packet LIMIT 1", row => true, ("$packet", packet.ToString())).Count > 0;

    /// <summary>The user's own name of the group it went to; null where it went to none.</summary>
    public string? Label(PacketId packet) => database.Query(
        "SELECT max(label) FROM sending WHERE packet = $packet", row => row.IsDBNull(0) ? "" : row.GetString(0), ("$packet", packet.ToString()))
        .FirstOrDefault(label => label.Length > 0);

    /// <summary>Did the delivery of a packet to somebody fail for good?</summary>
    public bool HasFailed(PacketId packet, Fingerprint recipient) => database.Query(
        "SELECT 1 FROM sent WHERE packet = $packet AND recipient = $recipient AND failure <> ''", row => true,
        ("$packet", packet.ToString()), ("$recipient", recipient.ToString())).Count > 0;

    /// <summary>Deliveries that failed for good: packet, recipient, why.</summary>
    public IReadOnlyList<(string Packet, string Recipient, string Failure)> Failed() => database.Query(
        "SELECT packet, recipient, failure FROM sent WHERE failure <> '' ORDER BY packet, recipient",
        row => (row.GetString(0), row.GetString(1), row.GetString(2)));

    private List<Fingerprint> Fingerprints(string sql, PacketId packet) =>
        [.. database.Query(sql, row => Fingerprint.TryParse(row.GetString(0), out var one) ? one : default, ("$packet", packet.ToString()))
            .Where(one => one != default)];
}
