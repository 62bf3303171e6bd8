using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Large;

/// <summary>What stands before the content in a literal packet: format, file name, date.</summary>
internal static class LiteralHead
{
    private const int DateLength = 4;

    /// <summary>Steps to the content; false if the head is not as <see cref="LiteralPacket"/> wants it.</summary>
    public static async ValueTask<bool> SkipAsync(PacketStream packets, CancellationToken cancellationToken)
    {
        var head = new byte[2 + byte.MaxValue + DateLength];
        var wanted = 2;
        var held = 0;
        while (held < wanted)
        {
            var read = await packets.ReadAsync(head.AsMemory(held, wanted - held), cancellationToken);
            if (read == 0)
                return false;
            held += read;
            if (held == 2)
                wanted = 2 + head[1] + DateLength;
        }
        return LiteralPacket.TryRead(head.AsMemory(0, held), out _);
    }
}
