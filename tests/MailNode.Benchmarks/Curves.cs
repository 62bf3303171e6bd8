using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc7748;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace MailNode.Benchmarks;

/// <summary>What sealing and opening cannot do without, called with nothing around it, for one kind of curves.</summary>
/// <param name="Name">Whose they are.</param>
internal sealed record Curves(string Name, Lane Sign, Lane Keygen, Lane Agree, Lane Verify)
{
    private static readonly byte[] Seed = RandomNumberGenerator.GetBytes(32), Scalar = RandomNumberGenerator.GetBytes(32), Digest = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] EdPoint = EdPointOf(Seed), Other = PointOf(RandomNumberGenerator.GetBytes(32)), Signature = SignatureOf(Digest);

    public IReadOnlyList<Lane> Lanes => [Sign, Keygen, Agree, Verify];

    /// <summary>Seconds for one reader.</summary>
    public double Wrap => Keygen.Seconds + Agree.Seconds;

    /// <summary>BouncyCastle's as they are called everywhere, the public point made anew at each signature.</summary>
    public static Curves BouncyCastle()
    {
        var (point, secret, signature) = (new byte[32], new byte[32], new byte[64]);
        return new Curves(
            "BouncyCastle",
            new Lane(() => Ed25519.Sign(Seed, 0, Digest, 0, Digest.Length, signature, 0)),
            new Lane(() => X25519.GeneratePublicKey(Scalar, 0, point, 0)),
            new Lane(() => X25519.CalculateAgreement(Scalar, 0, Other, 0, secret, 0)),
            new Lane(() => Ed25519.Verify(Signature, 0, EdPoint, 0, Digest, 0, Digest.Length)));
    }

    /// <summary>
    /// Those in use where libcrypto is there: its agreement and its checking of signatures, BouncyCastle's signing with the point at
    /// hand. Null where it is not there.
    /// </summary>
    public static Curves? InUse()
    {
        if (!NativeLibrary.TryLoad("libcrypto.so.3", out _)) return null;
        var (point, secret, signature) = (new byte[32], new byte[32], new byte[64]);
        var own = OpenSsl.NewPrivate(Scalar);
        return new Curves(
            "the faster of OpenSSL's and BouncyCastle's",
            new Lane(() => Ed25519.Sign(Seed, 0, EdPoint, 0, Digest, 0, Digest.Length, signature, 0)),
            new Lane(() => OpenSsl.Keygen(Scalar, point)),
            new Lane(() => OpenSsl.Agree(own, Other, secret)),
            new Lane(() => OpenSsl.Verify(EdPoint, Digest, Signature)));
    }

    private static byte[] EdPointOf(byte[] seed)
    {
        var point = new byte[32];
        Ed25519.GeneratePublicKey(seed, 0, point, 0);
        return point;
    }

    private static byte[] PointOf(byte[] scalar)
    {
        var point = new byte[32];
        X25519.GeneratePublicKey(scalar, 0, point, 0);
        return point;
    }

    private static byte[] SignatureOf(byte[] digest)
    {
        var signature = new byte[64];
        Ed25519.Sign(Seed, 0, digest, 0, digest.Length, signature, 0);
        return signature;
    }
}
