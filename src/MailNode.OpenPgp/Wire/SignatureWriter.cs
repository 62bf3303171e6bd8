using MailNode.OpenPgp.Keys;

namespace MailNode.OpenPgp.Wire;

/// <summary>Makes version 4 signatures the way GnuPG lays them out: issuer fingerprint and time hashed, key id unhashed.</summary>
internal sealed class SignatureWriter : IDisposable
{

    private readonly WireWriter hashed = new();
    private readonly byte type;
    private readonly byte hash;
    private readonly SecretKeyPacket signer;

    public SignatureWriter(byte type, SecretKeyPacket signer, DateTimeOffset now)
    {
        this.type = type;
        this.signer = signer;
        hash = Policy.SigningHash(signer.Public.Material);
        Subpacket(33, [4, .. signer.Public.Fingerprint.ToBytes()]);
        // A clock that was set back must not make signatures older than the key: nobody accepts those.
        hashed.Byte(5).Byte(2).UInt32(Math.Max(UnixTime.Of(now), UnixTime.Of(signer.Public.Created)));
    }

    /// <summary>Adds a hashed subpacket.</summary>
    public SignatureWriter Subpacket(int subpacketType, ReadOnlySpan<byte> content)
    {
        hashed.PacketLength(content.Length + 1).Byte(subpacketType).Bytes(content);
        return this;
    }

    /// <summary>The whole packet, over what <paramref name="feed"/> hashes.</summary>
    public byte[] Sign(Action<SignatureDigest> feed)
    {
        using var body = new WireWriter();
        body.Byte(4).Byte(type).Byte(signer.Public.Algorithm).Byte(hash).UInt16(hashed.Length).Bytes(hashed.Written);
        using var digest = SignatureDigest.Start(hash);
        feed(digest);
        var value = digest.Finish(body.Written);
        body.UInt16(10).Byte(9).Byte(16).Bytes(signer.Public.Fingerprint.ToBytes().AsSpan(12));
        body.Bytes(value.AsSpan(0, 2));
        signer.Secret!.Sign(value, hash, body);
        using var packet = new WireWriter(body.Length + 6);
        return packet.Packet(PacketTag.Signature, body.Written).ToArray();
    }

    public void Dispose() => hashed.Dispose();
}
