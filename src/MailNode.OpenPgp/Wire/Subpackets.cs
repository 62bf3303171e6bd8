namespace MailNode.OpenPgp.Wire;

/// <summary>The subpackets of a signature as they stand there (RFC 9580, section 5.2.3.7), for signatures that take them over.</summary>
internal static class Subpackets
{
    public const int CriticalBit = 0x80;

    /// <summary>Type (with the critical bit) and content of each hashed subpacket, in their order, of a signature that was parsed.</summary>
    public static IEnumerable<(int Type, ReadOnlyMemory<byte> Content)> Hashed(SignaturePacket signature)
    {
        // Version 6 has the length of the area in four octets.
        var area = signature.HashedPart[(signature.HashedPart.Span[0] == 4 ? 6 : 8)..];
        while (!area.IsEmpty)
        {
            var (start, length) = Length(area.Span);
            yield return (area.Span[start], area.Slice(start + 1, length - 1));
            area = area[(start + length)..];
        }
    }

    private static (int Start, int Length) Length(ReadOnlySpan<byte> area) => area[0] switch
    {
        < 192 => (1, area[0]),
        255 => (5, (int)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(area[1..])),
        var first => (2, ((first - 192) << 8) + area[1] + 192),
    };
}
