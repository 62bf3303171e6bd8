using MailNode.Core.Contacts;
using MailNode.Core.Outbox;
using MailNode.Core.Threads;
using MailNode.Store;

namespace MailNode.Flows;

/// <summary>Composes what the view says the node owes: contacts by invite, hellos, welcomes, relays, and word of a key that was renewed or taken back.</summary>
internal sealed class OweFlow(Node node, Log log)
{
    public void Run()
    {
        if (!node.IsTakenBack) Answer();
        Tell();
    }

    /// <summary>Friends are told of our certificate as it is now; who has taken their own key back cannot be.</summary>
    public void Tell() => log.Compose(batch =>
    {
        var certificate = Self.TextOf(node.Published);
        var friends = Owed.Untold(node.Book, certificate, node.View.Deliveries.HasFailed, node.Now)
            .Where(friend => node.CertificateOf(friend.Fingerprint) is { IsRevoked: false });
        Owed.Tell(friends, node.Book, node.Self, certificate, batch);
    });

    private void Answer()
    {
        log.Compose(batch => Owed.AdmitInvited(node.Book, batch));
        log.Compose(batch => Owed.Greet(node.Book, node.Self, batch));
        foreach (var root in node.View.Packets.RootsToRelay(node.Self.Fingerprint))
            if (node.View.Packets.Find(root) is { } packet)
                Relay(node.View.ThreadOf(packet));
    }

    private void Relay(ThreadLog thread) => log.Compose(batch =>
    {
        foreach (var one in ThreadFold.Relayable(thread, node.Book, node.Self.Person))
            if (node.View.Packets.Signed(one.Packet.Id) is { } signed)
                Owed.Relay(one, signed, thread, node.Book, batch);
    });
}
