using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Large;

/// <summary>Takes bytes in pieces and gives them on in another form.</summary>
internal abstract class Sink
{
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Writes what is still held, and the end of this form; what lies below goes on.</summary>
    public abstract ValueTask FinishAsync(CancellationToken cancellationToken);
}

/// <summary>The stream that a message goes to.</summary>
internal sealed class OutputSink(Stream output) : Sink
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => output.WriteAsync(bytes, cancellationToken);

    public override async ValueTask FinishAsync(CancellationToken cancellationToken) => await output.FlushAsync(cancellationToken);
}

/// <summary>Gathers pieces of one length, so that they can be given on as one. Wipes what it held.</summary>
internal abstract class GatheringSink(int length) : Sink, IDisposable
{
    private readonly byte[] held = new byte[length];
    private int count;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            if (count == held.Length)
                await GiveAsync(isLast: false, cancellationToken);
            var part = bytes[..Math.Min(bytes.Length, held.Length - count)];
            part.CopyTo(held.AsMemory(count));
            count += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    public override ValueTask FinishAsync(CancellationToken cancellationToken) => GiveAsync(isLast: true, cancellationToken);

    public virtual void Dispose() => CryptographicOperations.ZeroMemory(held);

    /// <summary>Gives a piece on, which it may change; only the last one may be shorter, or empty.</summary>
    protected abstract ValueTask GiveAsync(Memory<byte> piece, bool isLast, CancellationToken cancellationToken);

    private ValueTask GiveAsync(bool isLast, CancellationToken cancellationToken)
    {
        var piece = held.AsMemory(0, count);
        count = 0;
        return GiveAsync(piece, isLast, cancellationToken);
    }
}

/// <summary>The body of one packet in pieces of 64 KB, each with its own length (RFC 9580, section 4.2.1.4).</summary>
internal sealed class PacketSink(PacketTag tag, Sink below) : GatheringSink(1 << PieceExponent)
{
    private const int PieceExponent = 16;
    private bool isBegun;

    protected override async ValueTask GiveAsync(Memory<byte> piece, bool isLast, CancellationToken cancellationToken)
    {
        using var head = new WireWriter(8);
        if (!isBegun)
            head.Byte(0xC0 | (byte)tag);
        isBegun = true;
        if (isLast)
            head.PacketLength(piece.Length);
        else
            head.Byte(0xE0 | PieceExponent);
        await below.WriteAsync(head.ToArray(), cancellationToken);
        await below.WriteAsync(piece, cancellationToken);
    }
}

/// <summary>Encrypts, with integrity, into the body of a packet of version 1 (RFC 9580, section 5.13.1).</summary>
internal sealed class ProtectedSink : GatheringSink
{
    private readonly SessionKey session;
    private readonly Sink below;
    private readonly byte[] register = new byte[Cfb.BlockLength];
#pragma warning disable CA5350 // the format's integrity check, inside the encryption
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350

    private ProtectedSink(SessionKey session, Sink below)
        : base(PinnedSource.PieceLength)
    {
        this.session = session;
        this.below = below;
    }

    /// <summary>Writes the version and the random start.</summary>
    public static async ValueTask<ProtectedSink> BeginAsync(SessionKey session, Sink below, CancellationToken cancellationToken)
    {
        await below.WriteAsync(new[] { ProtectedBody.Version }, cancellationToken);
        var sink = new ProtectedSink(session, below);
        var prefix = RandomNumberGenerator.GetBytes(Cfb.BlockLength);
        await sink.HashedAsync((byte[])[.. prefix, .. prefix.AsSpan(^2..)], cancellationToken);
        return sink;
    }

    /// <summary>Content, and all that the hash at the end is over.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => HashedAsync(bytes, cancellationToken);

    public override async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        await HashedAsync(ProtectedBody.CodeHeader.ToArray(), cancellationToken);
        await base.WriteAsync(hash.GetHashAndReset(), cancellationToken);
        await base.FinishAsync(cancellationToken);
    }

    public override void Dispose()
    {
        hash.Dispose();
        base.Dispose();
    }

    protected override ValueTask GiveAsync(Memory<byte> piece, bool isLast, CancellationToken cancellationToken)
    {
        Cfb.Encrypt(session.Key, register, piece.Span);
        if (!isLast)
            piece.Span[^register.Length..].CopyTo(register);
        return below.WriteAsync(piece, cancellationToken);
    }

    private ValueTask HashedAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        hash.AppendData(bytes.Span);
        return base.WriteAsync(bytes, cancellationToken);
    }
}

/// <summary>Encrypts, chunk by chunk, into the body of a packet of version 2 (RFC 9580, section 5.13.2).</summary>
internal sealed class ChunkedSink : GatheringSink
{
    private readonly Chunks chunks;
    private readonly Sink below;
    private readonly byte[] chunk = new byte[ChunkHeader.OurChunkLength + Chunks.TagLength];

    private ChunkedSink(Chunks chunks, Sink below)
        : base(ChunkHeader.OurChunkLength)
    {
        this.chunks = chunks;
        this.below = below;
    }

    /// <summary>Writes the header.</summary>
    public static async ValueTask<ChunkedSink> BeginAsync(SessionKey session, Sink below, CancellationToken cancellationToken)
    {
        var header = ChunkHeader.New(session.Cipher);
        using var head = new WireWriter(ChunkHeader.Length);
        header.Write(head);
        await below.WriteAsync(head.ToArray(), cancellationToken);
        return new ChunkedSink(new Chunks(header, session), below);
    }

    public override void Dispose()
    {
        chunks.Dispose();
        base.Dispose();
    }

    protected override async ValueTask GiveAsync(Memory<byte> piece, bool isLast, CancellationToken cancellationToken)
    {
        var next = chunk.AsMemory(0, piece.Length + Chunks.TagLength);
        chunks.Seal(piece.Span, next.Span);
        await below.WriteAsync(next, cancellationToken);
        if (!isLast)
            return;
        chunks.Finish(chunk.AsSpan(0, Chunks.TagLength));
        await below.WriteAsync(chunk.AsMemory(0, Chunks.TagLength), cancellationToken);
    }
}

/// <summary>The text form (RFC 9580, section 6.2).</summary>
internal sealed class ArmorSink(Sink below) : GatheringSink(Armor.LineBytes * PieceLines)
{
    private const string Kind = "PGP MESSAGE";
    private const int PieceLines = 1 << 10;
    private readonly byte[] text = new byte[PieceLines * (Armor.LineBytes / 3 * 4 + 1)];
    private uint sum = Armor.ChecksumStart;
    private bool isBegun;

    protected override async ValueTask GiveAsync(Memory<byte> piece, bool isLast, CancellationToken cancellationToken)
    {
        if (!isBegun)
            await below.WriteAsync(Armor.FirstLines(Kind), cancellationToken);
        isBegun = true;
        sum = Armor.Checksum(sum, piece.Span);
        await below.WriteAsync(text.AsMemory(0, Armor.WriteLines(piece.Span, text)), cancellationToken);
        if (isLast)
            await below.WriteAsync(Armor.LastLines(Kind, sum), cancellationToken);
    }
}
