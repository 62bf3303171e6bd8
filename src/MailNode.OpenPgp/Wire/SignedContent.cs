using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MailNode.OpenPgp.Wire;

/// <summary>
/// What lies inside an encrypted body: one literal, the signatures over it, maybe in compressed layers. Wipes all of it when
/// it is disposed, unless the content was released.
/// </summary>
internal sealed class SignedContent : IDisposable
{
    private readonly List<SignaturePacket> signatures = [];
    private readonly HashSet<byte[]> buffers = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<OnePass?> announced = [];

    /// <summary>Was the content there already? Set by who does not keep it.</summary>
    public bool HasLiteral { get; internal set; }

    public ReadOnlyMemory<byte> Content { get; private set; }

    public IReadOnlyList<SignaturePacket> Signatures => signatures;

    /// <summary>Is there a signature, if only of a kind that is not read?</summary>
    public bool HasUnreadSignature { get; private set; }

    public OpenRefusal Fault { get; private set; }

    /// <summary>Takes over the buffers under <paramref name="packets"/>: they are wiped with the rest.</summary>
    public static SignedContent Read(ReadOnlyMemory<byte> packets, OpenLimits limits)
    {
        var read = new SignedContent();
        try
        {
            read.Fault = read.ReadLayers(packets, limits);
            if (read.Fault != OpenRefusal.None)
                read.Content = default;
        }
        catch
        {
            read.Dispose();
            throw;
        }
        return read;
    }

    /// <summary>Lets the content live on; everything else that was decrypted or unpacked on the way to it is wiped.</summary>
    public void Release()
    {
        if (MemoryMarshal.TryGetArray(Content, out var segment))
            buffers.Remove(segment.Array!);
        Dispose();
    }

    public void Dispose()
    {
        foreach (var buffer in buffers)
            CryptographicOperations.ZeroMemory(buffer);
        buffers.Clear();
    }

    private OpenRefusal ReadLayers(ReadOnlyMemory<byte> packets, OpenLimits limits)
    {
        Keep(packets);
        var most = Policy.UnpackedBytes(limits, packets.Length);
        for (var depth = 0; IsCompressed(packets, limits, out var compressed); depth++)
        {
            Keep(compressed.Body);
            if (depth == limits.CompressionDepth)
                return OpenRefusal.CompressionLimit;
            var refusal = Unpacking.Unpack(compressed.Body, most, out var unpacked);
            if (refusal != OpenRefusal.None)
                return refusal;
            packets = unpacked;
            Keep(packets);
        }
        return TakeAll(packets, limits);
    }

    /// <summary>A body that came in pieces lies in a buffer of its own.</summary>
    private void Keep(ReadOnlyMemory<byte> memory)
    {
        if (MemoryMarshal.TryGetArray(memory, out var segment) && segment.Array is { } buffer)
            buffers.Add(buffer);
    }

    /// <summary>A compressed packet, with at most ignorable ones around it, is all that its layer may hold.</summary>
    private static bool IsCompressed(ReadOnlyMemory<byte> packets, OpenLimits limits, out WirePacket compressed)
    {
        compressed = default;
        var reader = new PacketReader(packets);
        for (var count = 0; count < limits.Packets && reader.TryPeek(out var tag); count++)
        {
            var isFirst = tag == PacketTag.Compressed && compressed.Tag == 0;
            if ((!isFirst && !WirePacket.IsIgnorable(tag)) || !reader.TryNext(out var packet))
                return false;
            compressed = isFirst ? packet : compressed;
        }
        return compressed.Tag != 0 && reader.AtEnd;
    }

    private OpenRefusal TakeAll(ReadOnlyMemory<byte> packets, OpenLimits limits)
    {
        var reader = new PacketReader(packets);
        for (var count = 0; reader.TryNext(out var packet); count++)
        {
            if (count == limits.Packets)
                return OpenRefusal.OverLimit;
            var refusal = Take(packet, limits);
            if (refusal != OpenRefusal.None)
                return refusal;
        }
        return reader.AtEnd && HasLiteral ? OpenRefusal.None : OpenRefusal.Malformed;
    }

    private OpenRefusal Take(WirePacket packet, OpenLimits limits)
    {
        switch (packet.Tag)
        {
            case var _ when packet.Ignorable:
                return OpenRefusal.None;
            case PacketTag.OnePass:
                Announce(packet);
                return OpenRefusal.None;
            case PacketTag.Signature:
                return TakeSignature(packet, limits);
            case PacketTag.Literal:
                Keep(packet.Body);
                return TakeLiteral(packet);
            default:
                return OpenRefusal.Malformed;
        }
    }

    internal OnePass? Announce(WirePacket packet)
    {
        announced.Push(OnePass.Read(packet.Body));
        return announced.Peek();
    }

    private OpenRefusal TakeLiteral(WirePacket packet)
    {
        if (HasLiteral || !LiteralPacket.TryRead(packet.Body, out var content))
            return OpenRefusal.Malformed;
        HasLiteral = true;
        Content = content;
        return OpenRefusal.None;
    }

    internal OpenRefusal TakeSignature(WirePacket packet, OpenLimits limits)
    {
        if (signatures.Count == limits.Signatures || packet.Body.Length > Policy.SignatureBytes)
            return OpenRefusal.OverLimit;
        OnePass? announcement = null;
        if (HasLiteral)
            announced.TryPop(out announcement);            // what was announced last comes first
        if (!SignaturePacket.TryParse(packet, out var signature, out var refusal))
            HasUnreadSignature |= refusal == OpenRefusal.Unsupported;
        else if (announcement?.Announces(signature) == false)
            return OpenRefusal.Malformed;
        else
            signatures.Add(signature);
        return OpenRefusal.None;
    }
}
