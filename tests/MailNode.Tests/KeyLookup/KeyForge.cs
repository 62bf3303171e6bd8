using System.Text;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;
using MailNode.Tests.OpenPgp;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.KeyLookup;

/// <summary>Certificates as directories have them: with several user ids, expired, revoked, by strangers.</summary>
internal static class KeyForge
{
    public const string Address = "ana@example.test";

    /// <summary>For the only user id.</summary>
    public static SecretKey Key(string userId, double daysOld = 30) => SecretKey.Generate(userId, Keys.Now.AddDays(-daysOld));

    /// <summary>The key with one more user id, certified by itself or by somebody else.</summary>
    public static byte[] WithUserId(SecretKey key, string userId, SecretKey? signer = null, Action<SignatureWriter>? more = null)
    {
        var parts = PacketsOf(key.Certificate.ToBytes());
        var body = Encoding.UTF8.GetBytes(userId);
        var certification = Forge.Signature(SignatureTypes.PositiveCertification, signer ?? key, Keys.Now.AddDays(-1), digest => Feed(digest, key, body), more);
        return Forge.Join([.. parts[..3], Forge.Packet(PacketTag.UserId, body), certification, .. parts[3..]]);
    }

    /// <summary>The key, made for ten days that are over.</summary>
    public static byte[] Expired(SecretKey key)
    {
        var parts = PacketsOf(key.Certificate.ToBytes());
        var tenDays = new byte[] { 0, 13, 47, 0 };
        var userId = Encoding.UTF8.GetBytes(key.Certificate.UserId);
        var certification = Forge.Signature(
            SignatureTypes.PositiveCertification, key, Keys.Now.AddDays(-1), digest => Feed(digest, key, userId), more => more.Subpacket(27, [3]).Subpacket(9, tenDays));
        return Forge.Join([parts[0], parts[1], certification, .. parts[3..]]);
    }

    /// <summary>The key, taken back by its owner.</summary>
    public static byte[] Revoked(SecretKey key)
    {
        var parts = PacketsOf(key.Certificate.ToBytes());
        var revocation = Forge.Signature(SignatureTypes.KeyRevocation, key, Keys.Now.AddDays(-1), digest => digest.Key(Forge.PrimaryOf(key)));
        return Forge.Join([parts[0], revocation, .. parts[1..]]);
    }

    /// <summary>Primary key, user id, its certification, subkey, its binding: whole packets.</summary>
    public static byte[][] PacketsOf(byte[] bytes)
    {
        var packets = new List<byte[]>();
        var reader = new PacketReader(bytes);
        while (reader.TryNext(out var packet)) packets.Add(packet.Whole.ToArray());
        return [.. packets];
    }

    private static void Feed(SignatureDigest digest, SecretKey owner, byte[] userId)
    {
        digest.Key(Forge.PrimaryOf(owner));
        digest.UserId(userId);
    }
}
