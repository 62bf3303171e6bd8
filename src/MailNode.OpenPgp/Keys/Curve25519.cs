using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace MailNode.OpenPgp.Keys;

/// <summary>Ed25519 and X25519 (RFC 8032, RFC 7748) with the checks at import that the primitives leave out.</summary>
internal static class Curve25519
{
    public const int KeyLength = 32;
    public const int SignatureLength = 64;

    /// <summary>What both kinds of point are prefixed with on the wire ("native encoding").</summary>
    public const byte PointPrefix = 0x40;

    /// <summary>
    /// Chosen once: agreements and the checking of signatures by libcrypto where it is sound, by BouncyCastle elsewhere. Signatures
    /// are BouncyCastle's everywhere: with the public point at hand it is as fast.
    /// </summary>
    public static bool UsesLibcrypto { get; } = LibcryptoTrial.Passes();

    /// <summary>What an agreement with a point of small order gives.</summary>
    public static ReadOnlySpan<byte> Zeros => new byte[KeyLength];

    public static ReadOnlySpan<byte> Ed25519Oid => [0x2B, 0x06, 0x01, 0x04, 0x01, 0xDA, 0x47, 0x0F, 0x01];

    public static ReadOnlySpan<byte> X25519Oid => [0x2B, 0x06, 0x01, 0x04, 0x01, 0x97, 0x55, 0x01, 0x05, 0x01];

    /// <summary>y of the points of order 8, little-endian; those of order 1, 2 and 4 have y = 1, -1 and 0.</summary>
    private static readonly byte[][] OrderEight =
    [
        Convert.FromHexString("26E8958FC2B227B045C3F489F2EF98F0D5DFAC05D3C63339B13802886D53FC05"),
        Convert.FromHexString("C7176A703D4DD84FBA3C0B760D10670F2A2053FA2C39CCC64EC7FD7792AC037A"),
    ];

    /// <summary>Its scalar, like any clamped one, is a multiple of 8: it takes every point of small order to zero.</summary>
    private static readonly X25519Key Probe = X25519Key.Of([.. Enumerable.Repeat((byte)0x48, KeyLength)]);

    /// <summary>Refuses points under which forged signatures verify: small order, or a y that is not reduced.</summary>
    public static bool IsSoundEd25519(ReadOnlySpan<byte> point)
    {
        if (point.Length != KeyLength)
            return false;
        var y = point.ToArray();
        y[31] &= 0x7F;
        return IsReduced(y) && !IsSmall(y) && !OrderEight.Any(small => small.AsSpan().SequenceEqual(y));
    }

    /// <summary>Refuses points for which every agreement is the same known value.</summary>
    public static bool IsSoundX25519(ReadOnlySpan<byte> point) =>
        point.Length == KeyLength && Probe.TryAgree(point, out _);

    public static byte[] Ed25519PublicOf(byte[] seed)
    {
        var point = new byte[KeyLength];
        Ed25519.GeneratePublicKey(seed, 0, point, 0);
        return point;
    }

    public static byte[] X25519PublicOf(byte[] scalar)
    {
        using var key = X25519Key.Of(scalar);
        return key.ToPoint();
    }

    /// <summary>A random scalar, clamped as GnuPG stores it.</summary>
    public static byte[] NewScalar()
    {
        var scalar = RandomNumberGenerator.GetBytes(KeyLength);
        scalar[0] &= 0xF8;
        scalar[31] = (byte)((scalar[31] & 0x7F) | 0x40);
        return scalar;
    }

    /// <summary>Signs in half the time if <paramref name="point"/> is at hand. It has to be made from the seed: another's would give the seed away.</summary>
    public static byte[] Sign(byte[] seed, byte[] point, byte[] digest)
    {
        var signature = new byte[SignatureLength];
        Ed25519.Sign(seed, 0, point, 0, digest, 0, digest.Length, signature, 0);
        return signature;
    }

    /// <summary>Refuses r or s of zero, which no signer makes; s beyond the group order is refused by the primitive.</summary>
    public static bool Verify(byte[] point, byte[] digest, byte[] signature) =>
        signature.Length == SignatureLength
        && signature.AsSpan(0, KeyLength).ContainsAnyExcept((byte)0)
        && signature.AsSpan(KeyLength).ContainsAnyExcept((byte)0)
        && (UsesLibcrypto ? Libcrypto.Verify(point, digest, signature) : Ed25519.Verify(signature, 0, point, 0, digest, 0, digest.Length));

    /// <summary>Is y below 2^255 - 19?</summary>
    private static bool IsReduced(byte[] y) =>
        y[31] != 0x7F || y.AsSpan(1, 30).ContainsAnyExcept((byte)0xFF) || y[0] < 0xED;

    /// <summary>Is y one of 0, 1 and -1?</summary>
    private static bool IsSmall(byte[] y) =>
        (y[0] <= 1 && !y.AsSpan(1).ContainsAnyExcept((byte)0))
        || (y[0] == 0xEC && y[31] == 0x7F && !y.AsSpan(1, 30).ContainsAnyExcept((byte)0xFF));
}
