using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;

namespace MailNode.OpenPgp.Wire;

/// <summary>The encrypted and integrity-protected packet, version 2, as a whole in memory (RFC 9580, section 5.13.2).</summary>
internal static class ChunkedBody
{
    /// <summary>How long the whole packet gets.</summary>
    public static int LengthOf(int content) => WireWriter.HeaderLength(BodyLength(content)) + BodyLength(content);

    /// <summary>Writes the packet; <paramref name="fill"/> writes the content.</summary>
    public static void Write(WireWriter writer, SessionKey session, int contentLength, Action<WireWriter> fill)
    {
        var header = ChunkHeader.New(session.Cipher);
        writer.Header(PacketTag.Protected, BodyLength(contentLength));
        header.Write(writer);
        using var content = new WireWriter(contentLength);
        fill(content);
        using var chunks = new Chunks(header, session);
        for (var rest = content.Written; !rest.IsEmpty;)
        {
            var plain = rest[..Math.Min(header.ChunkLength, rest.Length)];
            chunks.Seal(plain, writer.Take(plain.Length + Chunks.TagLength));
            rest = rest[plain.Length..];
        }
        chunks.Finish(writer.Take(Chunks.TagLength));
    }

    /// <summary>The content, once its last tag is proven. <paramref name="body"/> begins with a header that was read.</summary>
    public static OpenRefusal Open(ReadOnlyMemory<byte> body, ChunkHeader header, SessionKey session, out byte[] content)
    {
        content = [];
        var sealedChunks = body.Span[ChunkHeader.Length..];
        if (session.Cipher != header.Cipher || sealedChunks.Length < Chunks.TagLength)
            return OpenRefusal.IntegrityBroken;
        var plain = GC.AllocateUninitializedArray<byte>(ContentLength(sealedChunks.Length - Chunks.TagLength, header));
        if (TryOpen(sealedChunks, header, session, plain))
        {
            content = plain;
            return OpenRefusal.None;
        }
        CryptographicOperations.ZeroMemory(plain);
        return OpenRefusal.IntegrityBroken;
    }

    private static bool TryOpen(ReadOnlySpan<byte> sealedChunks, ChunkHeader header, SessionKey session, Span<byte> plain)
    {
        using var chunks = new Chunks(header, session);
        var rest = sealedChunks[..^Chunks.TagLength];
        while (!rest.IsEmpty)
        {
            var chunk = rest[..Math.Min(header.ChunkLength + Chunks.TagLength, rest.Length)];
            if (chunk.Length <= Chunks.TagLength || !chunks.TryOpen(chunk, plain[..(chunk.Length - Chunks.TagLength)]))
                return false;
            plain = plain[(chunk.Length - Chunks.TagLength)..];
            rest = rest[chunk.Length..];
        }
        return chunks.IsEnd(sealedChunks[^Chunks.TagLength..]);
    }

    /// <summary>What chunks of that length hold, if they are whole; at least nothing.</summary>
    internal static int ContentLength(int sealedLength, ChunkHeader header)
    {
        var whole = header.ChunkLength + Chunks.TagLength;
        return sealedLength / whole * header.ChunkLength + Math.Max(0, sealedLength % whole - Chunks.TagLength);
    }

    private static int BodyLength(int content)
    {
        var chunks = (content + ChunkHeader.OurChunkLength - 1) / ChunkHeader.OurChunkLength;
        return ChunkHeader.Length + content + (chunks + 1) * Chunks.TagLength;
    }
}
