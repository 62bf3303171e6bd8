using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>The public part of a key packet of version 4 or 6 (RFC 9580, section 5.5.2).</summary>
internal sealed class PublicKeyPacket
{
    private const int HeadLength = 6;

    private PublicKeyPacket(ReadOnlyMemory<byte> body, DateTimeOffset created, byte algorithm, PublicMaterial material)
    {
        Body = body;
        Created = created;
        Algorithm = algorithm;
        Material = material;
        Fingerprint = body.Span[0] == 6 ? FingerprintOfVersion6(body.Span) : FingerprintOfVersion4(body.Span);
    }

    /// <summary>4 or 6.</summary>
    public int Version => Fingerprint.Version;

    public ReadOnlyMemory<byte> Body { get; }
    public DateTimeOffset Created { get; }
    public byte Algorithm { get; }
    public PublicMaterial Material { get; }
    public Fingerprint Fingerprint { get; }

    /// <summary>Reads a packet that is a public key and nothing more. Keys that we cannot use parse too, as unusable ones.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out PublicKeyPacket? key) =>
        TryParseStart(body, out key) && key.Body.Length == body.Length;

    /// <summary>Reads the public part at the start of <paramref name="body"/>; what follows it is the caller's.</summary>
    public static bool TryParseStart(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out PublicKeyPacket? key)
    {
        key = null;
        var cursor = new ByteCursor(body.Span);
        if (!cursor.TryByte(out var version) || version is not (4 or 6) || !cursor.TryUInt32(out var created)
            || !cursor.TryByte(out var algorithm))
            return false;
        var read = version == 4
            ? PublicMaterialReader.TryRead(version, algorithm, ref cursor, out var material)
            : TryMeasured(algorithm, ref cursor, out material);
        var end = body.Length - cursor.Rest.Length;
        if (!read || end > ushort.MaxValue)
            return false;                                  // a version 4 key's length is hashed in two octets
        key = new PublicKeyPacket(body[..end], DateTimeOffset.FromUnixTimeSeconds(created), algorithm, material!);
        return true;
    }

    /// <summary>The numbers of a version 6 key follow their length in four octets, and fill it.</summary>
    private static bool TryMeasured(byte algorithm, ref ByteCursor cursor, [NotNullWhen(true)] out PublicMaterial? material)
    {
        material = null;
        if (!cursor.TryUInt32(out var length) || length > int.MaxValue || !cursor.TryTake((int)length, out var numbers))
            return false;
        var inside = new ByteCursor(numbers);
        return PublicMaterialReader.TryRead(6, algorithm, ref inside, out material) && inside.AtEnd;
    }

    public static PublicKeyPacket MakeEd25519Legacy(byte[] point, DateTimeOffset now)
    {
        using var body = Head(Algorithms.EdDsaLegacy, now).Short(Curve25519.Ed25519Oid).Mpi([Curve25519.PointPrefix, .. point]);
        return Parse(body);
    }

    /// <summary>With the derivation that GnuPG gives to this curve: SHA-256 and AES-128.</summary>
    public static PublicKeyPacket MakeCurve25519Legacy(byte[] point, DateTimeOffset now)
    {
        using var body = Head(Algorithms.Ecdh, now).Short(Curve25519.X25519Oid).Mpi([Curve25519.PointPrefix, .. point])
            .Short([1, Hashes.Sha256, Ciphers.Aes128]);
        return Parse(body);
    }

    private static WireWriter Head(byte algorithm, DateTimeOffset now) =>
        new WireWriter(HeadLength + 64).Byte(4).UInt32(UnixTime.Of(now)).Byte(algorithm);

    private static PublicKeyPacket Parse(WireWriter body) =>
        TryParse(body.ToArray(), out var key) ? key : throw new InvalidOperationException("A new key does not parse.");

    private static Fingerprint FingerprintOfVersion4(ReadOnlySpan<byte> body)
    {
        using var hashed = new WireWriter(body.Length + 3);
        hashed.Byte(0x99).UInt16(body.Length).Bytes(body);
#pragma warning disable CA5350 // the format's name for a version 4 key; nothing is signed with it
        return new Fingerprint(SHA1.HashData(hashed.Written));
#pragma warning restore CA5350
    }

    private static Fingerprint FingerprintOfVersion6(ReadOnlySpan<byte> body)
    {
        using var hashed = new WireWriter(body.Length + 5);
        return new Fingerprint(SHA256.HashData(hashed.Byte(0x9B).UInt32((uint)body.Length).Bytes(body).Written));
    }
}
