using System.Buffers.Binary;
using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;

namespace MailNode.OpenPgp.Wire;

/// <summary>Hashes what a signature is over, in the forms of RFC 9580, section 5.2.4.</summary>
internal sealed class SignatureDigest : IDisposable
{
    private readonly IncrementalHash hash;

    private SignatureDigest(HashAlgorithmName name, ReadOnlySpan<byte> salt)
    {
        hash = IncrementalHash.CreateHash(name);
        hash.AppendData(salt);
    }

    /// <summary>For a hash that policy accepts; the salt is empty for version 4.</summary>
    public static SignatureDigest Start(byte algorithm, ReadOnlySpan<byte> salt) =>
        Policy.TryHash(algorithm, out var name) ? new SignatureDigest(name, salt) : throw new ArgumentOutOfRangeException(nameof(algorithm));

    public void Bytes(ReadOnlySpan<byte> content) => hash.AppendData(content);

    /// <summary>Text: every line ends in CR LF, whatever it ends in here.</summary>
    public void Text(ReadOnlySpan<byte> content)
    {
        for (var end = content.IndexOf((byte)'\n'); end >= 0; end = content.IndexOf((byte)'\n'))
        {
            var line = content[..end];
            hash.AppendData(line.EndsWith("\r"u8) ? line[..^1] : line);
            hash.AppendData("\r\n"u8);
            content = content[(end + 1)..];
        }
        hash.AppendData(content);
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
