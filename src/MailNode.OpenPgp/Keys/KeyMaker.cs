using System.Security.Cryptography;
using System.Text;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>Makes new keys in the shape that GnuPG gives to its default ones.</summary>
internal static class KeyMaker
{
    /// <summary>
    /// What others may write to our keys: SEIPD version 1 (RFC 9580, section 5.2.3.32). Version 2 (0x08) is read here, too, but not by
    /// every program with which the owner shares this key, GnuPG 2.2 above all.
    /// </summary>
    private const int Features = 0x01;

    private const int NoModify = 0x80;

    /// <param name="userId">Name and address.</param>
    /// <param name="expires">Null for a key without an end.</param>
    /// <param name="now">When it is made.</param>
    public static SecretKey Make(string userId, DateTimeOffset? expires, DateTimeOffset now)
    {
        var primary = NewSigning(now);
        var subkey = NewEncryption(now);
        var name = Encoding.UTF8.GetBytes(userId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, Policy.UserIdBytes, nameof(userId));
        SecretPart[] parts =
        [
            Part(PacketTag.PublicKey, primary.Public.Body, primary, null),
            Part(PacketTag.UserId, name, null, Certify(primary, name, expires, now)),
            Part(PacketTag.PublicSubkey, subkey.Public.Body, subkey, Bind(primary, subkey, expires, now)),
        ];
        return Certificate.TryRead([.. parts.Select(part => part.Public)], now, out var certificate, out var reason)
            ? new SecretKey(parts, certificate)
            : throw new InvalidOperationException("A new key is not acceptable: " + reason);
    }

    private static SecretKeyPacket NewSigning(DateTimeOffset now)
    {
        var seed = RandomNumberGenerator.GetBytes(Curve25519.KeyLength);
        return Pack(PublicKeyPacket.MakeEd25519Legacy(Curve25519.Ed25519PublicOf(seed), now), seed);
    }

    private static SecretKeyPacket NewEncryption(DateTimeOffset now)
    {
        var scalar = Curve25519.NewScalar();
        var key = PublicKeyPacket.MakeCurve25519Legacy(Curve25519.X25519PublicOf(scalar), now);
        scalar.AsSpan().Reverse();                         // the wire has it big-endian
        return Pack(key, scalar);
    }

    private static SecretKeyPacket Pack(PublicKeyPacket key, byte[] secret)
    {
        using var numbers = new WireWriter(64);
        numbers.Mpi(secret);
        CryptographicOperations.ZeroMemory(secret);
        return new SecretKeyPacket(key, numbers.ToArray());
    }

    /// <summary>Preferences say what we read: AES, SHA-2, zlib and zip.</summary>
    private static byte[] Certify(SecretKeyPacket primary, byte[] userId, DateTimeOffset? expires, DateTimeOffset now)
    {
        using var signature = new SignatureWriter(SignatureTypes.PositiveCertification, primary, now)
            .Subpacket(SubpacketTypes.KeyFlags, [(byte)(KeyFlags.Certify | KeyFlags.Sign)])
            .Subpacket(SubpacketTypes.PreferredCiphers, [Ciphers.Aes256, Ciphers.Aes192, Ciphers.Aes128])
            .Subpacket(SubpacketTypes.PreferredHashes, [Hashes.Sha512, Hashes.Sha384, Hashes.Sha256])
            .Subpacket(SubpacketTypes.PreferredCompression, [2, 1])
            .Subpacket(SubpacketTypes.Features, [Features])
            .Subpacket(SubpacketTypes.KeyServerPreferences, [NoModify]);
        Renewal.WriteExpiry(signature, primary.Public.Created, expires);
        return signature.Sign(digest =>
        {
            digest.Key(primary.Public);
            digest.UserId(userId);
        });
    }

    private static byte[] Bind(SecretKeyPacket primary, SecretKeyPacket subkey, DateTimeOffset? expires, DateTimeOffset now)
    {
        using var signature = new SignatureWriter(SignatureTypes.SubkeyBinding, primary, now)
            .Subpacket(SubpacketTypes.KeyFlags, [(byte)KeyFlags.Encrypt]);
        Renewal.WriteExpiry(signature, subkey.Public.Created, expires);
        return signature.Sign(digest =>
        {
            digest.Key(primary.Public);
            digest.Key(subkey.Public);
        });
    }

    public static SecretPart Part(PacketTag tag, ReadOnlyMemory<byte> body, SecretKeyPacket? secret, byte[]? signature)
    {
        using var writer = new WireWriter(body.Length + 6);
        var head = new WirePacket(tag, body, writer.Packet(tag, body.Span).ToArray());
        return new SecretPart(new CertificatePart(head, signature is null ? [] : [Parse(signature)]), secret, default);
    }

    /// <summary>A signature of our own making.</summary>
    public static SignaturePacket Parse(byte[] signature)
    {
        var reader = new PacketReader(signature);
        return reader.TryNext(out var packet) && SignaturePacket.TryParse(packet, out var parsed, out _)
            ? parsed
            : throw new InvalidOperationException("A new signature does not parse.");
    }
}
