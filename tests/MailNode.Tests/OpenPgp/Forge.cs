using System.IO.Compression;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.Tests.OpenPgp;

/// <summary>Makes what an attacker would: packets in any order, sealed as well as any honest message.</summary>
internal static class Forge
{
    public static byte[] Packet(PacketTag tag, params ReadOnlySpan<byte> body)
    {
        using var writer = new WireWriter();
        return writer.Packet(tag, body).ToArray();
    }

    public static byte[] Literal(ReadOnlySpan<byte> content)
    {
        using var writer = new WireWriter();
        LiteralPacket.Write(writer, content);
        return writer.ToArray();
    }

    public static byte[] Compressed(ReadOnlySpan<byte> inside)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Fastest))
            zlib.Write(inside);
        return Packet(PacketTag.Compressed, [2, .. output.ToArray()]);
    }

    /// <summary>Zlib that wants a dictionary which nobody has: the inflater's complaint is of another kind than about damage.</summary>
    public static byte[] CompressedWithDictionary() => Packet(PacketTag.Compressed, Convert.FromHexString("0278BB0102030405060708090A"));

    /// <summary>Encrypts any packets to a reader, with integrity.</summary>
    public static byte[] Sealed(Certificate reader, ReadOnlySpan<byte> inside, SealVersion version = SealVersion.One) =>
        Sealed(session => Wrapped(session, reader, version: version), inside, version);

    public static byte[] Sealed(Func<SessionKey, byte[]> wrap, ReadOnlySpan<byte> inside, SealVersion version = SealVersion.One)
    {
        var content = inside.ToArray();
        using var session = SessionKey.New();
        using var writer = new WireWriter();
        writer.Bytes(wrap(session));
        if (version == SealVersion.Two)
            ChunkedBody.Write(writer, session, content.Length, inner => inner.Bytes(content));
        else
            ProtectedBody.Write(writer, session, content.Length, inner => inner.Bytes(content));
        return writer.ToArray();
    }

    public static byte[] Wrapped(SessionKey session, Certificate reader, bool anonymous = false, SealVersion version = SealVersion.One) =>
        KeyWrapping.Wrap(session, reader.EncryptionKey(People.Now)!, version, anonymous);

    /// <summary>A signature by the primary key, with whatever the caller adds to it.</summary>
    public static byte[] Signature(
        byte type, SecretKey signer, DateTimeOffset at, Action<SignatureDigest> feed, Action<SignatureWriter>? more = null)
    {
        using var writer = new SignatureWriter(type, signer.Secrets.First(), at);
        more?.Invoke(writer);
        return writer.Sign(feed);
    }

    /// <summary>One that rests on a hash of the caller's choice.</summary>
    public static byte[] OldSignature(
        byte hash, byte type, SecretKey signer, DateTimeOffset at, Action<SignatureDigest> feed, ReadOnlySpan<byte> subpackets = default,
        bool named = true)
    {
        var key = signer.Secrets.First();
        var issuer = key.Public.Fingerprint;
        byte[] hashed = [(byte)(2 + issuer.Length), (byte)(named ? 33 : 101), (byte)issuer.Version, .. issuer.ToBytes(), 5, 2, .. Time(at), .. subpackets];
        using var body = new WireWriter();
        body.Byte(4).Byte(type).Byte(key.Public.Algorithm).Byte(hash).UInt16(hashed.Length).Bytes(hashed);
        using var digest = SignatureDigest.Start(hash, []);
        feed(digest);
        var value = digest.Finish(body.Written);
        body.UInt16(0).Bytes(value.AsSpan(0, 2));
        key.Secret!.Sign(value, hash, body);
        return Packet(PacketTag.Signature, body.Written);
    }

    public static SignaturePacket Parsed(byte[] signature)
    {
        var reader = new PacketReader(signature);
        Assert.True(reader.TryNext(out var packet));
        Assert.True(SignaturePacket.TryParse(packet, out var parsed, out var refusal), refusal.ToString());
        return parsed;
    }

    public static byte[] ContentSignature(SecretKey signer, DateTimeOffset at, Action<SignatureWriter>? more = null) =>
        Signature(SignatureTypes.Binary, signer, at, digest => digest.Bytes(People.Letter), more);

    private static byte[] Time(DateTimeOffset at)
    {
        using var writer = new WireWriter();
        return writer.UInt32(UnixTime.Of(at)).ToArray();
    }

    public static PublicKeyPacket PrimaryOf(SecretKey key) => key.Secrets.First().Public;

    public static byte[] Join(params ReadOnlySpan<byte[]> parts)
    {
        var joined = new List<byte>();
        foreach (var part in parts)
            joined.AddRange(part);
        return [.. joined];
    }

    public static Certificate Parse(params ReadOnlySpan<byte[]> parts)
    {
        Assert.True(Certificate.TryParse(Join(parts), People.Now, out var certificate, out var reason), reason);
        return certificate;
    }
}
