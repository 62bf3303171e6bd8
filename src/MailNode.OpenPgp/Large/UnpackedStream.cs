using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Large;

/// <summary>What a compressed packet unpacks to, as far as it may: it ends, with a fault, where that is too much or damaged.</summary>
internal sealed class UnpackedStream : ForwardStream
{
    private readonly PacketBody packed;
    private readonly Stream unpacking;
    private readonly byte[] piece = new byte[PinnedSource.PieceLength];
    private readonly int most;
    private long unpacked;
    private int at;
    private int filled;

    private UnpackedStream(PacketBody packed, Stream unpacking, int most)
    {
        this.packed = packed;
        this.unpacking = unpacking;
        this.most = most;
    }

    public OpenRefusal Fault { get; private set; }

    /// <summary>Null if the packet is empty, or compressed in a way that is not read.</summary>
    public static async ValueTask<UnpackedStream?> OpenAsync(PacketStream packets, int most, CancellationToken cancellationToken)
    {
        var algorithm = new byte[1];
        if (await packets.ReadAsync(algorithm, cancellationToken) == 0)
            return null;
        var packed = new PacketBody(packets);
        return Unpacking.Open(algorithm[0], packed) is { } unpacking ? new UnpackedStream(packed, unpacking, most) : null;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (at == filled)
            await FillAsync(cancellationToken);
        var count = Math.Min(buffer.Length, filled - at);
        piece.AsMemory(at, count).CopyTo(buffer);
        at += count;
        return count;
    }

    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        do
            await FillAsync(cancellationToken);
        while (filled > 0);
    }

    protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(piece);
        unpacking.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        (at, filled) = (0, 0);
        if (Fault != OpenRefusal.None)
            return;
        try
        {
            filled = await unpacking.ReadAsync(piece, cancellationToken);
        }
        catch (Exception e) when (Unpacking.IsDamage(e, packed.Fault))
        {
            Fault = OpenRefusal.Malformed;
        }
        unpacked += filled;
        if (unpacked <= most)
            return;
        Fault = OpenRefusal.CompressionLimit;
        filled = 0;
    }
}
