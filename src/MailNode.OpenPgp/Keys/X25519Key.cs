using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace MailNode.OpenPgp.Keys;

/// <summary>A secret scalar of X25519 (RFC 7748), ready to agree with others' points, by several threads at once if need be.</summary>
internal abstract class X25519Key : IDisposable
{
    /// <summary>Takes a copy of a scalar of 32 bytes.</summary>
    public static X25519Key Of(ReadOnlySpan<byte> scalar) => Curve25519.UsesLibcrypto ? new LibcryptoX25519(scalar) : new ManagedX25519(scalar);

    /// <summary>A random one, for one message.</summary>
    public static X25519Key New()
    {
        var scalar = Curve25519.NewScalar();
        var key = Of(scalar);
        CryptographicOperations.ZeroMemory(scalar);
        return key;
    }

    /// <summary>The public half, made anew at each call.</summary>
    public abstract byte[] ToPoint();

    /// <summary>The shared secret; false if the other's point is of small order.</summary>
    public abstract bool TryAgree(ReadOnlySpan<byte> point, out byte[] secret);

    public abstract void Dispose();
}

/// <summary>BouncyCastle's: runs everywhere.</summary>
internal sealed class ManagedX25519 : X25519Key
{
    private readonly byte[] scalar;

    public ManagedX25519(ReadOnlySpan<byte> scalar)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scalar.Length, Curve25519.KeyLength, nameof(scalar));
        this.scalar = scalar.ToArray();
    }

    public override byte[] ToPoint()
    {
        var point = new byte[Curve25519.KeyLength];
        X25519.GeneratePublicKey(scalar, 0, point, 0);
        return point;
    }

    public override bool TryAgree(ReadOnlySpan<byte> point, out byte[] secret)
    {
        secret = new byte[Curve25519.KeyLength];
        return point.Length == Curve25519.KeyLength && X25519.CalculateAgreement(scalar, 0, point.ToArray(), 0, secret, 0);
    }

    public override void Dispose() => CryptographicOperations.ZeroMemory(scalar);
}

/// <summary>OpenSSL's: an agreement in a third of the time.</summary>
internal sealed class LibcryptoX25519(ReadOnlySpan<byte> scalar) : X25519Key
{
    private readonly LibcryptoKey key = Libcrypto.NewX25519(scalar) ?? throw new CryptographicException("libcrypto takes no X25519 key.");

    public override byte[] ToPoint()
    {
        var point = new byte[Curve25519.KeyLength];
        return Libcrypto.TryPoint(key, point) ? point : throw new CryptographicException("libcrypto gives no X25519 point.");
    }

    public override bool TryAgree(ReadOnlySpan<byte> point, out byte[] secret)
    {
        secret = new byte[Curve25519.KeyLength];
        return Libcrypto.TryAgree(key, point, secret) && !CryptographicOperations.FixedTimeEquals(secret, Curve25519.Zeros);
    }

    public override void Dispose() => key.Dispose();
}
