using System.Buffers.Binary;
using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;

namespace MailNode.OpenPgp.Wire;

/// <summary>
/// Seals or opens the chunks of a body of version 2, one after the other (RFC 9580, section 5.13.2): counts them into the
/// nonces, and ends with the tag that proves their number and their whole length. What a chunk says may be believed, and
/// given out, only after that last tag.
/// </summary>
internal sealed class Chunks : IDisposable
{
    public const int TagLength = Aead.TagLength;

    private const int CountLength = 8;
    private readonly byte mode;
    private readonly byte[] key;
    private readonly byte[] bound;
    private readonly byte[] nonce;
    private ulong count;
    private ulong total;

    /// <summary>The session key must be of the length that the header's cipher takes.</summary>
    public Chunks(ChunkHeader header, SessionKey session)
    {
        if (!Policy.AcceptsAead(header.Mode, out var nonceLength))
            throw new ArgumentOutOfRangeException(nameof(header));
        mode = header.Mode;
        bound = header.Bound;
        var derived = new byte[session.Key.Length + nonceLength - CountLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, session.Key, derived, header.Salt.Span, bound);
        key = derived[..session.Key.Length];
        nonce = [.. derived.AsSpan(session.Key.Length), .. new byte[CountLength]];
        CryptographicOperations.ZeroMemory(derived);
    }

    /// <summary>Seals the next chunk into its own length and <see cref="TagLength"/> more.</summary>
    public void Seal(ReadOnlySpan<byte> plain, Span<byte> chunk)
    {
        Aead.Seal(mode, key, NextNonce(), bound, plain, chunk);
        Count(plain.Length);
    }

    /// <summary>Opens the next chunk, tag included, into <see cref="TagLength"/> bytes less. False if it is not the one that belongs here.</summary>
    public bool TryOpen(ReadOnlySpan<byte> chunk, Span<byte> plain)
    {
        if (!Aead.TryOpen(mode, key, NextNonce(), bound, chunk, plain))
            return false;
        Count(plain.Length);
        return true;
    }

    /// <summary>The tag behind the last chunk.</summary>
    public void Finish(Span<byte> tag) => Aead.Seal(mode, key, NextNonce(), BoundAtEnd(), [], tag);

    /// <summary>Is that the tag which belongs behind all the chunks that were opened?</summary>
    public bool IsEnd(ReadOnlySpan<byte> tag) => Aead.TryOpen(mode, key, NextNonce(), BoundAtEnd(), tag, []);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(nonce);
    }

    private void Count(int length)
    {
        count++;
        total += (uint)length;
    }

    private byte[] NextNonce()
    {
        BinaryPrimitives.WriteUInt64BigEndian(nonce.AsSpan(nonce.Length - CountLength), count);
        return nonce;
    }

    private byte[] BoundAtEnd()
    {
        byte[] all = [.. bound, .. new byte[CountLength]];
        BinaryPrimitives.WriteUInt64BigEndian(all.AsSpan(bound.Length), total);
        return all;
    }
}
