using MailNode.Core.Packets;
using MailNode.OpenPgp;

namespace MailNode.Core.Outbox;

/// <summary>One packet that one person has still to get.</summary>
/// <param name="Size">Bytes of its sealed body.</param>
public sealed record Delivery(PacketId Packet, Fingerprint Recipient, long Size);

/// <summary>What rides together in one mail: packets that wait for the same person.</summary>
public sealed record Mailing(Fingerprint Recipient, IReadOnlyList<PacketId> Packets)
{
    /// <summary>Bytes of sealed bodies in one mail; a larger body goes alone.</summary>
    private const long MaxBytes = 4 * 1024 * 1024;

    /// <summary>Packs deliveries into mails, in their order.</summary>
    public static IReadOnlyList<Mailing> Pack(IEnumerable<Delivery> deliveries)
    {
        var mails = new List<Mailing>();
        foreach (var waiting in deliveries.GroupBy(one => one.Recipient))
        {
            var packets = new List<PacketId>();
            long size = 0;
            foreach (var one in waiting)
            {
                if (packets.Count > 0 && (size + one.Size > MaxBytes || packets.Count == Envelopes.SealedMail.MaxBodies))
                {
                    mails.Add(new Mailing(waiting.Key, packets));
                    (packets, size) = ([], 0);
                }
                packets.Add(one.Packet);
                size += one.Size;
            }
            mails.Add(new Mailing(waiting.Key, packets));
        }
        return mails;
    }
}
