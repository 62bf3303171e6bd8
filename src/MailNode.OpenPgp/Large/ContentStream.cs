using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Large;

/// <summary>
/// The content of a message that was proven, decrypted a second time while it is read. Ends with an <see cref="IOException"/>
/// if the source is no longer as it was. Owns the source and the session key.
/// </summary>
internal sealed class ContentStream(SealedSource source, SessionKey session, int mostUnpacked, long length) : ForwardStream
{
    private readonly List<IDisposable> layers = [];
    private PacketStream? literal;
    private long left = length;
    private bool isBroken;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (isBroken)
            throw new IOException("The message could not be read to its end.");
        isBroken = true;                                   // unless this goes well
        literal ??= await FindAsync(cancellationToken);
        var read = await literal.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
        if (read == 0 && !buffer.IsEmpty && left > 0)
            throw new InvalidOperationException("Content that was measured has become shorter.");
        left -= read;
        isBroken = false;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        isBroken = true;
        session.Dispose();
        source.Dispose();
        for (var layer = layers.Count - 1; layer >= 0; layer--)
            layers[layer].Dispose();
        layers.Clear();
        base.Dispose(disposing);
    }

    /// <summary>Steps to the content, whose place is known to be right.</summary>
    private async ValueTask<PacketStream> FindAsync(CancellationToken cancellationToken)
    {
        var packets = Layer(await source.DecryptAsync(session, hashed: false, cancellationToken));
        while (await packets.NextAsync(cancellationToken))
        {
            if (packets.Tag == PacketTag.Literal && await LiteralHead.SkipAsync(packets, cancellationToken))
                return packets;
            if (packets.Tag == PacketTag.Compressed && await UnpackedStream.OpenAsync(packets, mostUnpacked, cancellationToken) is { } unpacked)
                packets = Layer(unpacked);
        }
        throw new InvalidOperationException("Content that was found is no longer there.");
    }

    private PacketStream Layer(Stream stream)
    {
        var packets = new PacketStream(stream);
        layers.Add(stream);
        layers.Add(packets);
        return packets;
    }
}
