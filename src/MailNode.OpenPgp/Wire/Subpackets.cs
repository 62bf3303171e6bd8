namespace MailNode.OpenPgp.Wire;

/// <summary>The subpackets of a signature as they stand there, one after the other (RFC 9580, section 5.2.3.7).</summary>
internal static class Subpackets
{
    /// <summary>Type (with the critical bit) and content of each hashed subpacket, in their order, of a signature that was parsed.</summary>
    public static IEnumerable<(byte Type, ReadOnlyMemory<byte> Content)> Hashed(SignaturePacket signature)
    {
        // Version 6 has the length of the area in four octets.
        var area = signature.HashedPart[(signature.HashedPart.Span[0] == 4 ? 6 : 8)..];
        while (TryNext(ref area, out var type, out var content))
            yield return (type, content);
    }

    /// <summary>Steps over the next one; false at the end of the area, and where the rest of it is none.</summary>
    public static bool TryNext(ref ReadOnlyMemory<byte> area, out byte type, out ReadOnlyMemory<byte> content)
    {
        (type, content) = (0, default);
        var cursor = new ByteCursor(area.Span);
        if (!TryLength(ref cursor, out var length) || length == 0 || length > cursor.Rest.Length)
            return false;
        var start = area.Length - cursor.Rest.Length;
        type = area.Span[start];
        content = area.Slice(start + 1, (int)length - 1);
        area = area[(start + (int)length)..];
        return true;
    }

    private static bool TryLength(ref ByteCursor cursor, out uint length)
    {
        length = 0;
        if (!cursor.TryByte(out var first))
            return false;
        if (first == 255)
            return cursor.TryUInt32(out length);
        length = first;
        if (first < 192)
            return true;
        if (!cursor.TryByte(out var second))
            return false;
        length = (uint)((first - 192) << 8) + second + 192;
        return true;
    }
}
