using MailNode.OpenPgp.Wire;
using System.Security.Cryptography;

namespace MailNode.OpenPgp.Keys;

/// <summary>The arithmetic of a signature: does it fit the bytes and the key? Whether it counts is for <see cref="Policy"/>.</summary>
internal static class Verification
{
    public static bool IsBy(SignaturePacket signature, PublicKeyPacket key, byte[] digest) =>
        IsOfKind(signature, key) && Begins(signature, digest) && Fits(signature.HashAlgorithm, signature.Value.Span, key.Material, digest);

    /// <summary>Does the digest begin as the signature says? Else it is over something else, and that costs nothing to see.</summary>
    public static bool Begins(SignaturePacket signature, byte[] digest) => digest.AsSpan(0, 2).SequenceEqual(signature.DigestStart.Span);

    /// <summary>Could a key of that version and algorithm have made it?</summary>
    public static bool IsOfKind(SignaturePacket signature, PublicKeyPacket key) =>
        signature.Version == key.Version && key.Algorithm != Algorithms.RsaEncryptOnly && (signature.Algorithm == key.Algorithm || IsRsaForBoth(signature, key));

    private static bool IsRsaForBoth(SignaturePacket signature, PublicKeyPacket key) =>
        key.Algorithm == Algorithms.RsaSignOnly && signature.Algorithm == Algorithms.Rsa;

    /// <summary>Is that the value of a signature of the digest, in the form of the key's algorithm?</summary>
    public static bool Fits(byte hash, ReadOnlySpan<byte> value, PublicMaterial material, byte[] digest)
    {
        try
        {
            return material switch
            {
                PublicMaterial.Ed25519 key => Ed25519(key.Point, value.ToArray(), digest),
                PublicMaterial.Ed25519Legacy key => Ed25519Legacy(key, value, digest),
                PublicMaterial.Ecdsa key => Ecdsa(key, value, digest),
                PublicMaterial.Rsa key => Rsa(key, hash, value, digest),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            return false;                                  // the platform refuses malformed numbers only by throwing
        }
    }

    private static bool Ed25519Legacy(PublicMaterial.Ed25519Legacy key, ReadOnlySpan<byte> value, byte[] digest) =>
        TryPair(value, Curve25519.KeyLength, out var pair) && Ed25519(key.Point, pair, digest);

    /// <summary>R, the first half, has to be as sound as the key: no honest signer makes one of small order.</summary>
    private static bool Ed25519(byte[] point, byte[] signature, byte[] digest) =>
        signature.Length == Curve25519.SignatureLength && Curve25519.IsSoundEd25519(signature.AsSpan(0, Curve25519.KeyLength))
        && Curve25519.Verify(point, digest, signature);

    private static bool Ecdsa(PublicMaterial.Ecdsa key, ReadOnlySpan<byte> value, byte[] digest)
    {
        if (!TryPair(value, key.FieldLength, out var pair))
            return false;
        using var ecdsa = ECDsa.Create(key.Parameters);
        return ecdsa.VerifyHash(digest, pair, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static bool Rsa(PublicMaterial.Rsa key, byte hash, ReadOnlySpan<byte> value, byte[] digest)
    {
        var cursor = new ByteCursor(value);
        if (!cursor.TryMpi(out var number) || !cursor.AtEnd || !Mpi.TryPad(number, key.Parameters.Modulus!.Length, out var padded)
            || !Policy.TryHash(hash, out var name))
            return false;
        using var rsa = RSA.Create(key.Parameters);
        return rsa.VerifyHash(digest, padded, name, RSASignaturePadding.Pkcs1);
    }

    /// <summary>r and s, each in full length.</summary>
    private static bool TryPair(ReadOnlySpan<byte> value, int length, out byte[] pair)
    {
        pair = [];
        var cursor = new ByteCursor(value);
        if (!cursor.TryMpi(out var r) || !cursor.TryMpi(out var s) || !cursor.AtEnd
            || !Mpi.TryPad(r, length, out var first) || !Mpi.TryPad(s, length, out var second))
            return false;
        pair = [.. first, .. second];
        return true;
    }
}
