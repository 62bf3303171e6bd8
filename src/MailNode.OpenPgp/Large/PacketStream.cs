using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Large;

/// <summary>
/// Walks a sequence of packets that comes by in pieces, by the rules of <see cref="PacketReader"/>. That a packet is whole
/// is known when its body was read to the end.
/// </summary>
internal sealed class PacketStream(Stream source) : IDisposable
{
    private const long ToTheEnd = long.MaxValue;
    private const int LongestHeader = 6;
    private readonly byte[] buffer = new byte[16 << 10];
    private readonly byte[] header = new byte[LongestHeader];
    private int headerLength;
    private int pieces;
    private int at;
    private int filled;
    private long left;
    private bool isPartial;
    private bool isBroken;

    public PacketTag Tag { get; private set; }

    /// <summary>How much of the body was read.</summary>
    public long BodyLength { get; private set; }

    /// <summary>Was the body read to its end, and was all of it there?</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Once there is no next packet: because they are over, and not because of something that is none?</summary>
    public bool AtEnd { get; private set; }

    /// <summary>Reads past what is left of this packet, and the head of the next one.</summary>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        await DrainAsync(cancellationToken);
        (headerLength, pieces, BodyLength, isPartial) = (0, 0, 0, false);
        if (isBroken)
            return false;
        var first = await HeaderByteAsync(cancellationToken);
        AtEnd = first < 0;
        isBroken = first < 0x80 || !((first & 0x40) != 0 ? await NewAsync(first, cancellationToken) : await OldAsync(first, cancellationToken)) || Tag == 0;
        IsWhole = false;
        return !isBroken;
    }

    /// <summary>The next bytes of the body; 0 at its end, or where the rest of it is missing.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (destination.IsEmpty || !await HasMoreAsync(cancellationToken))
            return 0;
        var taken = Take(destination.Length);
        taken.CopyTo(destination);
        return taken.Length;
    }

    /// <summary>For a body that is known to have so much.</summary>
    public async ValueTask ReadExactlyAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        for (int read; !destination.IsEmpty; destination = destination[read..])
        {
            read = await ReadAsync(destination, cancellationToken);
            if (read == 0)
                throw new InvalidOperationException("A body that was measured has become shorter.");
        }
    }

    /// <summary>The whole packet, of a body longer than <paramref name="most"/> one byte more than that; null if it is not whole.</summary>
    public async ValueTask<WirePacket?> HoldAsync(int most, CancellationToken cancellationToken)
    {
        var head = header[..headerLength];
        using var held = new WireWriter(256);
        held.Bytes(head);
        while (held.Length <= head.Length + most && await HasMoreAsync(cancellationToken))
            held.Bytes(Take(head.Length + most + 1 - held.Length).Span);
        await DrainAsync(cancellationToken);
        var whole = held.ToArray();
        return IsWhole ? new WirePacket(Tag, whole.AsMemory(head.Length), whole) : null;
    }

    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        while (!IsWhole && await HasMoreAsync(cancellationToken))
            Take(int.MaxValue);
    }

    /// <summary>Is there another byte of the body? Sees to it that it is in the buffer.</summary>
    public async ValueTask<bool> HasMoreAsync(CancellationToken cancellationToken)
    {
        while (left == 0 && isPartial && !isBroken)
            isBroken = ++pieces == PacketReader.MostPieces || !await LengthAsync(cancellationToken);
        if (left == 0 || isBroken)
        {
            IsWhole = !isBroken;
            return false;
        }
        if (await FillAsync(cancellationToken))
            return true;
        IsWhole = left == ToTheEnd;
        isBroken = !IsWhole;
        left = 0;
        return false;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(buffer);

    private ReadOnlyMemory<byte> Take(int most)
    {
        var taken = buffer.AsMemory(at, (int)Math.Min(Math.Min(filled - at, most), left));
        at += taken.Length;
        left -= left == ToTheEnd ? 0 : taken.Length;
        BodyLength += taken.Length;
        return taken;
    }

    private async ValueTask<bool> OldAsync(int first, CancellationToken cancellationToken)
    {
        Tag = (PacketTag)((first >> 2) & 15);
        var octets = (first & 3) switch { 0 => 1, 1 => 2, 2 => 4, _ => 0 };
        left = octets == 0 ? ToTheEnd : await NumberAsync(octets, cancellationToken);
        return left >= 0 && (octets > 0 || PacketReader.IsData(Tag));
    }

    private async ValueTask<bool> NewAsync(int first, CancellationToken cancellationToken)
    {
        Tag = (PacketTag)(first & 0x3F);
        return await LengthAsync(cancellationToken)
            && (!isPartial || (PacketReader.IsData(Tag) && left >= PacketReader.LeastFirstPiece));
    }

    /// <summary>A length in the new format, of a body or of its next piece.</summary>
    private async ValueTask<bool> LengthAsync(CancellationToken cancellationToken)
    {
        var first = await HeaderByteAsync(cancellationToken);
        isPartial = first is >= 224 and < 255;
        left = first switch
        {
            < 192 => first,
            < 224 => await NumberAsync(1, cancellationToken) is >= 0 and var second ? ((first - 192) << 8) + second + 192 : -1,
            255 => await NumberAsync(4, cancellationToken),
            _ => 1L << (first & 0x1F),
        };
        return left >= 0;
    }

    private async ValueTask<long> NumberAsync(int octets, CancellationToken cancellationToken)
    {
        long number = 0;
        for (; octets > 0; octets--)
        {
            var next = await HeaderByteAsync(cancellationToken);
            if (next < 0)
                return -1;
            number = (number << 8) | (uint)next;
        }
        return number;
    }

    private async ValueTask<int> HeaderByteAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(cancellationToken))
            return -1;
        if (headerLength < LongestHeader)
            header[headerLength++] = buffer[at];
        return buffer[at++];
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (at == filled)
            (at, filled) = (0, await source.ReadAsync(buffer, cancellationToken));
        return filled > 0;
    }
}

/// <summary>The body of the packet at which a walk stands, to be unpacked.</summary>
internal sealed class PacketBody(PacketStream packets) : ForwardStream
{
    /// <summary>What was thrown where the bytes come from, to be told from what the inflater throws about them.</summary>
    public Exception? Fault { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await packets.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            Fault = e;
            throw;
        }
    }
}
