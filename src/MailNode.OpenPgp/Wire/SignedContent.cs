using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;

namespace MailNode.OpenPgp.Wire;

/// <summary>What lies inside an encrypted body: one literal, the signatures over it, maybe in compressed layers.</summary>
internal sealed class SignedContent
{
    private const byte Zip = 1;
    private const byte Zlib = 2;
    private readonly List<SignaturePacket> signatures = [];
    private readonly Stack<OnePass?> announced = [];
    private bool hasLiteral;

    public ReadOnlyMemory<byte> Content { get; private set; }

    public IReadOnlyList<SignaturePacket> Signatures => signatures;

    /// <summary>Is there a signature, if only of a kind that is not read?</summary>
    public bool HasUnreadSignature { get; private set; }

    public OpenRefusal Fault { get; private set; }

    public static SignedContent Read(ReadOnlyMemory<byte> packets, OpenLimits limits)
    {
        var read = new SignedContent();
        var most = Policy.UnpackedBytes(limits, packets.Length);
        for (var depth = 0; ; depth++)
        {
            if (!IsCompressed(packets, out var compressed))
                break;
            if (depth == limits.CompressionDepth)
                return read.With(OpenRefusal.CompressionLimit);
            var refusal = TryUnpack(compressed.Body, most, out packets);
            if (refusal != OpenRefusal.None)
                return read.With(refusal);
        }
        return read.With(read.TakeAll(packets, limits));
    }

    private SignedContent With(OpenRefusal fault)
    {
        Fault = fault;
        if (fault != OpenRefusal.None)
            Content = default;
        return this;
    }

    /// <summary>A compressed packet, with at most ignorable ones before it, is all that its layer may hold.</summary>
    private static bool IsCompressed(ReadOnlyMemory<byte> packets, out WirePacket compressed)
    {
        var reader = new PacketReader(packets);
        while (reader.TryNext(out compressed) && compressed.Ignorable)
        {
        }
        return compressed.Tag == PacketTag.Compressed && reader.AtEnd;
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
        return reader.AtEnd && hasLiteral ? OpenRefusal.None : OpenRefusal.Malformed;
    }

    private OpenRefusal Take(WirePacket packet, OpenLimits limits)
    {
        if (packet.Ignorable)
            return OpenRefusal.None;
        if (packet.Tag == PacketTag.OnePass)
        {
            announced.Push(OnePass.Read(packet.Body));
            return OpenRefusal.None;
        }
        if (packet.Tag == PacketTag.Signature)
            return TakeSignature(packet, limits);
        if (packet.Tag != PacketTag.Literal || hasLiteral || !LiteralPacket.TryRead(packet.Body, out var content))
            return OpenRefusal.Malformed;
        hasLiteral = true;
        Content = content;
        return OpenRefusal.None;
    }

    private OpenRefusal TakeSignature(WirePacket packet, OpenLimits limits)
    {
        if (signatures.Count == limits.Signatures)
            return OpenRefusal.OverLimit;
        OnePass? announcement = null;
        if (hasLiteral)
            announced.TryPop(out announcement);            // what was announced last comes first
        if (!SignaturePacket.TryParse(packet, out var signature, out var refusal))
            HasUnreadSignature |= refusal == OpenRefusal.Unsupported;
        else if (announcement?.Announces(signature) == false)
            return OpenRefusal.Malformed;
        else
            signatures.Add(signature);
        return OpenRefusal.None;
    }

    private static OpenRefusal TryUnpack(ReadOnlyMemory<byte> body, int most, out ReadOnlyMemory<byte> unpacked)
    {
        unpacked = default;
        if (body.Length < 2 || body.Span[0] is not (Zip or Zlib))
            return OpenRefusal.Unsupported;
        using var packed = new MemoryStream(body[1..].ToArray(), writable: false);
        using Stream stream = body.Span[0] == Zip
            ? new DeflateStream(packed, CompressionMode.Decompress)
            : new ZLibStream(packed, CompressionMode.Decompress);
        var buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            return Copy(stream, buffer, most, out unpacked);
        }
        catch (InvalidDataException)
        {
            return OpenRefusal.Malformed;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static OpenRefusal Copy(Stream stream, byte[] buffer, int most, out ReadOnlyMemory<byte> unpacked)
    {
        unpacked = default;
        using var writer = new WireWriter(buffer.Length);
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            if (writer.Length + read > most)
                return OpenRefusal.CompressionLimit;
            writer.Bytes(buffer.AsSpan(0, read));
        }
        unpacked = writer.ToArray();
        return OpenRefusal.None;
    }
}
