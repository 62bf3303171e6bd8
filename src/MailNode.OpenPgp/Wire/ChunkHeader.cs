using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;

namespace MailNode.OpenPgp.Wire;

/// <summary>What stands before the chunks of a body of version 2 (RFC 9580, section 5.13.2).</summary>
internal readonly record struct ChunkHeader(byte Cipher, byte Mode, byte SizeOctet, ReadOnlyMemory<byte> Salt)
{
    public const int Length = 4 + SaltLength;
    private const int SaltLength = 32;
    private const int MostSizeOctet = 16;
    private const int LeastSizeBits = 6;

    private const int OurSizeOctet = 12;

    /// <summary>What we write: long enough that tags weigh nothing, short enough for a reader that holds one chunk at a time.</summary>
    public const int OurChunkLength = 1 << (OurSizeOctet + LeastSizeBits);

    /// <summary>How many bytes of content every chunk but the last has: 64 to 4 Mi.</summary>
    public int ChunkLength => 1 << (SizeOctet + LeastSizeBits);

    /// <summary>What is authenticated with every chunk, and what the key is derived for: the packet's tag and the first four octets.</summary>
    public byte[] Bound => [0xC0 | (byte)PacketTag.Protected, (byte)SealVersion.Two, Cipher, Mode, SizeOctet];

    /// <summary>For a body under that cipher: OCB, which every reader of this version has.</summary>
    public static ChunkHeader New(byte cipher) => new(cipher, AeadModes.Ocb, OurSizeOctet, RandomNumberGenerator.GetBytes(SaltLength));

    public static OpenRefusal Read(ReadOnlyMemory<byte> body, out ChunkHeader header)
    {
        header = default;
        if (body.Length < Length)
            return OpenRefusal.Malformed;
        var head = body.Span;
        header = new ChunkHeader(head[1], head[2], head[3], body[4..Length]);
        if (!Policy.AcceptsCipher(header.Cipher, out _))
            return OpenRefusal.WeakCipher;
        if (!Policy.AcceptsAead(header.Mode, out _))
            return OpenRefusal.Unsupported;
        return header.SizeOctet <= MostSizeOctet ? OpenRefusal.None : OpenRefusal.Malformed;
    }

    public void Write(WireWriter writer) =>
        writer.Byte((int)SealVersion.Two).Byte(Cipher).Byte(Mode).Byte(SizeOctet).Bytes(Salt.Span);
}
