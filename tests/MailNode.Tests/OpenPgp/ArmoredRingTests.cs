using System.Text;
using MailNode.OpenPgp;

namespace MailNode.Tests.OpenPgp;

/// <summary>Files with keys that are several armored blocks, as they come of putting files together.</summary>
public sealed class ArmoredRingTests
{
    private static readonly string Ana = People.Ana.Certificate.ToArmor(), Eve = People.Eve.Certificate.ToArmor();

    [Theory]
    [InlineData("")]
    [InlineData("\r\nFrom my address book:\r\n")]
    public void All_blocks_are_read(string between)
    {
        Assert.Equal([People.Ana.Certificate.Fingerprint, People.Eve.Certificate.Fingerprint], Ring(Ana + between + Eve));
        Assert.Equal(2, RingKey.ReadAll(Encoding.ASCII.GetBytes(Ana + between + Eve), People.Now).Count);
        Assert.False(Certificate.TryParse(Encoding.ASCII.GetBytes(Ana + between + Eve), People.Now, out _, out var reason));
        Assert.Equal(SecretKey.SeveralKeys, reason);
        Assert.False(SecretKey.TryUnlock(Encoding.ASCII.GetBytes(People.Ana.ToArmor() + People.Eve.ToArmor()), null, People.Now, out _, out reason));
        Assert.Equal(SecretKey.SeveralKeys, reason);
    }

    [Fact]
    public void A_damaged_block_keeps_no_other_out()
    {
        var damaged = Ana.Replace("-----END PGP PUBLIC", "-----END PGP PRIVATE", StringComparison.Ordinal);
        Assert.Equal([People.Eve.Certificate.Fingerprint], Ring(damaged + Eve));
        Assert.Equal([People.Eve.Certificate.Fingerprint], Ring("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n====\n" + Eve));
        Assert.Equal([People.Eve.Certificate.Fingerprint], Ring(Eve + "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n"));
        Assert.Equal([People.Eve.Certificate.Fingerprint], Ring("-----BEGIN PGP NOTHING-----\n\n" + Eve));
    }

    [Fact]
    public void A_revocation_among_them_is_not_lost_in_silence()
    {
        var revocation = People.Ana.RevocationCertificate(RevocationReason.Compromised, "", People.Now).ToArmor();
        Assert.Empty(Ring(Ana + revocation));
        Assert.Empty(Ring(revocation + Ana));
    }

    [Fact]
    public void There_are_not_more_blocks_than_a_ring_has_keys()
    {
        var text = string.Concat(Enumerable.Repeat("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n=\n", 1_000)) + Ana;
        Assert.Empty(Ring(text));
        Assert.Empty(Ring(string.Concat(Enumerable.Repeat("-----BEGIN PGP ", 400_000))));
    }

    private static IEnumerable<Fingerprint> Ring(string text) =>
        Certificate.ParseRing(Encoding.ASCII.GetBytes(text), People.Now).Select(one => one.Fingerprint);
}
