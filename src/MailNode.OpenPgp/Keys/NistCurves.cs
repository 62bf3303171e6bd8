using System.Security.Cryptography;

namespace MailNode.OpenPgp.Keys;

/// <summary>P-256, P-384 and P-521 by their names on the wire (RFC 9580, section 9.2).</summary>
internal static class NistCurves
{
    private const byte Uncompressed = 4;

    private static readonly (byte[] Oid, ECCurve Curve, int FieldLength)[] Known =
    [
        ([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07], ECCurve.NamedCurves.nistP256, 32),
        ([0x2B, 0x81, 0x04, 0x00, 0x22], ECCurve.NamedCurves.nistP384, 48),
        ([0x2B, 0x81, 0x04, 0x00, 0x23], ECCurve.NamedCurves.nistP521, 66),
    ];

    /// <summary>The public key, if the curve is one of the three and the point lies on it.</summary>
    public static bool TryPublic(ReadOnlySpan<byte> oid, ReadOnlySpan<byte> point, out ECParameters parameters, out int fieldLength)
    {
        parameters = default;
        fieldLength = 0;
        foreach (var (known, curve, length) in Known)
        {
            if (!oid.SequenceEqual(known))
                continue;
            fieldLength = length;
            return TryPoint(curve, length, point, out parameters) && IsOnCurve(parameters);
        }
        return false;
    }

    public static bool TryPoint(ECCurve curve, int length, ReadOnlySpan<byte> point, out ECParameters parameters)
    {
        parameters = default;
        if (point.Length != 1 + 2 * length || point[0] != Uncompressed)
            return false;
        parameters = new ECParameters
        {
            Curve = curve,
            Q = new ECPoint { X = point.Slice(1, length).ToArray(), Y = point[(1 + length)..].ToArray() },
        };
        return true;
    }

    private static bool IsOnCurve(ECParameters parameters)
    {
        try
        {
            using var key = ECDsa.Create(parameters);
            return true;
        }
        catch (CryptographicException)
        {
            return false;                                  // the platform says so only by throwing
        }
    }
}
