using MailNode.OpenPgp.Keys;

namespace MailNode.OpenPgp.Wire;

/// <summary>Announces a signature that follows the content (RFC 9580, section 5.4). Of no use to a reader that has it all at hand.</summary>
internal static class OnePass
{
    public const int PacketLength = 15;

    public static void Write(WireWriter writer, PublicKeyPacket signer) =>
        writer.Header(PacketTag.OnePass, PacketLength - 2).Byte(3).Byte(SignatureTypes.Binary).Byte(Policy.SigningHash(signer.Material))
            .Byte(signer.Algorithm).Bytes(signer.Fingerprint.ToBytes().AsSpan(12)).Byte(1);
}
