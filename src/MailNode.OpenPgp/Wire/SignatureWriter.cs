using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;

namespace MailNode.OpenPgp.Wire;

/// <summary>
/// Makes signatures of the version of their key: 4 as GnuPG lays them out, with the issuer's fingerprint and the time hashed
/// and its key id unhashed; 6 with a salt and without the key id (RFC 9580, section 5.2.3).
/// </summary>
internal sealed class SignatureWriter : IDisposable
{
    private readonly WireWriter hashed = new();
    private readonly SecretKeyPacket signer;
    private readonly byte[] salt;

    public SignatureWriter(byte type, SecretKeyPacket signer, DateTimeOffset now)
    {
        Type = type;
        this.signer = signer;
        HashAlgorithm = Policy.SigningHash(signer.Public.Material);
        salt = Issuer.Version == 6 ? RandomNumberGenerator.GetBytes(Hashes.SaltLength(HashAlgorithm)!.Value) : [];
        Subpacket(SubpacketTypes.IssuerFingerprint, [(byte)Issuer.Version, .. Issuer.ToBytes()]);
        // A clock that was set back must not make signatures older than the key: nobody accepts those.
        hashed.Byte(5).Byte(SubpacketTypes.Created).UInt32(Math.Max(UnixTime.Of(now), UnixTime.Of(signer.Public.Created)));
    }

    public byte Type { get; }

    public byte HashAlgorithm { get; }

    public byte Algorithm => signer.Public.Algorithm;

    public Fingerprint Issuer => signer.Public.Fingerprint;

    /// <summary>Empty in version 4.</summary>
    public ReadOnlySpan<byte> Salt => salt;

    /// <summary>Adds a hashed subpacket.</summary>
    public SignatureWriter Subpacket(int subpacketType, ReadOnlySpan<byte> content)
    {
        var length = content.Length + 1;
        if (length < 192)
            hashed.Byte(length);
        else
            hashed.Byte(255).UInt32((uint)length);
        hashed.Byte(subpacketType).Bytes(content);
        return this;
    }

    /// <summary>Where what is signed is hashed, from its first byte on; for <see cref="Sign(SignatureDigest)"/>.</summary>
    public SignatureDigest StartDigest() => SignatureDigest.Start(HashAlgorithm, salt);

    /// <summary>The whole packet, over what <paramref name="feed"/> hashes.</summary>
    public byte[] Sign(Action<SignatureDigest> feed)
    {
        using var digest = StartDigest();
        feed(digest);
        return Sign(digest);
    }

    /// <summary>The whole packet, over what went into the digest.</summary>
    public byte[] Sign(SignatureDigest digest)
    {
        using var body = new WireWriter();
        body.Byte(Issuer.Version).Byte(Type).Byte(Algorithm).Byte(HashAlgorithm);
        AreaLength(body, hashed.Length).Bytes(hashed.Written);
        var value = digest.Finish(body.Written);
        if (Issuer.Version == 6)
            AreaLength(body, 0);
        else
            AreaLength(body, 10).Byte(9).Byte(SubpacketTypes.Issuer).UInt64(Issuer.KeyId);
        body.Bytes(value.AsSpan(0, 2));
        if (Issuer.Version == 6)
            body.Short(salt);
        signer.Secret!.Sign(value, HashAlgorithm, body);
        using var packet = new WireWriter(body.Length + 6);
        return packet.Packet(PacketTag.Signature, body.Written).ToArray();
    }

    public void Dispose() => hashed.Dispose();

    private WireWriter AreaLength(WireWriter body, int length) => Issuer.Version == 6 ? body.UInt32((uint)length) : body.UInt16(length);
}
