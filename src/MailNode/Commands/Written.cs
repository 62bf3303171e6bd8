using MailNode.Core.Packets;
using MailNode.Flows;

namespace MailNode.Commands;

/// <summary>Sends a packet that was just written and says how far it got.</summary>
internal static class Written
{
    public static async Task<int> SendAsync(RunningNode node, Terminal terminal, Packet packet, CancellationToken cancellation)
    {
        await Sending.TrySendAsync(node, terminal, cancellation);
        var waiting = node.Node.View.Deliveries.Open(packet.Id).Count;
        var sent = node.Node.View.Deliveries.Recipients(packet.Id).Count - waiting;
        if (terminal.Json) terminal.Write(new WrittenJson(packet.Id.ToString(), sent, waiting), OutputSchema.Default.WrittenJson);
        terminal.Say($"{packet.Id}");
        terminal.Say((sent, waiting) switch
        {
            (0, 0) => "Kept in your feed; it has no other readers yet.",
            (_, 0) => $"Sent to {sent}.",
            _ => $"Sent to {sent}; {waiting} will be tried again with the next `mailnode sync`.",
        });
        return CommandLine.Done;
    }
}
