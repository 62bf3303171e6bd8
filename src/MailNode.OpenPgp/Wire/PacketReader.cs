using System.Buffers.Binary;

namespace MailNode.OpenPgp.Wire;

/// <summary>
/// Walks a sequence of OpenPGP packets (RFC 9580, section 4.2), in both header formats. A length is believed only if the
/// bytes are there, so a lie costs nothing.
/// </summary>
internal ref struct PacketReader(ReadOnlyMemory<byte> rest)
{
    /// <summary>The first piece of a body that comes in pieces has at least so many bytes (RFC 9580, section 4.2.1.4).</summary>
    internal const int LeastFirstPiece = 512;

    /// <summary>
    /// In how many pieces a body may come: each costs time, however short it is. Writers make pieces of 512 bytes and more, of
    /// which the longest message has fewer.
    /// </summary>
    internal const int MostPieces = 1 << 18;

    private ReadOnlyMemory<byte> rest = rest;

    public readonly bool AtEnd => rest.IsEmpty;

    /// <summary>What comes next, without reading it: bodies that come in pieces are copied together when they are read.</summary>
    public readonly bool TryPeek(out PacketTag tag)
    {
        var first = rest.IsEmpty ? 0 : rest.Span[0];
        tag = (PacketTag)((first & 0x40) != 0 ? first & 0x3F : (first >> 2) & 15);
        return (first & 0x80) != 0;
    }

    /// <summary>False at the end, and where the bytes are no packet: ask <see cref="AtEnd"/>.</summary>
    public bool TryNext(out WirePacket packet)
    {
        packet = default;
        if (rest.IsEmpty || (rest.Span[0] & 0x80) == 0)
            return false;
        return (rest.Span[0] & 0x40) != 0 ? TryNew(out packet) : TryOld(out packet);
    }

    private bool TryOld(out WirePacket packet)
    {
        packet = default;
        var span = rest.Span;
        TryPeek(out var tag);
        if ((span[0] & 3) == 3 && !IsData(tag))
            return false;                                  // "to the end" is only for data (section 4.2.2.4)
        var lengthOctets = (span[0] & 3) switch { 0 => 1, 1 => 2, 2 => 4, _ => 0 };
        if (span.Length < 1 + lengthOctets)
            return false;
        long length = lengthOctets switch
        {
            1 => span[1],
            2 => BinaryPrimitives.ReadUInt16BigEndian(span[1..]),
            4 => BinaryPrimitives.ReadUInt32BigEndian(span[1..]),
            _ => span.Length - 1,
        };
        return TryFinish(tag, 1 + lengthOctets, length, out packet);
    }

    private bool TryNew(out WirePacket packet)
    {
        packet = default;
        TryPeek(out var tag);
        if (!TryLength(rest.Span[1..], out var octets, out var length, out var partial))
            return false;
        return partial ? TryJoin(tag, out packet) : TryFinish(tag, 1 + octets, length, out packet);
    }

    private bool TryFinish(PacketTag tag, int header, long length, out WirePacket packet)
    {
        packet = default;
        if (tag == 0 || length > rest.Length - header)
            return false;
        var end = header + (int)length;
        packet = new WirePacket(tag, rest[header..end], rest[..end]);
        rest = rest[end..];
        return true;
    }

    /// <summary>A body in pieces (RFC 9580, section 4.2.1.4): measured first, then copied together once.</summary>
    private bool TryJoin(PacketTag tag, out WirePacket packet)
    {
        packet = default;
        if (!IsData(tag) || !TryMeasure(out var total, out var end))
            return false;
        var body = new byte[total];
        var position = 1;
        for (var written = 0; position < end;)
        {
            TryLength(rest.Span[position..], out var octets, out var length, out _);
            rest.Span.Slice(position + octets, (int)length).CopyTo(body.AsSpan(written));
            written += (int)length;
            position += octets + (int)length;
        }
        packet = new WirePacket(tag, body, rest[..end]);
        rest = rest[end..];
        return true;
    }

    internal static bool IsData(PacketTag tag) =>
        tag is PacketTag.Literal or PacketTag.Compressed or PacketTag.Protected or PacketTag.Unprotected or PacketTag.Aead;

    private readonly bool TryMeasure(out int total, out int end)
    {
        total = 0;
        end = 1;
        var partial = true;
        for (var count = 0; partial; count++)
        {
            if (count == MostPieces || !TryLength(rest.Span[end..], out var octets, out var length, out partial) || length > rest.Length - end - octets
                || (end == 1 && length < LeastFirstPiece))
                return false;
            total += (int)length;
            end += octets + (int)length;
        }
        return true;
    }

    private static bool TryLength(ReadOnlySpan<byte> span, out int octets, out long length, out bool partial)
    {
        (octets, length, partial) = (0, 0, false);
        if (span.IsEmpty)
            return false;
        octets = span[0] switch { < 192 => 1, < 224 => 2, 255 => 5, _ => 1 };
        if (span.Length < octets)
            return false;
        partial = span[0] is >= 224 and < 255;
        length = octets switch
        {
            2 => ((span[0] - 192) << 8) + span[1] + 192,
            5 => BinaryPrimitives.ReadUInt32BigEndian(span[1..]),
            _ => partial ? 1L << (span[0] & 0x1F) : span[0],
        };
        return true;
    }
}
