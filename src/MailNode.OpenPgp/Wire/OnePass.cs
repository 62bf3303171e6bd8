using MailNode.OpenPgp.Keys;

namespace MailNode.OpenPgp.Wire;

/// <summary>Announces a signature that follows the content (RFC 9580, section 5.4). Of no use to a reader that has it all at hand.</summary>
internal static class OnePass
{
    /// <param name="signer">The key that signed.</param>
    /// <param name="signature">The packet that it made.</param>
    /// <param name="isLast">Does the content follow, or the announcement of another signature?</param>
    public static byte[] Write(PublicKeyPacket signer, byte[] signature, bool isLast)
    {
        using var body = new WireWriter(64);
        body.Byte(3).Byte(SignatureTypes.Binary).Byte(Policy.SigningHash(signer.Material)).Byte(signer.Algorithm)
            .UInt64(signer.Fingerprint.KeyId).Byte(isLast ? 1 : 0);
        using var packet = new WireWriter(64);
        return packet.Packet(PacketTag.OnePass, body.Written).ToArray();
    }
}
