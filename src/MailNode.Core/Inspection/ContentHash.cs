using System.Buffers;
using System.Security.Cryptography;

namespace MailNode.Core.Inspection;

/// <summary>Takes decoded bytes for nothing but their number and hash, so that no part of a mail is in memory twice. Serves many parts.</summary>
internal sealed class ContentHash : IBufferWriter<byte>, IDisposable
{
    private const int UsualRoom = 16_384;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] room = new byte[UsualRoom];
    private int size;

    public void Advance(int count)
    {
        hash.AppendData(room.AsSpan(0, count));
        size += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (room.Length < sizeHint) room = new byte[sizeHint];
        return room;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Of what came since the last call; the hash in lower case hex.</summary>
    public (int Size, string Sha256) Take()
    {
        var taken = (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
        size = 0;
        return taken;
    }

    public void Dispose() => hash.Dispose();
}
