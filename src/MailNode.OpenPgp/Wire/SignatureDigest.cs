using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;

namespace MailNode.OpenPgp.Wire;

/// <summary>Hashes what a signature is over, in the forms of RFC 9580, section 5.2.4.</summary>
internal sealed class SignatureDigest : IDisposable
{
    private const int PieceLength = 8 << 10;
    private readonly IncrementalHash hash;

    private SignatureDigest(IncrementalHash hash) => this.hash = hash;

    /// <summary>For a hash that policy accepts; the salt is empty for version 4.</summary>
    public static SignatureDigest Start(byte algorithm, ReadOnlySpan<byte> salt)
    {
        if (!Policy.TryHash(algorithm, out var name))
            throw new ArgumentOutOfRangeException(nameof(algorithm));
        var hash = IncrementalHash.CreateHash(name);
        hash.AppendData(salt);
        return new SignatureDigest(hash);
    }

    /// <summary>One that goes on from here by itself.</summary>
    public SignatureDigest Copy() => new(hash.Clone());

    public void Bytes(ReadOnlySpan<byte> content) => hash.AppendData(content);

    /// <summary>
    /// Text: every line ends in CR LF, whatever it ends in here. Lines are gathered first: one by one, a text of empty lines would cost
    /// two calls of the platform's for each of its bytes.
    /// </summary>
    public void Text(ReadOnlySpan<byte> content)
    {
        var piece = ArrayPool<byte>.Shared.Rent(2 * Math.Min(PieceLength, content.Length));
        while (!content.IsEmpty)
        {
            var part = content[..Math.Min(PieceLength, content.Length)];
            if (part.Length < content.Length && part[^1] == (byte)'\r')
                part = part[..^1];                         // half of a line's end, maybe
            hash.AppendData(piece, 0, Canonical(part, piece));
            content = content[part.Length..];
        }
        CryptographicOperations.ZeroMemory(piece);
        ArrayPool<byte>.Shared.Return(piece);
    }

    /// <summary>Writes the lines as they are hashed, and says how many bytes that are: at most twice as many.</summary>
    private static int Canonical(ReadOnlySpan<byte> lines, Span<byte> piece)
    {
        var filled = 0;
        for (var end = lines.IndexOf((byte)'\n'); end >= 0; end = lines.IndexOf((byte)'\n'))
        {
            var line = end > 0 && lines[end - 1] == (byte)'\r' ? lines[..(end - 1)] : lines[..end];
            line.CopyTo(piece[filled..]);
            filled += line.Length;
            piece[filled++] = (byte)'\r';
            piece[filled++] = (byte)'\n';
            lines = lines[(end + 1)..];
        }
        lines.CopyTo(piece[filled..]);
        return filled + lines.Length;
    }

    public void Key(PublicKeyPacket key) => Key(key.Version, key.Body.Span);

    /// <summary>The same for the body of a key packet that was not read.</summary>
    public void Key(int version, ReadOnlySpan<byte> body)
    {
        Span<byte> header = version == 6 ? [0x9B, 0, 0, 0, 0] : [0x99, 0, 0];
        if (version == 6)
            BinaryPrimitives.WriteInt32BigEndian(header[1..], body.Length);
        else
            BinaryPrimitives.WriteUInt16BigEndian(header[1..], (ushort)body.Length);
        hash.AppendData(header);
        hash.AppendData(body);
    }

    public void UserId(ReadOnlySpan<byte> userId)
    {
        Span<byte> header = [0xB4, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header[1..], userId.Length);
        hash.AppendData(header);
        hash.AppendData(userId);
    }

    /// <summary>Adds the signature's own hashed part, which begins with its version, and the trailer, and gives the digest.</summary>
    public byte[] Finish(ReadOnlySpan<byte> hashedPart)
    {
        Span<byte> trailer = [hashedPart[0], 0xFF, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(trailer[2..], hashedPart.Length);
        hash.AppendData(hashedPart);
        hash.AppendData(trailer);
        return hash.GetHashAndReset();
    }

    public void Dispose() => hash.Dispose();
}
