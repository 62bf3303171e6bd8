using System.Security.Cryptography;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.Tests.OpenPgp;

/// <summary>Makes bodies of version 2 as others would, or as an attacker would.</summary>
internal static class ChunkForge
{
    /// <summary>Any packets, under any cipher and mode, in chunks of 64 bytes and up.</summary>
    public static byte[] Sealed(Certificate reader, ReadOnlySpan<byte> inside, byte cipher, byte mode, byte sizeOctet)
    {
        using var session = SessionKey.New(cipher);
        var header = new ChunkHeader(cipher, mode, sizeOctet, RandomNumberGenerator.GetBytes(32));
        return Forge.Join(Forge.Wrapped(session, reader, version: SealVersion.Two), Body(session, header, inside));
    }

    public static byte[] Body(SessionKey session, ChunkHeader header, ReadOnlySpan<byte> inside)
    {
        using var body = new WireWriter();
        header.Write(body);
        using var chunks = new Chunks(header, session);
        for (var rest = inside; !rest.IsEmpty; rest = rest[Math.Min(header.ChunkLength, rest.Length)..])
        {
            var plain = rest[..Math.Min(header.ChunkLength, rest.Length)];
            chunks.Seal(plain, body.Take(plain.Length + Chunks.TagLength));
        }
        chunks.Finish(body.Take(Chunks.TagLength));
        return Forge.Packet(PacketTag.Protected, body.Written);
    }

    /// <summary>The same key with other features in its newest self-signature.</summary>
    public static Certificate WithFeatures(SecretKey key, byte features, DateTimeOffset at)
    {
        var primary = Forge.PrimaryOf(key);
        var parts = new List<byte[]>();
        var reader = new PacketReader(key.Certificate.ToBytes());
        while (reader.TryNext(out var packet))
        {
            parts.Add(packet.Whole.ToArray());
            if (packet.Tag != PacketTag.UserId)
                continue;
            var userId = packet.Body.ToArray();
            parts.Add(Forge.Signature(
                SignatureTypes.PositiveCertification,
                key,
                at,
                digest =>
                {
                    digest.Key(primary);
                    digest.UserId(userId);
                },
                writer => writer.Subpacket(27, [(byte)(KeyFlags.Certify | KeyFlags.Sign)]).Subpacket(30, [features])));
        }
        Assert.True(Certificate.TryParse(Forge.Join([.. parts]), at, out var certificate, out var reason), reason);
        return certificate;
    }
}
