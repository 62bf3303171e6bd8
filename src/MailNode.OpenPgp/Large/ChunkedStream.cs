using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Large;

/// <summary>A body of version 2, in chunks that are authenticated each and all together (RFC 9580, section 5.13.2). Holds one of them.</summary>
internal sealed class ChunkedStream : BodyStream
{
    private readonly PacketStream packets;
    private readonly Chunks? chunks;
    private readonly byte[] chunk;
    private readonly byte[] plain;
    private long left;
    private bool isBegun;
    private bool isBroken;
    private int at;
    private int filled;

    /// <summary>Begins at a body of <paramref name="bodyLength"/> bytes, which has the header and may be too short for more.</summary>
    public ChunkedStream(PacketStream packets, long bodyLength, ChunkHeader header, SessionKey session)
    {
        this.packets = packets;
        left = bodyLength - ChunkHeader.Length - Chunks.TagLength;
        isBroken = session.Cipher != header.Cipher || left < 0;
        chunks = isBroken ? null : new Chunks(header, session);
        var longest = (int)Math.Clamp(left, Chunks.TagLength, header.ChunkLength + Chunks.TagLength);
        chunk = new byte[longest];
        plain = new byte[longest];
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (at == filled)
            await FillAsync(cancellationToken);
        var count = Math.Min(buffer.Length, filled - at);
        plain.AsMemory(at, count).CopyTo(buffer);
        at += count;
        return count;
    }

    public override async ValueTask<OpenRefusal> CheckAsync(CancellationToken cancellationToken)
    {
        do
            await FillAsync(cancellationToken);
        while (filled > 0);
        if (isBroken || chunks is null)
            return OpenRefusal.IntegrityBroken;
        await BeginAsync(cancellationToken);
        await packets.ReadExactlyAsync(chunk.AsMemory(0, Chunks.TagLength), cancellationToken);
        return chunks.IsEnd(chunk.AsSpan(0, Chunks.TagLength)) ? OpenRefusal.None : OpenRefusal.IntegrityBroken;
    }

    protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(plain);
        chunks?.Dispose();
        packets.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        (at, filled) = (0, 0);
        if (isBroken || chunks is null || left == 0)
            return;
        await BeginAsync(cancellationToken);
        var next = chunk.AsMemory(0, (int)Math.Min(chunk.Length, left));
        await packets.ReadExactlyAsync(next, cancellationToken);
        left -= next.Length;
        var length = next.Length - Chunks.TagLength;
        isBroken = length <= 0 || !chunks.TryOpen(next.Span, plain.AsSpan(0, length));
        filled = isBroken ? 0 : length;
    }

    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (!isBegun)
            await packets.ReadExactlyAsync(new byte[ChunkHeader.Length], cancellationToken);
        isBegun = true;
    }
}
