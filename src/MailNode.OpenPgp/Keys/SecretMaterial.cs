using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>The secret half of a key, and what can be done with it. Classes, not records: a record would print its members.</summary>
internal abstract class SecretMaterial : IDisposable
{
    public virtual bool CanSign => false;

    public virtual bool CanUnwrap => false;

    /// <summary>Writes the signature of a digest in the form of its algorithm.</summary>
    public virtual void Sign(byte[] digest, byte hash, WireWriter value) => throw new InvalidOperationException("This key does not sign.");

    /// <summary>
    /// Opens the algorithm's part of a wrapped key: gives what <see cref="SessionKey.Read"/> reads, for the caller to wipe.
    /// </summary>
    public virtual bool TryUnwrap(PublicKeyPacket key, ReadOnlySpan<byte> value, out byte[] plain)
    {
        plain = [];
        return false;
    }

    public abstract void Dispose();
}

/// <summary>The seed of an Ed25519 key (algorithm 27); its signatures are 64 plain bytes.</summary>
internal sealed class Ed25519Secret(byte[] seed) : SecretMaterial
{
    private readonly byte[] point = Curve25519.Ed25519PublicOf(seed);

    public override bool CanSign => true;

    public override void Sign(byte[] digest, byte hash, WireWriter value) => value.Bytes(Curve25519.Sign(seed, point, digest));

    public override void Dispose() => CryptographicOperations.ZeroMemory(seed);
}

/// <summary>An X25519 scalar (algorithm 25) as it goes into the curve.</summary>
internal sealed class X25519Secret(byte[] scalar) : SecretMaterial
{
    private readonly X25519Key own = X25519Key.Of(scalar);

    public override bool CanUnwrap => true;

    /// <summary>Beside a body of version 1 the cipher stands in the clear before the wrapped key; wrapped are whole blocks of 8.</summary>
    public override bool TryUnwrap(PublicKeyPacket key, ReadOnlySpan<byte> value, out byte[] plain)
    {
        plain = [];
        var cursor = new ByteCursor(value);
        if (key.Material is not PublicMaterial.X25519 material || !cursor.TryTake(Curve25519.KeyLength, out var point)
            || !cursor.TryShort(out var rest) || !cursor.AtEnd || !own.TryAgree(point, out var shared))
            return false;
        var cipher = rest[..(rest.Length % 8 == 1 ? 1 : 0)];
        if (!KeyWrapping.TryOpenX25519(shared, point, material.Point, rest[cipher.Length..], out var opened))
            return false;
        plain = [.. cipher, .. opened];
        CryptographicOperations.ZeroMemory(opened);
        return true;
    }

    public override void Dispose()
    {
        own.Dispose();
        CryptographicOperations.ZeroMemory(scalar);
    }
}

/// <summary>An EdDSALegacy seed.</summary>
internal sealed class Ed25519LegacySecret(byte[] seed) : SecretMaterial
{
    private readonly byte[] point = Curve25519.Ed25519PublicOf(seed);

    public override bool CanSign => true;

    public override void Sign(byte[] digest, byte hash, WireWriter value)
    {
        var signature = Curve25519.Sign(seed, point, digest);
        value.Mpi(signature.AsSpan(0, Curve25519.KeyLength)).Mpi(signature.AsSpan(Curve25519.KeyLength));
    }

    public override void Dispose() => CryptographicOperations.ZeroMemory(seed);
}

/// <summary>A Curve25519Legacy scalar in the curve's own byte order, which is the reverse of the wire's.</summary>
internal sealed class Curve25519LegacySecret(byte[] scalar, Derivation derivation) : SecretMaterial
{
    private readonly X25519Key own = X25519Key.Of(scalar);

    public override bool CanUnwrap => true;

    public override bool TryUnwrap(PublicKeyPacket key, ReadOnlySpan<byte> value, out byte[] plain)
    {
        plain = [];
        var cursor = new ByteCursor(value);
        return cursor.TryMpi(out var point) && cursor.TryShort(out var wrapped) && cursor.AtEnd
            && point.Length == 1 + Curve25519.KeyLength && point[0] == Curve25519.PointPrefix
            && own.TryAgree(point[1..], out var shared)
            && KeyWrapping.TryOpen(shared, derivation, key, wrapped, out plain);
    }

    public override void Dispose()
    {
        own.Dispose();
        CryptographicOperations.ZeroMemory(scalar);
    }
}

/// <summary>An RSA key with its primes; two old algorithms do only one of both (RFC 9580, section 12.4).</summary>
internal sealed class RsaSecret(RSA rsa, byte algorithm) : SecretMaterial
{
    public override bool CanSign => algorithm != Algorithms.RsaEncryptOnly;

    public override bool CanUnwrap => algorithm != Algorithms.RsaSignOnly;

    public override void Sign(byte[] digest, byte hash, WireWriter value)
    {
        Policy.AcceptsHash(hash, out var name);
        value.Mpi(rsa.SignHash(digest, name, RSASignaturePadding.Pkcs1));
    }

    public override bool TryUnwrap(PublicKeyPacket key, ReadOnlySpan<byte> value, out byte[] plain)
    {
        plain = [];
        var cursor = new ByteCursor(value);
        if (!cursor.TryMpi(out var number) || !cursor.AtEnd || !Mpi.TryPad(number, rsa.KeySize / 8, out var padded))
            return false;
        try
        {
            plain = rsa.Decrypt(padded, RSAEncryptionPadding.Pkcs1);
            return true;
        }
        catch (CryptographicException)
        {
            return false;                                  // the platform reports wrong padding only by throwing
        }
    }

    public override void Dispose() => rsa.Dispose();
}

/// <summary>An ECDSA key on a NIST curve.</summary>
internal sealed class EcdsaSecret(ECDsa key) : SecretMaterial
{
    public override bool CanSign => true;

    public override void Sign(byte[] digest, byte hash, WireWriter value)
    {
        var signature = key.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        value.Mpi(signature.AsSpan(0, signature.Length / 2)).Mpi(signature.AsSpan(signature.Length / 2));
    }

    public override void Dispose() => key.Dispose();
}

/// <summary>An ECDH key on a NIST curve.</summary>
internal sealed class NistEcdhSecret(ECDiffieHellman own, PublicMaterial.NistEcdh material) : SecretMaterial
{
    public override bool CanUnwrap => true;

    public override bool TryUnwrap(PublicKeyPacket key, ReadOnlySpan<byte> value, out byte[] plain)
    {
        plain = [];
        var cursor = new ByteCursor(value);
        return cursor.TryMpi(out var point) && cursor.TryShort(out var wrapped) && cursor.AtEnd
            && NistCurves.TryPublic(material.Derivation.CurveOid, point, out var other, out _)
            && TryAgree(other, out var shared)
            && KeyWrapping.TryOpen(shared, material.Derivation, key, wrapped, out plain);
    }

    public override void Dispose() => own.Dispose();

    private bool TryAgree(ECParameters other, out byte[] shared)
    {
        shared = [];
        try
        {
            using var otherKey = ECDiffieHellman.Create(other);
            using var otherPublic = otherKey.PublicKey;
            shared = own.DeriveRawSecretAgreement(otherPublic);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
