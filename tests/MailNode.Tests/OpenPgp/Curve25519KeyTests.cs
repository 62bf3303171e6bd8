using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.Tests.OpenPgp;

/// <summary>Ed25519 and X25519 as RFC 9580 has them, and version 6 key packets; the values are those of its appendix A.3 and A.4.</summary>
public sealed class Curve25519KeyTests
{
    private const string Signing = "0663877FE31B00000020F94DA7BB48D60A61E567706A6587D0331999BB9D891A08242EAD84543DF895A3";
    private const string Encrypting = "0663877FE319000000208693248367F9E5015DB922F8F48095DDA784987F2D5985B12FBAD16CAF5E4435";
    private const string Seed = "1972817B12BE707E8D5F586CE61361201D344EB266A2C82FDE6835762B65B0B7";
    private const string Scalar = "4D600A4F794D44775C57A26E0FEEFED558E9AFFFD6AD0D582D57FB2BA2DCEDB8";

    [Theory]
    [InlineData(Signing, "CB186C4F0609A697E4D52DFA6C722B0C1F1E27C18A56708F6525EC27BAD9ACC9")]
    [InlineData(Encrypting, "12C83F1E706F6308FE151A417743A1F033790E93E9978488D1DB378DA9930885")]
    public void Version_6_keys_are_named_by_SHA_256(string body, string fingerprint)
    {
        var key = Parse(body);
        Assert.Equal((6, fingerprint), (key.Version, key.Fingerprint.ToString()));
        Assert.Equal(new DateTimeOffset(2022, 11, 30, 16, 8, 3, TimeSpan.Zero), key.Created);
    }

    [Fact]
    public void The_two_kinds_of_each_curve_are_told_apart()
    {
        Assert.IsType<PublicMaterial.Ed25519>(Parse(Signing).Material);
        Assert.IsType<PublicMaterial.X25519>(Parse(Encrypting).Material);
        Assert.IsType<PublicMaterial.Ed25519>(Parse(AsVersion4(Signing)).Material);
        Assert.IsType<PublicMaterial.X25519>(Parse(AsVersion4(Encrypting)).Material);
        Assert.IsType<PublicMaterial.Ed25519Legacy>(People.Ana.Certificate.Primary.Key.Material);
        Assert.IsType<PublicMaterial.Curve25519Legacy>(People.Ana.Certificate.EncryptionKey(People.Now)!.Material);
    }

    [Fact]
    public void Version_6_keys_have_no_legacy_curves()
    {
        foreach (var legacy in People.Ana.Certificate.Keys)
        {
            using var body = new WireWriter();
            var numbers = legacy.Key.Body.Span[6..];
            body.Byte(6).Bytes(legacy.Key.Body.Span[1..6]).UInt32((uint)numbers.Length).Bytes(numbers);
            Assert.IsType<PublicMaterial.Unusable>(Parse(Convert.ToHexString(body.Written)).Material);
        }
    }

    [Theory]
    [InlineData("06")]
    [InlineData("0663877FE31B")]
    [InlineData("0663877FE31B00000020")]
    [InlineData("0663877FE31BFFFFFFFFF94DA7BB48D60A61E567706A6587D0331999BB9D891A08242EAD84543DF895A3")]
    [InlineData("0663877FE31B7FFFFFFFF94DA7BB48D60A61E567706A6587D0331999BB9D891A08242EAD84543DF895A3")]
    [InlineData("0663877FE31B0000001FF94DA7BB48D60A61E567706A6587D0331999BB9D891A08242EAD84543DF895")]
    [InlineData("0663877FE31B00000021F94DA7BB48D60A61E567706A6587D0331999BB9D891A08242EAD84543DF895A300")]
    [InlineData("0563877FE31B00000020F94DA7BB48D60A61E567706A6587D0331999BB9D891A08242EAD84543DF895A3")]
    public void Lengths_that_lie_are_no_keys(string body) => Assert.False(PublicKeyPacket.TryParse(Convert.FromHexString(body), out _));

    [Theory]
    [InlineData(27, "0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(27, "EDFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")]
    [InlineData(25, "0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(25, "E0EB7A7C3B41B8AE1656E3FAF19FC46ADA098DEB9C32B1FD866205165F49B800")]
    public void Unsound_points_are_refused(byte algorithm, string point) =>
        Assert.IsType<PublicMaterial.Unusable>(Parse($"0663877FE3{algorithm:X2}00000020{point}").Material);

    [Fact]
    public void Unknown_algorithms_end_where_their_length_says()
    {
        var body = Convert.FromHexString("0663877FE31C00000003AABBCC" + "00FF");
        Assert.True(PublicKeyPacket.TryParseStart(body, out var key));
        Assert.Equal("public-key algorithm 28", Assert.IsType<PublicMaterial.Unusable>(key.Material).Reason);
        Assert.Equal(13, key.Body.Length);
    }

    [Fact]
    public void Ed25519_signs_with_64_plain_bytes()
    {
        using var secret = SecretMaterialReader.Read(Parse(Signing).Material, Convert.FromHexString(Seed));
        var digest = SHA256.HashData("letter"u8);
        using var value = new WireWriter();
        Assert.NotNull(secret);
        secret.Sign(digest, Hashes.Sha256, value);
        Assert.Equal(64, value.Length);
        Assert.True(Curve25519.Verify(Assert.IsType<PublicMaterial.Ed25519>(Parse(Signing).Material).Point, digest, value.ToArray()));
    }

    [Fact]
    public void Secrets_that_do_not_belong_to_the_key_are_refused()
    {
        Assert.NotNull(SecretMaterialReader.Read(Parse(Encrypting).Material, Convert.FromHexString(Scalar)));
        Assert.Null(SecretMaterialReader.Read(Parse(Encrypting).Material, Convert.FromHexString(Seed)));
        Assert.Null(SecretMaterialReader.Read(Parse(Signing).Material, Convert.FromHexString(Scalar)));
        Assert.Null(SecretMaterialReader.Read(Parse(Signing).Material, Convert.FromHexString(Seed + "00")));
    }

    private static PublicKeyPacket Parse(string body)
    {
        Assert.True(PublicKeyPacket.TryParse(Convert.FromHexString(body), out var key));
        return key;
    }

    private static string AsVersion4(string body) => "04" + body[2..12] + body[20..];
}
