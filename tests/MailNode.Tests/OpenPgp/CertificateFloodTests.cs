using System.Text;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Certificates that were filled up on their way to us: with what looks like the owner's until it is verified, or with anything else.</summary>
public sealed class CertificateFloodTests
{
    private static readonly byte[][] Parts = [.. PacketsOf(Ana.Certificate.ToBytes())];
    private static readonly byte[] Name = Encoding.ASCII.GetBytes("Ana <ana@example.org>");
    private static readonly byte[] Genuine = Revocation(Now.AddDays(-1));
    private static readonly DateTimeOffset Later = Now.AddDays(200);

    [Theory]
    [InlineData(2)]
    [InlineData(24 * 180)]
    public void Forged_revocations_of_the_first_copy_hide_no_genuine_one(int hoursAhead)
    {
        var first = Forge.Parse([Parts[0], .. Forged(40, i => Revocation(Now.AddHours(hoursAhead).AddSeconds(i))), .. Parts[1..]]);
        Assert.False(first.IsRevoked);
        Assert.True(RevocationCertificate.TryParse(Genuine, out var revocation));
        Assert.True(revocation.TryApply(first, Now, out var applied));
        Certificate[] revoked = [applied, first.Merge(Forge.Parse([Parts[0], Genuine, .. Parts[1..]]), Now)];
        Assert.All(revoked, one => Assert.True(one.IsRevoked));
        Assert.All(revoked, one => Assert.True(At(one.ToBytes(), Later).IsRevoked));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-48)]
    [InlineData(24 * 180)]
    public void More_revocations_than_are_checked_refuse_the_copy_and_leave_the_known_one(int hoursAhead)
    {
        var flooded = Forge.Join([Parts[0], .. Forged(300, i => Revocation(Now.AddHours(hoursAhead).AddSeconds(i))), Genuine, .. Parts[1..]]);
        Assert.False(Certificate.TryParse(flooded, Now, out _, out var reason));
        Assert.Contains("revocations", reason, StringComparison.Ordinal);
        var subkey = Forge.Join([.. Parts, .. Forged(300, i => SubkeyRevocation(Now.AddDays(-1).AddSeconds(i)))]);
        Assert.False(Certificate.TryParse(subkey, Now, out _, out _));
    }

    [Fact]
    public void A_first_copy_that_is_full_still_learns_that_the_key_was_taken_back()
    {
        var empty = Forge.Packet(PacketTag.Signature, 4, SignatureTypes.PositiveCertification, Algorithms.Rsa, Hashes.Sha256, 0, 0, 0, 0, 1, 2);
        var first = Forge.Parse([.. Parts[..2], .. Enumerable.Repeat(empty, Policy.CertificatePackets - Parts.Length), .. Parts[2..]]);
        Assert.True(first.Merge(Forge.Parse([Parts[0], Genuine, .. Parts[1..]]), Now).IsRevoked);
        using var renewed = Ana.Renew(Now);
        Assert.Equal(renewed.Certificate.ExpiresAt, first.Merge(renewed.Certificate, Now).ExpiresAt);
    }

    [Fact]
    public void What_is_forged_for_later_is_gone_before_it_counts()
    {
        var ahead = Forged(300, i => Certification(Now.AddDays(180).AddSeconds(i)));
        var first = Forge.Parse([.. Parts[..2], .. ahead, .. Parts[2..]]);
        Assert.Equal(Ana.Certificate.ToBytes(), first.ToBytes());
        using var renewed = Ana.Renew(Now.AddDays(190));
        Assert.Equal(renewed.Certificate.ExpiresAt, first.Merge(renewed.Certificate, Now.AddDays(190)).ExpiresAt);
        Assert.True(At(first.ToBytes(), Later).CanEncrypt);
    }

    [Fact]
    public void There_is_one_budget_for_all_signatures_of_a_certificate()
    {
        Assert.True(Forge.Parse([.. Parts[..2], .. Forged(150, i => Certification(Now.AddSeconds(i))), .. Parts[2..]]).CanEncrypt);
        Assert.False(Certificate.TryParse(Forge.Join([.. Parts[..2], .. Forged(250, i => Certification(Now.AddSeconds(i))), .. Parts[2..]]), Now, out _, out _));
        List<byte[]> spread = [Parts[0]];
        for (var name = 0; name < 30; name++)
            spread.AddRange([Forge.Packet(PacketTag.UserId, [(byte)name]), .. Forged(10, i => Certification(Now.AddSeconds(i), [(byte)name]))]);
        Assert.False(Certificate.TryParse(Forge.Join([.. spread, .. Parts[1..]]), Now, out _, out _));
    }

    [Fact]
    public void What_nobody_signed_hides_no_user_id_and_no_subkey_that_the_owner_did()
    {
        var names = Enumerable.Range(0, 70).Select(i => Forge.Packet(PacketTag.UserId, [(byte)i]));
        var subkeys = Enumerable.Range(0, 70).Select(i => Forge.Packet(PacketTag.PublicSubkey, SecretKey.Generate("x", Now.AddDays(-i)).Secrets.Last().Public.Body.Span));
        var filled = Forge.Parse([Parts[0], .. names, .. Parts[1..3], .. subkeys, .. Parts[3..]]);
        Assert.Equal(Ana.Certificate.UserIds, filled.UserIds);
        Assert.True(filled.CanEncrypt);
    }

    private static byte[] Revocation(DateTimeOffset at) =>
        Forge.Signature(SignatureTypes.KeyRevocation, Ana, at, digest => digest.Key(Forge.PrimaryOf(Ana)));

    private static byte[] SubkeyRevocation(DateTimeOffset at) =>
        Forge.Signature(SignatureTypes.SubkeyRevocation, Ana, at, digest => Version6.Feed(digest, Forge.PrimaryOf(Ana), Ana.Secrets.Last().Public));

    private static byte[] Certification(DateTimeOffset at, byte[]? name = null) =>
        Forge.Signature(SignatureTypes.PositiveCertification, Ana, at, digest =>
        {
            digest.Key(Forge.PrimaryOf(Ana));
            digest.UserId(name ?? Name);
        });

    /// <summary>As anybody can make them: the digest is right, and its signature is not.</summary>
    private static IEnumerable<byte[]> Forged(int count, Func<int, byte[]> genuine)
    {
        for (var i = 0; i < count; i++)
        {
            var forged = genuine(i);
            forged[^1] ^= 1;
            yield return forged;
        }
    }

    private static Certificate At(byte[] bytes, DateTimeOffset now)
    {
        Assert.True(Certificate.TryParse(bytes, now, out var certificate, out var reason), reason);
        return certificate;
    }

    private static List<byte[]> PacketsOf(byte[] bytes)
    {
        var reader = new PacketReader(bytes);
        var found = new List<byte[]>();
        while (reader.TryNext(out var packet))
            found.Add(packet.Whole.ToArray());
        return found;
    }
}
