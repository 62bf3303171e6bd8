using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Large;

/// <summary>A sealed message in a source: what its outside says, and its body as often as it is asked for.</summary>
internal sealed class SealedSource(PinnedSource source) : IDisposable
{
    private (long From, long To)? armored;
    private long bodyLength;

    /// <summary>The wrapped keys and what is wrong with the message; its body is not in there.</summary>
    public SealedMessage Outside { get; private set; } = new();

    /// <summary>How many bytes of packets lie inside.</summary>
    public int InsideLength => Outside.Version == SealVersion.Two
        ? ChunkedBody.ContentLength((int)Math.Max(0, bodyLength - ChunkHeader.Length - Chunks.TagLength), Outside.Header)
        : (int)bodyLength - ProtectedBody.Overhead;

    /// <summary>Reads all of it once, and from then on wants it unchanged.</summary>
    public async ValueTask ReadOutsideAsync(OpenLimits limits, CancellationToken cancellationToken)
    {
        if (source.Length > limits.MessageBytes)
            Outside.Fault = OpenRefusal.OverLimit;
        else if (!await IsOpenPgpAsync(cancellationToken))
            Outside.Fault = OpenRefusal.NotOpenPgp;
        else
            await TakeAllAsync(limits, cancellationToken);
    }

    /// <summary>The packets inside, decrypted; <paramref name="hashed"/> to have their integrity checked at the end.</summary>
    public async ValueTask<BodyStream> DecryptAsync(SessionKey session, bool hashed, CancellationToken cancellationToken)
    {
        var packets = new PacketStream(Packets());
        while (await packets.NextAsync(cancellationToken) && packets.Tag != PacketTag.Protected)
        {
        }
        return Outside.Version == SealVersion.Two
            ? new ChunkedStream(packets, bodyLength, Outside.Header, session)
            : new DecryptedStream(packets, bodyLength, session, hashed);
    }

    public void Dispose() => source.Dispose();

    private async ValueTask<bool> IsOpenPgpAsync(CancellationToken cancellationToken)
    {
        var start = await source.FromAsync(0, cancellationToken);
        if (start.IsEmpty || (start.Span[0] & 0x80) != 0)
            return !start.IsEmpty;
        armored = await ArmorSearch.FindAsync(source, cancellationToken);
        return armored is not null;
    }

    private ForwardStream Packets() =>
        armored is { } ends ? new DearmoredStream(new PinnedStream(source, ends.From, ends.To)) : new PinnedStream(source, 0, source.Length);

    private async ValueTask TakeAllAsync(OpenLimits limits, CancellationToken cancellationToken)
    {
        await using var bytes = Packets();
        using var packets = new PacketStream(bytes);
        Outside.Fault = await TakeAllAsync(packets, limits, cancellationToken);
        // What is not base64 to its end is no message at all, whatever its start looked like.
        var rest = new byte[4 << 10];
        while (await bytes.ReadAsync(rest, cancellationToken) > 0)
        {
        }
        if (bytes is DearmoredStream { IsSound: false })
            Outside = new SealedMessage { Fault = OpenRefusal.NotOpenPgp };
    }

    private async ValueTask<OpenRefusal> TakeAllAsync(PacketStream packets, OpenLimits limits, CancellationToken cancellationToken)
    {
        for (var count = 0; await packets.NextAsync(cancellationToken); count++)
        {
            if (await packets.HoldAsync(Policy.WrappedKeyBytes, cancellationToken) is not { } packet)
                return OpenRefusal.Malformed;
            var refusal = Outside.Take(packet, count, limits);
            if (refusal != OpenRefusal.None)
                return refusal;
            if (packet.Tag != PacketTag.Protected)
                continue;
            bodyLength = packets.BodyLength;               // of which only the beginning was held
            if (Outside.HasTooManyChunks(bodyLength, limits))
                return OpenRefusal.OverLimit;
        }
        return Outside.AtEnd(packets.AtEnd);
    }
}
