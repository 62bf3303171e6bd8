namespace MailNode.OpenPgp.Keys;

/// <summary>Wraps a session key for many readers on all processors at once; the packets come in the readers' order, as from one.</summary>
internal static class ParallelWrapping
{
    /// <summary>From so many readers on, the second processor gains more than it takes to wake it.</summary>
    private const int Worthwhile = 4;

    /// <summary>One packet for each reader; <paramref name="wrap"/> is called from several threads.</summary>
    public static IEnumerable<byte[]> InOrder(IReadOnlyList<PublicKeyPacket> readers, Func<PublicKeyPacket, byte[]> wrap)
    {
        if (readers.Count < Worthwhile)
            return readers.Select(wrap);
        var packets = new byte[readers.Count][];
        Parallel.For(0, readers.Count, at => packets[at] = wrap(readers[at]));
        return packets;
    }
}
