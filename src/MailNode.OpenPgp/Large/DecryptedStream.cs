using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Large;

/// <summary>A body of version 1, with a hash at its end (RFC 9580, section 5.13.1).</summary>
internal sealed class DecryptedStream : BodyStream
{
    private readonly PacketStream packets;
    private readonly SessionKey session;
    private readonly IncrementalHash? hash;
    private readonly byte[] cipher = new byte[PinnedSource.PieceLength];
    private readonly byte[] plain = new byte[PinnedSource.PieceLength];
    private readonly byte[] register = new byte[Cfb.BlockLength];
    private readonly byte[] code = new byte[ProtectedBody.CodeLength];
    private readonly long length;
    private long decrypted;
    private int at;
    private int filled;

    /// <summary>Begins at a body of <paramref name="bodyLength"/> bytes, its version included.</summary>
    public DecryptedStream(PacketStream packets, long bodyLength, SessionKey session, bool hashed)
    {
        this.packets = packets;
        this.session = session;
        length = bodyLength - 1;
#pragma warning disable CA5350 // the format's integrity check, inside the encryption
        hash = hashed ? IncrementalHash.CreateHash(HashAlgorithmName.SHA1) : null;
#pragma warning restore CA5350
    }

    private long End => length - ProtectedBody.CodeLength;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (at == filled && decrypted < End)
            await FillAsync(cancellationToken);
        var count = Math.Min(buffer.Length, filled - at);
        plain.AsMemory(at, count).CopyTo(buffer);
        at += count;
        return count;
    }

    public override async ValueTask<OpenRefusal> CheckAsync(CancellationToken cancellationToken)
    {
        if (hash is null || End < ProtectedBody.PrefixLength)
            return OpenRefusal.IntegrityBroken;
        while (decrypted < length)
            await FillAsync(cancellationToken);
        hash.AppendData(ProtectedBody.CodeHeader);
        var isWhole = CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), code.AsSpan(ProtectedBody.CodeHeader.Length))
            & code.AsSpan().StartsWith(ProtectedBody.CodeHeader);
        return isWhole ? OpenRefusal.None : OpenRefusal.IntegrityBroken;
    }

    protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(plain);
        CryptographicOperations.ZeroMemory(code);
        hash?.Dispose();
        packets.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Decrypts the next whole blocks, or the end, and keeps the code behind the content apart.</summary>
    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (decrypted == 0)
            await packets.ReadExactlyAsync(plain.AsMemory(0, 1), cancellationToken);      // the version
        var count = (int)Math.Min(cipher.Length, length - decrypted);
        await packets.ReadExactlyAsync(cipher.AsMemory(0, count), cancellationToken);
        Cfb.Decrypt(session.Key, register, cipher.AsSpan(0, count), plain);
        if (count >= register.Length)
            cipher.AsSpan(count - register.Length, register.Length).CopyTo(register);
        var content = (int)Math.Clamp(End - decrypted, 0, count);
        plain.AsSpan(content, count - content).CopyTo(code.AsSpan((int)Math.Max(0, decrypted + content - End)));
        hash?.AppendData(plain, 0, content);
        at = decrypted == 0 ? Math.Min(ProtectedBody.PrefixLength, content) : 0;
        filled = content;
        decrypted += count;
    }
}
