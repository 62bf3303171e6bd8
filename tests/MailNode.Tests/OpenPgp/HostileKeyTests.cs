using System.Numerics;
using System.Security.Cryptography;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Keys and signature values that no honest program makes.</summary>
public sealed class HostileKeyTests
{
    private static readonly BigInteger Order = (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Brainpool P-256, secp256k1, a curve over a binary field, no curve at all, and P-256 with bytes behind.</summary>
    [Theory]
    [InlineData("2B2403030208010107")]
    [InlineData("2B8104000A")]
    [InlineData("2B8104001A")]
    [InlineData("")]
    [InlineData("2A8648CE3D03010700")]
    public void Other_curves_are_no_keys(string oid)
    {
        byte[] point = [4, .. new byte[63], 1];
        foreach (var algorithm in (byte[])[Algorithms.Ecdsa, Algorithms.Ecdh, Algorithms.EdDsaLegacy])
        {
            using var body = new WireWriter();
            body.Byte(4).UInt32(1).Byte(algorithm).Short(Convert.FromHexString(oid)).Mpi(point);
            if (algorithm == Algorithms.Ecdh)
                body.Short([1, Hashes.Sha256, Ciphers.Aes128]);
            Assert.True(PublicKeyPacket.TryParse(body.ToArray(), out var key));
            Assert.IsType<PublicMaterial.Unusable>(key.Material);
        }
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(2, false)]
    [InlineData(0, false)]
    public void Points_beside_the_curve_or_in_other_forms_are_no_keys(byte form, bool accepted)
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = ecdsa.ExportParameters(false).Q;
        q.Y![31] ^= 1;
        byte[] oid = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
        Assert.Equal(accepted, NistCurves.TryPublic(oid, [form, .. q.X!, .. q.Y], out _, out _));
    }

    [Theory]
    [InlineData(Hashes.Sha1, Ciphers.Aes128)]
    [InlineData(1, Ciphers.Aes128)]
    [InlineData(Hashes.Sha256, 3)]
    [InlineData(Hashes.Sha256, 0)]
    public void Weak_derivations_make_a_key_unusable(byte hash, byte cipher)
    {
        var good = Ana.Certificate.EncryptionKey(Now)!.Body.ToArray();
        good[^2] = hash;
        good[^1] = cipher;
        Assert.True(PublicKeyPacket.TryParse(good, out var key));
        Assert.IsType<PublicMaterial.Unusable>(key.Material);
    }

    /// <summary>The owner of a key can make s·B = R + h·A hold for a point R of small order; such a signature has no business to be.</summary>
    [Theory]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("EEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")]
    public void An_R_of_small_order_is_refused_even_where_the_equation_holds(string r)
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        var point = Curve25519.Ed25519PublicOf(seed);
        var digest = SHA256.HashData(Letter);
        var scalar = SHA512.HashData(seed)[..32];
        scalar[0] &= 0xF8;
        scalar[31] = (byte)((scalar[31] & 0x7F) | 0x40);
        byte[] nonce = Convert.FromHexString(r);
        var h = Number(SHA512.HashData([.. nonce, .. point, .. digest])) % Order;
        var s = (h * Number(scalar) % Order).ToByteArray(isUnsigned: true);
        byte[] value = [.. nonce, .. s, .. new byte[32 - s.Length]];
        var key = Ed25519Key(point);
        Assert.True(Verification.Fits(Hashes.Sha256, Curve25519.Sign(seed, point, digest), key.Material, digest));
        Assert.False(Verification.Fits(Hashes.Sha256, value, key.Material, digest));
    }

    [Fact]
    public void Zero_and_the_groups_order_are_no_numbers_of_an_ECDSA_signature()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = new PublicMaterial.Ecdsa(ecdsa.ExportParameters(false), 32);
        var digest = SHA256.HashData(Letter);
        var honest = ecdsa.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        var (r, s) = (honest[..32], honest[32..]);
        var n = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
        bool Fits(byte[] first, byte[] second)
        {
            using var value = new WireWriter();
            return Verification.Fits(Hashes.Sha256, value.Mpi(first).Mpi(second).Written, key, digest);
        }
        Assert.True(Fits(r, s));
        foreach (var bad in (byte[][])[[], n, [1, .. new byte[32]], [.. Enumerable.Repeat((byte)0xFF, 32)]])
        {
            Assert.False(Fits(bad, s));
            Assert.False(Fits(r, bad));
        }
    }

    [Fact]
    public void A_signature_that_names_nobody_is_tried_with_every_key()
    {
        var signature = Forge.ContentSignature(Ana, Now);
        var issuer = signature.AsSpan().IndexOf((ReadOnlySpan<byte>)[22, 33, 4]);
        signature.AsSpan(issuer + 1, 1)[0] = 101;          // what named the key is now something unknown
        Assert.Equal(OpenRefusal.BadSignature, DetachedSignature.Verify(Letter, signature, Ana.Certificate, Now).Reason);
        var honest = Forge.OldSignature(Hashes.Sha256, SignatureTypes.Binary, Ana, Now, digest => digest.Bytes(Letter));
        Assert.True(DetachedSignature.Verify(Letter, honest, Ana.Certificate, Now).Good);
        var nameless = Forge.OldSignature(Hashes.Sha256, SignatureTypes.Binary, Ana, Now, digest => digest.Bytes(Letter), [], named: false);
        Assert.Null(Forge.Parsed(nameless).Issuer);
        Assert.True(DetachedSignature.Verify(Letter, nameless, Ana.Certificate, Now).Good);
        Assert.False(DetachedSignature.Verify(Letter, nameless, Ben.Certificate, Now).Good);
    }

    private static PublicKeyPacket Ed25519Key(byte[] point)
    {
        using var body = new WireWriter().Byte(6).UInt32(1).Byte(Algorithms.Ed25519).UInt32(32).Bytes(point);
        Assert.True(PublicKeyPacket.TryParse(body.ToArray(), out var key));
        return key;
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true);
}
