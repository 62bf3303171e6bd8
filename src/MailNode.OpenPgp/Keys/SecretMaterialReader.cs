using System.Numerics;
using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>Reads the secret numbers of a key and checks that they belong to the public ones.</summary>
internal static class SecretMaterialReader
{
    /// <summary>Null if the key is of a kind that we do not use, or the halves do not fit.</summary>
    public static SecretMaterial? Read(PublicMaterial material, ReadOnlySpan<byte> numbers)
    {
        try
        {
            return material switch
            {
                PublicMaterial.Ed25519 key => Ed25519(key, numbers),
                PublicMaterial.Ed25519Legacy key => Ed25519Legacy(key, numbers),
                PublicMaterial.X25519 key => X25519(key, numbers),
                PublicMaterial.Curve25519Legacy key => Curve25519Legacy(key, numbers),
                PublicMaterial.Rsa key => Rsa(key, numbers),
                PublicMaterial.Ecdsa key => Ecdsa(key, numbers),
                PublicMaterial.NistEcdh key => NistEcdh(key, numbers),
                _ => null,
            };
        }
        catch (CryptographicException)
        {
            return null;                                   // the platform refuses inconsistent keys only by throwing
        }
    }

    /// <summary>Plain bytes, without the frame of a multiprecision integer; so for X25519.</summary>
    private static Ed25519Secret? Ed25519(PublicMaterial.Ed25519 key, ReadOnlySpan<byte> numbers)
    {
        var seed = numbers.ToArray();
        return seed.Length == Curve25519.KeyLength && Curve25519.Ed25519PublicOf(seed).AsSpan().SequenceEqual(key.Point)
            ? new Ed25519Secret(seed)
            : Refuse<Ed25519Secret>(seed);
    }

    private static X25519Secret? X25519(PublicMaterial.X25519 key, ReadOnlySpan<byte> numbers)
    {
        var scalar = numbers.ToArray();
        return scalar.Length == Curve25519.KeyLength && Curve25519.X25519PublicOf(scalar).AsSpan().SequenceEqual(key.Point)
            ? new X25519Secret(scalar)
            : Refuse<X25519Secret>(scalar);
    }

    private static Ed25519LegacySecret? Ed25519Legacy(PublicMaterial.Ed25519Legacy key, ReadOnlySpan<byte> numbers) =>
        TryOne(numbers, Curve25519.KeyLength, out var seed) && Curve25519.Ed25519PublicOf(seed).AsSpan().SequenceEqual(key.Point)
            ? new Ed25519LegacySecret(seed)
            : Refuse<Ed25519LegacySecret>(seed);

    private static Curve25519LegacySecret? Curve25519Legacy(PublicMaterial.Curve25519Legacy key, ReadOnlySpan<byte> numbers)
    {
        if (!TryOne(numbers, Curve25519.KeyLength, out var scalar))
            return null;
        scalar.AsSpan().Reverse();
        return Curve25519.X25519PublicOf(scalar).AsSpan().SequenceEqual(key.Point)
            ? new Curve25519LegacySecret(scalar, key.Derivation)
            : Refuse<Curve25519LegacySecret>(scalar);
    }

    private static EcdsaSecret? Ecdsa(PublicMaterial.Ecdsa key, ReadOnlySpan<byte> numbers)
    {
        var parameters = key.Parameters;
        try
        {
            return TryOne(numbers, key.FieldLength, out parameters.D!) ? new EcdsaSecret(ECDsa.Create(parameters)) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
        }
    }

    private static NistEcdhSecret? NistEcdh(PublicMaterial.NistEcdh key, ReadOnlySpan<byte> numbers)
    {
        var parameters = key.Parameters;
        try
        {
            return TryOne(numbers, key.FieldLength, out parameters.D!) ? new NistEcdhSecret(ECDiffieHellman.Create(parameters), key) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
        }
    }

    private static RsaSecret? Rsa(PublicMaterial.Rsa key, ReadOnlySpan<byte> numbers)
    {
        var parameters = key.Parameters;
        try
        {
            return TryRsa(ref parameters, numbers) ? new RsaSecret(RSA.Create(parameters), key.Algorithm) : null;
        }
        finally
        {
            foreach (var secret in (byte[]?[])[parameters.D, parameters.P, parameters.Q, parameters.DP, parameters.DQ, parameters.InverseQ])
                CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>
    /// The wire has u = 1/p mod q, the platform wants 1/q mod p: so their primes change places. What the platform's big
    /// numbers hold in between cannot be wiped.
    /// </summary>
    private static bool TryRsa(ref RSAParameters parameters, ReadOnlySpan<byte> numbers)
    {
        var cursor = new ByteCursor(numbers);
        if (!cursor.TryMpi(out var d) || !cursor.TryMpi(out var p) || !cursor.TryMpi(out var q) || !cursor.TryMpi(out var u) || !cursor.AtEnd)
            return false;
        var (prime, other, exponent) = (Number(q), Number(p), Number(d));
        if (prime < 3 || other < 3 || prime * other != Number(parameters.Modulus))
            return false;
        var whole = parameters.Modulus!.Length;
        var half = (whole + 1) / 2;
        return Mpi.TryPad(d, whole, out parameters.D!) && Mpi.TryPad(q, half, out parameters.P!) && Mpi.TryPad(p, half, out parameters.Q!)
            && Mpi.TryPad(u, half, out parameters.InverseQ!)
            && TryRest(exponent, prime, half, out parameters.DP!)
            && TryRest(exponent, other, half, out parameters.DQ!);
    }

    /// <summary>The exponent for one of the primes.</summary>
    private static bool TryRest(BigInteger exponent, BigInteger prime, int length, out byte[] rest)
    {
        var bytes = (exponent % (prime - 1)).ToByteArray(isUnsigned: true, isBigEndian: true);
        var fits = Mpi.TryPad(bytes, length, out rest);
        CryptographicOperations.ZeroMemory(bytes);
        return fits;
    }

    private static bool TryOne(ReadOnlySpan<byte> numbers, int length, out byte[] value)
    {
        value = [];
        var cursor = new ByteCursor(numbers);
        return cursor.TryMpi(out var number) && cursor.AtEnd && Mpi.TryPad(number, length, out value);
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static T? Refuse<T>(byte[] secret)
        where T : SecretMaterial
    {
        CryptographicOperations.ZeroMemory(secret);
        return null;
    }
}
