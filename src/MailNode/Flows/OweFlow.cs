using MailNode.Core.Outbox;
using MailNode.Core.Threads;
using MailNode.Store;

namespace MailNode.Flows;

/// <summary>Composes what the view says the node owes: contacts by invite, hellos, welcomes, relays.</summary>
internal sealed class OweFlow(Node node, Log log)
{
    public void Run()
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
