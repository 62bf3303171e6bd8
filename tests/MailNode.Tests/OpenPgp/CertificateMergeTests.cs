using System.Text;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>What one copy of a certificate learns from another.</summary>
public sealed class CertificateMergeTests
{
    private static readonly Certificate Anas = Ana.Certificate;
    private static readonly byte[] AnaBytes = Anas.ToBytes();
    private static readonly byte[] Primary = FirstPacket(AnaBytes);

    [Fact]
    public void A_copy_adds_nothing_to_itself()
    {
        Assert.Equal(AnaBytes, Anas.Merge(Forge.Parse(AnaBytes), Now).ToBytes());
        Assert.Throws<ArgumentException>(() => Anas.Merge(Ben.Certificate, Now));
    }

    [Fact]
    public void Of_two_renewals_of_the_same_second_the_same_one_counts_everywhere()
    {
        using var one = Ana.Renew(Now.AddYears(3), Now);
        using var other = Ana.Renew(Now.AddYears(5), Now);
        var merged = one.Certificate.Merge(other.Certificate, Now).Describe(Now).Select(key => key.ExpiresAt);
        Assert.Equal(merged, other.Certificate.Merge(one.Certificate, Now).Describe(Now).Select(key => key.ExpiresAt));
    }

    [Fact]
    public void Revocations_are_learnt_and_not_unlearnt()
    {
        var revoked = Forge.Parse(Primary, Revocation(Ana), AnaBytes[Primary.Length..]);
        Assert.True(Anas.Merge(revoked, Now).IsRevoked);
        Assert.True(revoked.Merge(Anas, Now).IsRevoked);
        Assert.False(Anas.Merge(Forge.Parse(Primary, Revocation(Eve), AnaBytes[Primary.Length..]), Now).IsRevoked);
    }

    [Fact]
    public void Renewals_new_user_ids_and_new_subkeys_are_learnt()
    {
        var expiry = Direct(Now.AddDays(-1), 9, 0, 13, 47, 0);
        var second = Forge.Join(Forge.Packet(PacketTag.UserId, "Ana B."u8), Certified("Ana B.", Ana));
        var subkey = PublicKeyPacket.MakeCurve25519Legacy(Curve25519.X25519PublicOf(Curve25519.NewScalar()), Now.AddDays(-2));
        var bound = Forge.Join(Forge.Packet(PacketTag.PublicSubkey, subkey.Body.Span), Bound(subkey, Ana));
        var merged = Anas.Merge(Forge.Parse(Primary, expiry, AnaBytes[Primary.Length..], bound, second), Now);
        Assert.NotNull(merged.ExpiresAt);
        Assert.Equal(2, merged.UserIds.Count);
        Assert.Equal(3, merged.Keys.Count());
        Assert.Equal(merged.ToBytes(), merged.Merge(Anas, Now).ToBytes());
        Assert.Equal(merged.ToBytes(), Forge.Parse(merged.ToBytes()).ToBytes());
    }

    [Fact]
    public void What_the_owner_did_not_sign_is_not_taken()
    {
        var junk = Forge.Join([.. Enumerable.Range(0, 40).Select(i => Forge.Signature(SignatureTypes.PositiveCertification, Eve, Now.AddSeconds(-i), digest => digest.Bytes(Letter)))]);
        var bank = Forge.Join(Forge.Packet(PacketTag.UserId, "The Bank"u8), Certified("The Bank", Eve));
        var stolen = Forge.PrimaryOf(Ben);
        var adopted = Forge.Join(Forge.Packet(PacketTag.PublicSubkey, stolen.Body.Span), Bound(stolen, Eve));
        var flooded = Forge.Parse(AnaBytes, junk, bank, adopted);
        Assert.True(flooded.ToBytes().Length > AnaBytes.Length);
        Assert.Equal(AnaBytes, Anas.Merge(flooded, Now).ToBytes());
    }

    [Fact]
    public void A_secret_key_takes_from_a_copy_only_what_the_owner_signed()
    {
        var junk = Certified("Ana <ana@example.org>", Eve);
        var bank = Forge.Join(Forge.Packet(PacketTag.UserId, "The Bank"u8), Certified("The Bank", Eve));
        var second = Forge.Join(Forge.Packet(PacketTag.UserId, "Ana B."u8), Certified("Ana B.", Ana));
        using var same = Ana.Merge(Forge.Parse(Primary, bank, AnaBytes[Primary.Length..], junk), Now);
        Assert.Equal(Ana.ToBytes(), same.ToBytes());
        using var more = Ana.Merge(Forge.Parse(AnaBytes, second), Now);
        Assert.Equal(2, more.Certificate.UserIds.Count);
    }

    [Fact]
    public void What_somebody_certified_for_themselves_alone_is_not_given_on()
    {
        var at = AnaBytes.AsSpan().IndexOf(Forge.Packet(PacketTag.PublicSubkey, Ana.Secrets.Last().Public.Body.Span));
        Assert.Equal(AnaBytes, Forge.Parse(AnaBytes[..at], ByBen(isExportable: 0), AnaBytes[at..]).ToBytes());
        var open = Forge.Join(AnaBytes[..at], ByBen(isExportable: 1), AnaBytes[at..]);
        Assert.Equal(open, Forge.Parse(open).ToBytes());

        static byte[] ByBen(byte isExportable) => Forge.Signature(
            SignatureTypes.PositiveCertification,
            Ben,
            Now,
            digest =>
            {
                digest.Key(Forge.PrimaryOf(Ana));
                digest.UserId("Ana <ana@example.org>"u8);
            },
            writer => writer.Subpacket(4, [isExportable]));
    }

    [Fact]
    public void A_changed_hint_makes_no_second_copy()
    {
        var changed = AnaBytes.ToArray();
        var keyId = Anas.Fingerprint.ToBytes().AsSpan(12);
        var at = changed.AsSpan().LastIndexOf(keyId);      // unhashed, at the end of the binding
        changed[at] ^= 1;
        Assert.Equal(AnaBytes, Anas.Merge(Forge.Parse(changed), Now).ToBytes());
    }

    [Fact]
    public void More_than_a_certificate_may_be_is_not_taken()
    {
        var large = Anas;
        foreach (var letter in "abcd")
            large = large.Merge(Forge.Parse([Primary, AnaBytes[Primary.Length..], .. LongUserIds(letter)]), Now);
        Assert.InRange(large.ToBytes().Length, AnaBytes.Length + 1, Policy.CertificateBytes);
    }

    private static IEnumerable<byte[]> LongUserIds(char letter) =>
        Enumerable.Range(0, 64).Select(number => $"{new string(letter, 2_000)}{number}")
            .Select(name => Forge.Join(Forge.Packet(PacketTag.UserId, Encoding.ASCII.GetBytes(name)), Certified(name, Ana)));

    private static byte[] Revocation(SecretKey signer) =>
        Forge.Signature(SignatureTypes.KeyRevocation, signer, Now.AddDays(-1), digest => digest.Key(Forge.PrimaryOf(Ana)));

    private static byte[] Direct(DateTimeOffset at, int subpacket, params byte[] content) =>
        Forge.Signature(SignatureTypes.DirectKey, Ana, at, digest => digest.Key(Forge.PrimaryOf(Ana)), more => more.Subpacket(subpacket, content));

    private static byte[] Certified(string name, SecretKey signer) =>
        Forge.Signature(SignatureTypes.PositiveCertification, signer, Now.AddDays(-1), digest =>
        {
            digest.Key(Forge.PrimaryOf(Ana));
            digest.UserId(Encoding.UTF8.GetBytes(name));
        });

    private static byte[] Bound(PublicKeyPacket subkey, SecretKey signer) =>
        Forge.Signature(
            SignatureTypes.SubkeyBinding, signer, Now.AddDays(-1), digest => Version6.Feed(digest, Forge.PrimaryOf(Ana), subkey),
            more => more.Subpacket(27, [(byte)KeyFlags.Encrypt]));

    private static byte[] FirstPacket(byte[] bytes)
    {
        var reader = new PacketReader(bytes);
        Assert.True(reader.TryNext(out var packet));
        return packet.Whole.ToArray();
    }
}
