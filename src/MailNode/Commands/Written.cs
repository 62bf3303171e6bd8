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
        var failed = node.Node.View.Deliveries.Failed().Count(one => one.Packet == packet.Id.ToString());
        var sent = node.Node.View.Deliveries.Recipients(packet.Id).Count - waiting - failed;
        if (terminal.Json) terminal.Write(new WrittenJson(packet.Id.ToString(), sent, waiting, failed), OutputSchema.Default.WrittenJson);
        terminal.Say($"{packet.Id}");
        if (failed > 0) terminal.Say($"{failed} will not get it; `mailnode status` says why.");
        terminal.Say((sent, waiting) switch
        {
            (0, 0) when failed == 0 => "Kept in your feed; it has no other readers yet.",
            (_, 0) => $"Sent to {sent}.",
            _ => $"Sent to {sent}; {waiting} will be tried again with the next `mailnode sync`.",
        });
        return CommandLine.Done;
    }
}
