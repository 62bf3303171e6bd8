namespace MailNode.Core.Packets;

/// <summary>A packet as the log has it: what the fold is computed from.</summary>
/// <param name="Arrived">The earliest internal date of its copies.</param>
/// <param name="Direct">It came sealed by its author; false when only a relay brought it.</param>
public sealed record LoggedPacket(Packet Packet, DateTimeOffset Arrived, bool Direct)
{
    /// <summary>What it is sorted and shown by: never later than the second in which it arrived.</summary>
    public DateTimeOffset SortAt => Clamp(Packet.At, DateTimeOffset.FromUnixTimeSeconds(Arrived.ToUnixTimeSeconds()));

    // Whole seconds, as internal dates are; a difference cannot overflow where a sum could.
    private static DateTimeOffset Clamp(DateTimeOffset at, DateTimeOffset second) => at - second < TimeSpan.FromSeconds(1) ? at : second;

    /// <summary>The later state of two packets about one entity: by revision, then by id.</summary>
    public static LoggedPacket? Latest(IEnumerable<LoggedPacket> packets) =>
        packets.MaxBy(one => (one.Packet.Rev, one.Packet.Id));
}
