using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>Reads the numbers of a public key (RFC 9580, section 5.5.5). Unknown keys end where their packet ends.</summary>
internal static class PublicMaterialReader
{
    public static bool TryRead(byte version, byte algorithm, ref ByteCursor cursor, [NotNullWhen(true)] out PublicMaterial? material)
    {
        material = Read(algorithm, ref cursor);
        if (material is not null && !Policy.AcceptsKind(version, material))
            material = new PublicMaterial.Unusable("a legacy curve, which a version 6 key must not have");
        return material is not null;
    }

    private static PublicMaterial? Read(byte algorithm, ref ByteCursor cursor) =>
        algorithm switch
        {
            Algorithms.Rsa or Algorithms.RsaEncryptOnly or Algorithms.RsaSignOnly => Rsa(algorithm, ref cursor),
            Algorithms.Elgamal => Skip(ref cursor, 3, "ElGamal"),
            Algorithms.Dsa => Skip(ref cursor, 4, "DSA"),
            Algorithms.Ecdh => Ecdh(ref cursor),
            Algorithms.Ecdsa => Ecdsa(ref cursor),
            Algorithms.EdDsaLegacy => EdDsa(ref cursor),
            Algorithms.X25519 => X25519(ref cursor),
            Algorithms.Ed25519 => Ed25519(ref cursor),
            _ => Unknown(algorithm, ref cursor),
        };

    private static PublicMaterial.Unusable Unknown(byte algorithm, ref ByteCursor cursor)
    {
        cursor.TryTake(cursor.Rest.Length, out _);
        return new PublicMaterial.Unusable($"public-key algorithm {algorithm}");
    }

    private static PublicMaterial? Rsa(byte algorithm, ref ByteCursor cursor)
    {
        if (!cursor.TryMpi(out var modulus) || !cursor.TryMpi(out var exponent))
            return null;
        return Policy.AcceptsRsa(modulus, exponent)
            ? new PublicMaterial.Rsa(new RSAParameters { Modulus = modulus.ToArray(), Exponent = exponent.ToArray() }, algorithm)
            : new PublicMaterial.Unusable("RSA of a size that is not accepted");
    }

    private static PublicMaterial.Unusable? Skip(ref ByteCursor cursor, int numbers, string name)
    {
        for (var i = 0; i < numbers; i++)
        {
            if (!cursor.TryMpi(out _))
                return null;
        }
        return new PublicMaterial.Unusable(name);
    }

    private static PublicMaterial? EdDsa(ref ByteCursor cursor)
    {
        if (!cursor.TryShort(out var oid) || !cursor.TryMpi(out var point))
            return null;
        return oid.SequenceEqual(Curve25519.Ed25519Oid) && IsNative(point) && Curve25519.IsSoundEd25519(point[1..])
            ? new PublicMaterial.Ed25519Legacy(point[1..].ToArray())
            : new PublicMaterial.Unusable("an unsound EdDSA key");
    }

    private static PublicMaterial? Ed25519(ref ByteCursor cursor)
    {
        if (!cursor.TryTake(Curve25519.KeyLength, out var point))
            return null;
        return Curve25519.IsSoundEd25519(point) ? new PublicMaterial.Ed25519(point.ToArray()) : new PublicMaterial.Unusable("an unsound Ed25519 key");
    }

    private static PublicMaterial? X25519(ref ByteCursor cursor)
    {
        if (!cursor.TryTake(Curve25519.KeyLength, out var point))
            return null;
        return Curve25519.IsSoundX25519(point) ? new PublicMaterial.X25519(point.ToArray()) : new PublicMaterial.Unusable("an unsound X25519 key");
    }

    private static PublicMaterial? Ecdsa(ref ByteCursor cursor)
    {
        if (!cursor.TryShort(out var oid) || !cursor.TryMpi(out var point))
            return null;
        return NistCurves.TryPublic(oid, point, out var parameters, out var length)
            ? new PublicMaterial.Ecdsa(parameters, length)
            : new PublicMaterial.Unusable("an ECDSA key on another curve, or on none");
    }

    private static PublicMaterial? Ecdh(ref ByteCursor cursor)
    {
        if (!cursor.TryShort(out var oid) || !cursor.TryMpi(out var point) || !cursor.TryShort(out var kdf))
            return null;
        if (kdf.Length != 3 || kdf[0] != 1 || !Policy.AcceptsDerivation(kdf[1], kdf[2]))
            return new PublicMaterial.Unusable("an ECDH key with a weak derivation");
        var derivation = new Derivation(kdf[1], kdf[2], oid.ToArray());
        if (oid.SequenceEqual(Curve25519.X25519Oid) && IsNative(point) && Curve25519.IsSoundX25519(point[1..]))
            return new PublicMaterial.Curve25519Legacy(point[1..].ToArray(), derivation);
        return NistCurves.TryPublic(oid, point, out var parameters, out var length)
            ? new PublicMaterial.NistEcdh(parameters, length, derivation)
            : new PublicMaterial.Unusable("an ECDH key on another curve, or on none");
    }

    private static bool IsNative(ReadOnlySpan<byte> point) =>
        point.Length == 1 + Curve25519.KeyLength && point[0] == Curve25519.PointPrefix;
}
