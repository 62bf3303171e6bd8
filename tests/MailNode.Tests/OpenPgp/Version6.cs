using System.Security.Cryptography;
using System.Text;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.Tests.OpenPgp;

/// <summary>Makes keys of version 6, Ed25519 and X25519, as another program would.</summary>
internal static class Version6
{
    public static readonly DateTimeOffset Born = People.Now.AddDays(-30);

    /// <summary>The user id and the direct key signature may be left out, and more said in the latter.</summary>
    public static SecretKey Make(string? userId = null, bool direct = true, Action<SignatureWriter>? more = null)
    {
        var primary = Signing();
        var subkey = Encrypting();
        var parts = new List<SecretPart> { Part(PacketTag.PublicKey, primary.Public.Body, primary, direct ? Direct(primary, more) : null) };
        if (userId is not null)
            parts.Add(Part(PacketTag.UserId, Encoding.UTF8.GetBytes(userId), null, Certify(primary, userId)));
        parts.Add(Part(PacketTag.PublicSubkey, subkey.Public.Body, subkey, Bind(primary, subkey.Public, KeyFlags.Encrypt)));
        return Certificate.TryRead([.. parts.Select(part => part.Public)], People.Now, out var certificate, out var reason)
            ? new SecretKey(parts, certificate)
            : throw new InvalidOperationException(reason);
    }

    public static SecretKeyPacket Signing()
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        return new SecretKeyPacket(Key(Algorithms.Ed25519, Curve25519.Ed25519PublicOf(seed)), seed);
    }

    public static SecretKeyPacket Encrypting()
    {
        var scalar = Curve25519.NewScalar();
        return new SecretKeyPacket(Key(Algorithms.X25519, Curve25519.X25519PublicOf(scalar)), scalar);
    }

    public static byte[] Bind(SecretKeyPacket primary, PublicKeyPacket subkey, KeyFlags flags, Action<SignatureWriter>? more = null)
    {
        using var writer = new SignatureWriter(SignatureTypes.SubkeyBinding, primary, Born).Subpacket(27, [(byte)flags]);
        more?.Invoke(writer);
        return writer.Sign(digest => Feed(digest, primary.Public, subkey));
    }

    public static void Feed(SignatureDigest digest, PublicKeyPacket primary, PublicKeyPacket subkey)
    {
        digest.Key(primary);
        digest.Key(subkey);
    }

    private static byte[] Direct(SecretKeyPacket primary, Action<SignatureWriter>? more)
    {
        using var writer = new SignatureWriter(SignatureTypes.DirectKey, primary, Born)
            .Subpacket(27, [(byte)(KeyFlags.Certify | KeyFlags.Sign)]).Subpacket(30, [1 | 8]);
        more?.Invoke(writer);
        return writer.Sign(digest => digest.Key(primary.Public));
    }

    private static byte[] Certify(SecretKeyPacket primary, string userId)
    {
        using var writer = new SignatureWriter(SignatureTypes.PositiveCertification, primary, Born);
        return writer.Sign(digest =>
        {
            digest.Key(primary.Public);
            digest.UserId(Encoding.UTF8.GetBytes(userId));
        });
    }

    private static PublicKeyPacket Key(byte algorithm, byte[] point)
    {
        using var body = new WireWriter().Byte(6).UInt32(UnixTime.Of(Born)).Byte(algorithm).UInt32((uint)point.Length).Bytes(point);
        Assert.True(PublicKeyPacket.TryParse(body.ToArray(), out var key));
        return key;
    }

    private static SecretPart Part(PacketTag tag, ReadOnlyMemory<byte> body, SecretKeyPacket? secret, byte[]? signature)
    {
        var whole = Forge.Packet(tag, body.Span);
        return new SecretPart(new CertificatePart(new WirePacket(tag, body, whole), signature is null ? [] : [Forge.Parsed(signature)]), secret, default);
    }
}
