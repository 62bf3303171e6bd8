using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Large;

/// <summary>
/// Goes through what lies inside an encrypted body once, by the grammar of <see cref="SignedContent"/>, and keeps what its
/// proof needs: the signatures, their digests, the content's length and its first bytes.
/// </summary>
internal sealed class ContentProof(OpenLimits limits, int mostUnpacked) : IDisposable
{
    /// <summary>How much of the content is kept for those who look for a certificate in it.</summary>
    private const int HeadLength = PinnedSource.PieceLength;

    private readonly ContentDigests digests = new(limits);
    private readonly byte[] head = new byte[HeadLength];

    public SignedContent Found { get; } = new();

    public long ContentLength { get; private set; }

    /// <summary>The first 64 KB.</summary>
    public ReadOnlyMemory<byte> Head => head.AsMemory(0, (int)Math.Min(HeadLength, ContentLength));

    public async ValueTask<OpenRefusal> ReadAsync(Stream packets, CancellationToken cancellationToken) =>
        await LayerAsync(packets, depth: 0, cancellationToken);

    /// <summary>Prepares for signatures that are known from a reading before this one.</summary>
    public void Expect(IEnumerable<SignaturePacket> signatures)
    {
        foreach (var signature in signatures)
            digests.Expect(signature.Type, signature.HashAlgorithm, signature.Salt);
    }

    /// <summary>Null if nothing announced the signature, so that its digest was not made.</summary>
    public byte[]? DigestOf(SignaturePacket signature) => digests.Of(signature);

    public void Dispose()
    {
        digests.Dispose();
        CryptographicOperations.ZeroMemory(head);
    }

    private async ValueTask<OpenRefusal> LayerAsync(Stream layer, int depth, CancellationToken cancellationToken)
    {
        using var packets = new PacketStream(layer);
        var mayBePacked = true;
        for (var count = 0; await packets.NextAsync(cancellationToken); count++)
        {
            if (mayBePacked && packets.Tag == PacketTag.Compressed && count < limits.Packets)
                return await PackedAsync(packets, count, depth, cancellationToken);
            mayBePacked &= WirePacket.IsIgnorable(packets.Tag);
            var refusal = await TakeAsync(packets, cancellationToken);
            if (!packets.IsWhole)
                return OpenRefusal.Malformed;
            if (count == limits.Packets || refusal != OpenRefusal.None)
                return count == limits.Packets ? OpenRefusal.OverLimit : refusal;
        }
        return packets.AtEnd && Found.HasLiteral ? OpenRefusal.None : OpenRefusal.Malformed;
    }

    private async ValueTask<OpenRefusal> TakeAsync(PacketStream packets, CancellationToken cancellationToken)
    {
        var refusal = OpenRefusal.None;
        if (packets.Tag == PacketTag.Signature || packets.Tag == PacketTag.OnePass)
            refusal = await TakeSignatureAsync(packets, cancellationToken);
        else if (packets.Tag == PacketTag.Literal && !Found.HasLiteral)
            refusal = await TakeLiteralAsync(packets, cancellationToken);
        else if (!WirePacket.IsIgnorable(packets.Tag))
            refusal = OpenRefusal.Malformed;
        await packets.DrainAsync(cancellationToken);
        return refusal;
    }

    private async ValueTask<OpenRefusal> TakeSignatureAsync(PacketStream packets, CancellationToken cancellationToken)
    {
        if (await packets.HoldAsync(Policy.SignatureBytes, cancellationToken) is not { } packet)
            return OpenRefusal.Malformed;
        if (packet.Tag == PacketTag.OnePass)
        {
            if (Found.Announce(packet) is { } announced && !Found.HasLiteral)
                digests.Expect(announced.Type, announced.HashAlgorithm, announced.Salt);
            return OpenRefusal.None;
        }
        var before = Found.Signatures.Count;
        var refusal = Found.TakeSignature(packet, limits);
        if (!Found.HasLiteral && Found.Signatures.Count > before)
            Expect([Found.Signatures[^1]]);
        return refusal;
    }

    private async ValueTask<OpenRefusal> TakeLiteralAsync(PacketStream packets, CancellationToken cancellationToken)
    {
        if (!await LiteralHead.SkipAsync(packets, cancellationToken))
            return OpenRefusal.Malformed;
        Found.HasLiteral = true;
        var piece = new byte[PinnedSource.PieceLength];
        try
        {
            for (int read; (read = await packets.ReadAsync(piece, cancellationToken)) > 0;)
                TakeContent(piece.AsSpan(0, read));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(piece);
        }
        return OpenRefusal.None;
    }

    private void TakeContent(ReadOnlySpan<byte> piece)
    {
        digests.Append(piece);
        if (ContentLength < HeadLength)
            piece[..(int)Math.Min(piece.Length, HeadLength - ContentLength)].CopyTo(head.AsSpan((int)ContentLength));
        ContentLength += piece.Length;
    }

    /// <summary>A compressed packet, with at most ignorable ones around it, is all that its layer may hold.</summary>
    private async ValueTask<OpenRefusal> PackedAsync(PacketStream packets, int count, int depth, CancellationToken cancellationToken)
    {
        var refusal = depth == limits.CompressionDepth ? OpenRefusal.CompressionLimit : await UnpackAsync(packets, depth, cancellationToken);
        await packets.DrainAsync(cancellationToken);
        for (; packets.IsWhole && await packets.NextAsync(cancellationToken); count++)
        {
            if (!WirePacket.IsIgnorable(packets.Tag))
                return OpenRefusal.Malformed;
            await packets.DrainAsync(cancellationToken);
        }
        return packets.AtEnd && count < limits.Packets ? refusal : OpenRefusal.Malformed;
    }

    private async ValueTask<OpenRefusal> UnpackAsync(PacketStream packets, int depth, CancellationToken cancellationToken)
    {
        if (await UnpackedStream.OpenAsync(packets, mostUnpacked, cancellationToken) is not { } unpacked)
            return packets.IsWhole ? OpenRefusal.Malformed : OpenRefusal.Unsupported;
        await using (unpacked)
        {
            var refusal = await LayerAsync(unpacked, depth + 1, cancellationToken);
            await unpacked.DrainAsync(cancellationToken);
            return unpacked.Fault != OpenRefusal.None ? unpacked.Fault : refusal;
        }
    }
}
