using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace MailNode.Tests.OpenPgp;

/// <summary>Two implementations of the same curves: each knows the RFCs' vectors, and neither says what the other does not.</summary>
public sealed class LibcryptoTests
{
    private const int Rounds = 200;

    public static TheoryData<bool> Both => [false, true];

    /// <summary>RFC 7748, section 5.2, and the points of Alice and Bob of section 6.1.</summary>
    [Theory, MemberData(nameof(Both))]
    public void Agreements_are_the_ones_of_the_RFC(bool libcrypto)
    {
        AssertAgrees(libcrypto, "A546E36BF0527C9D3B16154B82465EDD62144C0AC1FC5A18506A2244BA449AC4", "E6DB6867583030DB3594C1A424B15F7C726624EC26B3353B10A903A6D0AB1C4C", "C3DA55379DE9C6908E94EA4DF28D084F32ECCF03491C71F754B4075577A28552");
        AssertAgrees(libcrypto, "4B66E9D4D1B4673C5AD22691957D6AF5C11B6421E0EA01D42CA4169E7918BA0D", "E5210F12786811D3F4B7959D0538AE2C31DBE7106FC03C3EFC4CD549C715A493", "95CBDE9476E8907D7AADE45CB4B873F88B595A68799FA152E6F8F7647AAC7957");
    }

    /// <summary>RFC 7748, section 5.2: the result of a thousand rounds, each a scalar for the next.</summary>
    [Theory, MemberData(nameof(Both))]
    public void A_thousand_agreements_in_a_row_come_out_right(bool libcrypto)
    {
        var (scalar, point) = (new byte[32], new byte[32]);
        scalar[0] = point[0] = 9;
        for (var round = 0; round < 1_000; round++)
        {
            using var key = Key(libcrypto, scalar);
            Assert.True(key.TryAgree(point, out var secret));
            (point, scalar) = (scalar, secret);
        }
        Assert.Equal("684CF59BA83309552800EF566F2F4D3C1C3887C49360E3875F2EB94D99532C51", Convert.ToHexString(scalar));
    }

    [Fact]
    public void Both_say_the_same_of_any_scalar_and_any_point()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (scalar, point) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
            using var managed = Key(false, scalar);
            using var native = Key(true, scalar);
            Assert.Equal(managed.ToPoint(), native.ToPoint());
            Assert.Equal(managed.TryAgree(point, out var one), native.TryAgree(point, out var other));
            Assert.Equal(one, other);
        }
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("E0EB7A7C3B41B8AE1656E3FAF19FC46ADA098DEB9C32B1FD866205165F49B800")]
    [InlineData("5F9C95BCA3508C24B1D0B1559C83EF5B04445CC4581C8E86D8224EDDD09F1157")]
    [InlineData("ECFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")]
    [InlineData("EDFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")]
    [InlineData("EEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")]
    public void Points_of_small_order_are_refused_by_both(string point)
    {
        foreach (var libcrypto in (bool[])[false, true])
        {
            using var key = Key(libcrypto, RandomNumberGenerator.GetBytes(32));
            Assert.False(key.TryAgree(Convert.FromHexString(point), out _));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void What_is_not_32_bytes_long_never_gets_there(int length)
    {
        var bytes = new byte[length];
        using var key = Key(true, RandomNumberGenerator.GetBytes(32));
        Assert.False(key.TryAgree(bytes, out _));
        Assert.Null(Libcrypto.NewX25519(bytes));
        Assert.False(Libcrypto.Verify(bytes, [1], new byte[64]));
        Assert.False(Libcrypto.Verify(new byte[32], [1], bytes) && length != 64);
        Assert.Null(length == 64 ? null : Libcrypto.NewAes(bytes, encrypts: true));
        Assert.ThrowsAny<Exception>(() => Key(false, bytes));
        Assert.ThrowsAny<Exception>(() => Key(true, bytes));
    }

    [Fact]
    public void Both_check_signatures_alike()
    {
        Key(true, new byte[32]).Dispose();
        for (var round = 0; round < Rounds; round++)
        {
            var (seed, digest) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
            var point = Curve25519.Ed25519PublicOf(seed);
            var signature = Curve25519.Sign(seed, point, digest);
            Assert.True(Libcrypto.Verify(point, digest, signature));
            signature[round % 64] ^= (byte)(1 << (round % 8));
            Assert.Equal(Ed25519.Verify(signature, 0, point, 0, digest, 0, 32), Libcrypto.Verify(point, digest, signature));
            Assert.False(Curve25519.Verify(point, digest, signature));
        }
    }

    /// <summary>S + L fits the equation as well as S does: RFC 8032, section 5.1.7, wants it refused.</summary>
    [Fact]
    public void A_signature_has_one_form_only()
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        var point = Curve25519.Ed25519PublicOf(seed);
        var signature = Curve25519.Sign(seed, point, seed);
        var order = Convert.FromHexString("EDD3F55C1A631258D69CF7A2DEF9DE1400000000000000000000000000000010");
        for (int at = 0, carry = 0; at < 32; at++)
        {
            carry += signature[32 + at] + order[at];
            signature[32 + at] = (byte)carry;
            carry >>= 8;
        }
        Assert.False(Curve25519.Verify(point, seed, signature));
    }

    [Fact]
    public void A_signature_is_the_same_with_the_point_at_hand()
    {
        var (seed, digest, signature) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32), new byte[64]);
        Ed25519.Sign(seed, 0, digest, 0, digest.Length, signature, 0);
        Assert.Equal(signature, Curve25519.Sign(seed, Curve25519.Ed25519PublicOf(seed), digest));
    }

    /// <summary>RFC 3394, section 4.1.</summary>
    [Fact]
    public void A_key_is_wrapped_as_in_the_RFC()
    {
        var (key, plain) = (Convert.FromHexString("000102030405060708090A0B0C0D0E0F"), Convert.FromHexString("00112233445566778899AABBCCDDEEFF"));
        var wrapped = AesWrap.Wrap(key, plain);
        Assert.Equal("1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5", Convert.ToHexString(wrapped));
        Assert.True(AesWrap.TryUnwrap(key, wrapped, out var unwrapped));
        Assert.Equal(plain, unwrapped);
    }

    [Fact]
    public void One_key_serves_many_threads()
    {
        using var key = Key(true, RandomNumberGenerator.GetBytes(32));
        using var other = X25519Key.New();
        Assert.True(key.TryAgree(other.ToPoint(), out var expected));
        var secrets = new byte[500][];
        Parallel.For(0, secrets.Length, at => key.TryAgree(other.ToPoint(), out secrets[at]));
        Assert.All(secrets, secret => Assert.Equal(expected, secret));
    }

    [Fact]
    public void A_key_that_was_wiped_is_not_used()
    {
        var key = Key(true, RandomNumberGenerator.GetBytes(32));
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.TryAgree(new byte[32], out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(2_223)]
    [InlineData(8 << 10)]
    [InlineData((8 << 10) + 1)]
    [InlineData(300_001)]
    public void Feedback_decrypts_what_it_encrypts_at_every_length(int length)
    {
        var (key, iv, plain) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(length));
        var content = plain.ToArray();
        Cfb.Encrypt(key, iv, content);
        using var aes = Aes.Create();
        aes.Key = key;
        Assert.Equal(aes.EncryptCfb(plain, iv, PaddingMode.Zeros, 128)[..length], content);
        var back = new byte[length];
        Cfb.Decrypt(key, iv, content, back);
        Assert.Equal(plain, back);
    }

    private static void AssertAgrees(bool libcrypto, string scalar, string point, string secret)
    {
        using var key = Key(libcrypto, Convert.FromHexString(scalar));
        Assert.True(key.TryAgree(Convert.FromHexString(point), out var agreed));
        Assert.Equal(secret, Convert.ToHexString(agreed));
    }

    private static X25519Key Key(bool libcrypto, byte[] scalar)
    {
        if (libcrypto && !Curve25519.UsesLibcrypto)
            Assert.Skip("libcrypto is not there, or did not pass its trial.");
        return libcrypto ? new LibcryptoX25519(scalar) : new ManagedX25519(scalar);
    }
}
