using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Made, renewed, named anew, taken back: the fingerprint stays, and strangers have no say in it.</summary>
public sealed class KeyLifeTests
{
    private static readonly DateTimeOffset Made = Now.AddDays(-30), Later = Made.AddDays(400);

    [Fact]
    public void A_new_key_is_good_for_two_years_and_due_for_renewal_after_one()
    {
        Assert.Equal(Made.AddDays(730), Ana.Certificate.ExpiresAt);
        Assert.Equal(Made.AddDays(730), EncryptionKey(Ana).ExpiresAt);
        Assert.False(Ana.IsRenewalDue(Made.AddDays(365)));
        Assert.True(Ana.IsRenewalDue(Made.AddDays(366)));
        Assert.True(Parsed(Ana.Certificate, Made.AddDays(729)).CanEncrypt);
        Assert.False(Parsed(Ana.Certificate, Made.AddDays(731)).CanEncrypt);
    }

    [Fact]
    public void Renewed_it_is_the_same_key_for_two_more_years()
    {
        using var renewed = Ana.Renew(Later);
        Assert.Equal(Ana.Certificate.Fingerprint, renewed.Certificate.Fingerprint);
        Assert.Equal(Ana.Certificate.UserId, renewed.Certificate.UserId);
        Assert.Equal(Later.AddDays(730), renewed.Certificate.ExpiresAt);
        Assert.Equal(Later.AddDays(730), EncryptionKey(renewed).ExpiresAt);
        Assert.False(renewed.IsRenewalDue(Later));
        Assert.True(Parsed(renewed.Certificate, Later.AddDays(729)).CanEncrypt);
        Assert.Equal(Said(Ana.Certificate.Primary.Binding!), Said(renewed.Certificate.Primary.Binding!));
        Assert.Equal(Said(EncryptionKey(Ana).Binding!), Said(EncryptionKey(renewed).Binding!));
    }

    [Fact]
    public void The_last_of_two_renewals_within_a_second_counts()
    {
        for (var years = 3; years < 11; years++)
        {
            using var key = SecretKey.Generate("Dan <dan@example.org>", Now);
            using var first = key.Renew(Now.AddYears(years), Now.AddMilliseconds(100));
            using var last = first.Renew(Now.AddYears(years + 1), Now.AddMilliseconds(200));
            Assert.Equal(Now.AddYears(years + 1), last.Certificate.ExpiresAt);
        }
    }

    [Fact]
    public void Ten_renewals_leave_two_signatures_where_there_was_one()
    {
        var key = Ana;
        for (var year = 1; year <= 10; year++)
            key = key.Renew(Made.AddDays(370 * year));
        Assert.All(key.Certificate.Parts.Skip(1), part => Assert.Equal(2, part.Signatures.Count));
        Assert.Equal(Ana.Certificate.Minimal().Length, key.Certificate.Minimal().Length);
        Assert.True(SecretKey.TryUnlock(key.Lock("x"), "x", Made.AddDays(3701), out var back, out var reason), reason);
        Assert.Equal(key.Certificate.ToBytes(), back.Certificate.ToBytes());
    }

    [Fact]
    public void A_renewal_under_a_clock_that_was_ten_years_ahead_does_not_cost_the_key()
    {
        using var ahead = Ana.Renew(Now.AddYears(10));
        Assert.True(SecretKey.TryUnlock(ahead.ToBytes(), null, Now, out var back, out var reason), reason);
        Assert.True(back.CanSignAt(Now) && back.CanDecryptAt(Now));
        Assert.Equal(Made.AddDays(730), back.Certificate.ExpiresAt);
        Assert.True(SecretKey.TryUnlock(back.Renew(Later).ToBytes(), null, Later, out var again, out reason), reason);
        Assert.Equal(Later.AddDays(730), again.Certificate.ExpiresAt);
    }

    [Fact]
    public void An_expired_key_comes_back_by_renewing_and_what_it_signed_in_its_time_stays_good()
    {
        var (late, letter) = (Made.AddDays(1000), DetachedSignature.Sign(Letter, Ana, Now));
        Assert.True(SecretKey.TryUnlock(Ana.ToBytes(), null, late, out var expired, out _));
        Assert.False(expired.CanSignAt(late));
        using var renewed = expired.Renew(late);
        Assert.True(renewed.CanSignAt(late) && renewed.CanDecryptAt(late));
        Assert.True(DetachedSignature.Verify(Letter, letter, renewed.Certificate, late).Good);
        Assert.True(DetachedSignature.Verify(Letter, DetachedSignature.Sign(Letter, renewed, late), renewed.Certificate, late).Good);
    }

    [Fact]
    public void A_change_that_would_leave_nothing_valid_does_not_look_like_one_that_was_made()
    {
        Assert.Throws<InvalidOperationException>(() => Ana.Renew(Made.AddDays(-5)));
        Assert.Throws<InvalidOperationException>(() => Ana.Renew(null, Made.AddDays(-5)));
        Assert.Throws<InvalidOperationException>(() => Ana.WithUserId("Ana <ana@work.example>", Made.AddDays(-5)));
    }

    [Fact]
    public void An_end_of_ones_own_choice_and_none_at_all()
    {
        using var shorter = Ana.Renew(Now.AddDays(10), Now);
        Assert.Equal(Now.AddDays(10), shorter.Certificate.ExpiresAt);
        using var never = shorter.Renew(null, Now.AddDays(1));
        Assert.Null(never.Certificate.ExpiresAt);
        Assert.Null(EncryptionKey(never).ExpiresAt);
        Assert.False(never.IsRenewalDue(Now.AddYears(50)));
        using var still = never.Renew(Now.AddDays(2));
        Assert.Null(still.Certificate.ExpiresAt);
    }

    [Fact]
    public void The_renewed_copy_works_after_the_old_one_was_wiped()
    {
        var old = SecretKey.Generate("Cem <cem@example.org>", Now);
        var renewed = old.Renew(Now.AddDays(1));
        old.Dispose();
        Assert.True(DetachedSignature.Verify(Letter, DetachedSignature.Sign(Letter, renewed, Now), renewed.Certificate, Now).Good);
    }

    [Fact]
    public void Another_user_id_comes_first_and_says_of_the_key_what_the_first_one_said()
    {
        using var named = Ana.WithUserId("Ana <ana@work.example>", Now);
        Assert.Equal("Ana <ana@work.example>", named.Certificate.UserId);
        Assert.Equal(Ana.Certificate.ExpiresAt, named.Certificate.ExpiresAt);
        using var back = named.WithUserId("Ana <ana@example.org>", Now.AddDays(1));
        Assert.Equal("Ana <ana@example.org>", back.Certificate.UserId);
        Assert.Equal(2, back.Certificate.Parts.Count(part => part.Head.Tag == PacketTag.UserId));
        using var renewed = back.Renew(Later);
        Assert.Equal("Ana <ana@example.org>", renewed.Certificate.UserId);
        Assert.InRange(renewed.Certificate.ExpiresAt!.Value, Later.AddDays(699), Later.AddDays(730));   // as long as it was given last
    }

    [Theory]
    [InlineData(RevocationReason.Compromised, true)]
    [InlineData(RevocationReason.Unspecified, true)]
    [InlineData(RevocationReason.Superseded, false)]
    [InlineData(RevocationReason.Retired, false)]
    public void Taken_back_it_is_used_no_more_and_the_reason_decides_about_the_past(RevocationReason reason, bool isHard)
    {
        var before = DetachedSignature.Sign(Letter, Ana, Now.AddDays(-1));
        var made = Ana.RevocationCertificate(reason, "words for people", Now);
        Assert.False(Ana.Certificate.IsRevoked);
        Assert.True(RevocationCertificate.TryParse(System.Text.Encoding.ASCII.GetBytes(made.ToArmor()), out var read));
        Assert.True(read.Names(Ana.Certificate) && !read.Names(Ben.Certificate));
        Assert.Equal((Ana.Certificate.Fingerprint, isHard), (read.Issuer, read.IsHard));
        Assert.True(read.TryApply(Ana.Certificate, Now, out var revoked));
        Assert.True(revoked.IsRevoked && !revoked.CanEncrypt);
        Assert.Equal(!isHard, DetachedSignature.Verify(Letter, before, revoked, Now).Good);
        using var own = Ana.Merge(revoked, Now);
        Assert.False(own.CanSignAt(Now) || own.CanDecryptAt(Now) || own.IsRenewalDue(Later));
        Assert.True(Parsed(revoked.Minimal(), Now).IsRevoked);
        Assert.Equal(made.ToBytes(), Assert.Single(RevocationCertificate.Within(revoked.Minimal())).ToBytes());
        Assert.Empty(RevocationCertificate.Within(Ana.Certificate.ToBytes()));
        Assert.Empty(RevocationCertificate.Within(made.ToBytes()));
        Assert.True(Ana.Certificate.Merge(Parsed(revoked.Minimal(), Now), Now).IsRevoked);
    }

    [Fact]
    public void Only_its_own_key_takes_it_back()
    {
        var byEve = Eve.RevocationCertificate(RevocationReason.Compromised, "", Now);
        Assert.False(byEve.TryApply(Ana.Certificate, Now, out _));
        var claimed = Forge.Signature(SignatureTypes.KeyRevocation, Eve, Now, digest => digest.Key(Forge.PrimaryOf(Ana)));
        Assert.True(RevocationCertificate.TryParse(claimed, out var forged));
        Assert.False(forged.TryApply(Ana.Certificate, Now, out _));
        var early = Ana.RevocationCertificate(RevocationReason.Retired, "", Now.AddDays(9));
        Assert.False(early.TryApply(Ana.Certificate, Now, out _));
        Assert.True(early.TryApply(Ana.Certificate, Now.AddDays(9), out _));
    }

    [Fact]
    public void No_flipped_byte_of_a_revocation_counts_or_throws()
    {
        var bytes = Ana.RevocationCertificate(RevocationReason.Retired, "", Now).ToBytes();
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 0x21;
            if (RevocationCertificate.TryParse(bytes, out var flipped) && flipped.TryApply(Ana.Certificate, Now, out _))
                Assert.InRange(at, bytes.Length - Forge.PrimaryOf(Ana).Body.Length - 120, bytes.Length);   // the unhashed hint
            Assert.False(RevocationCertificate.TryParse(bytes.AsSpan(0, at), out _));
            bytes[at] ^= 0x21;
        }
    }

    [Fact]
    public void Two_copies_say_together_what_each_says_in_any_order()
    {
        using var renewed = Ana.Renew(Later);
        using var named = Ana.WithUserId("Ana <ana@work.example>", Now);
        var (one, other) = (renewed.Certificate.Merge(named.Certificate, Later), named.Certificate.Merge(renewed.Certificate, Later));
        Assert.Equal((one.UserId, one.ExpiresAt, one.Minimal().Length), (other.UserId, other.ExpiresAt, other.Minimal().Length));
        Assert.Equal(one.ToBytes(), one.Merge(other, Later).ToBytes());
        Assert.Equal(one.ToBytes(), one.Merge(Parsed(one.Minimal(), Later), Later).ToBytes());
        Assert.ThrowsAny<ArgumentException>(() => Ana.Certificate.Merge(Ben.Certificate, Now));
        Assert.ThrowsAny<ArgumentException>(() => Ana.Merge(Ben, Now));
    }

    [Fact]
    public void A_signing_subkey_keeps_its_consent_when_it_is_renewed()
    {
        using var gpgs = WithSigningSubkey(out var subkey);
        using var renewed = gpgs.Renew(Later);
        var bound = renewed.Certificate.Keys.Single(key => key.Key.Fingerprint == subkey);
        Assert.True(bound.Flags.HasFlag(KeyFlags.Sign));
        Assert.Equal(Later.AddDays(700), bound.ExpiresAt);           // as long as it was given last
    }

    [Fact]
    public void An_old_subkey_that_has_ended_does_not_come_back()
    {
        using var two = WithOldSubkey(out var old);
        using var renewed = two.Renew(Later);
        Assert.True(renewed.Certificate.Keys.Single(key => key.Key.Fingerprint == old).ExpiresAt < Now);
    }

    [Fact]
    public void A_minimal_certificate_is_one_key_one_user_id_one_subkey_and_the_newest_signatures()
    {
        using var named = Ana.WithUserId("Ana <ana@work.example>", Now);
        using var renewed = named.Renew(Later);
        var tags = new List<PacketTag>();
        var reader = new PacketReader(renewed.Certificate.Minimal());
        while (reader.TryNext(out var packet))
            tags.Add(packet.Tag);
        Assert.Equal([PacketTag.PublicKey, PacketTag.UserId, PacketTag.Signature, PacketTag.PublicSubkey, PacketTag.Signature], tags);
        Assert.InRange(renewed.Certificate.Minimal().Length, 300, 800);
        Assert.Equal(renewed.Certificate.ExpiresAt, Parsed(renewed.Certificate.Minimal(), Later).ExpiresAt);
    }

    private static BoundKey EncryptionKey(SecretKey key) => key.Certificate.Keys.Single(one => (one.Flags & KeyFlags.Encrypt) != 0);

    private static Certificate Parsed(Certificate certificate, DateTimeOffset now) => Parsed(certificate.ToBytes(), now);

    private static Certificate Parsed(byte[] bytes, DateTimeOffset now)
    {
        Assert.True(Certificate.TryParse(bytes, now, out var certificate, out var reason), reason);
        return certificate;
    }

    /// <summary>All that a self-signature says, but for when.</summary>
    private static IEnumerable<string> Said(SignaturePacket signature) =>
        Subpackets.Hashed(signature).Where(one => one.Type is not (2 or 9)).Select(one => $"{one.Type}: {Convert.ToHexString(one.Content.Span)}").Order(StringComparer.Ordinal);

    /// <summary>Ana's key with Ben's primary as a signing subkey, by his consent, until day 730.</summary>
    private static SecretKey WithSigningSubkey(out Fingerprint subkey)
    {
        var (primary, other) = (Ana.Secrets.First(), Ben.Secrets.First());
        subkey = other.Public.Fingerprint;
        var consent = Forge.Signature(SignatureTypes.PrimaryBinding, Ben, Now, Both);
        var reader = new PacketReader(consent);
        Assert.True(reader.TryNext(out var back));
        using var writer = new SignatureWriter(SignatureTypes.SubkeyBinding, primary, Now).Subpacket(27, [(byte)KeyFlags.Sign]).Subpacket(32, back.Body.Span);
        Renewal.WriteExpiry(writer, other.Public.Created, Made.AddDays(730));
        return Unlocked(Forge.Join(Ana.ToBytes(), Subkey(other), writer.Sign(Both)));

        void Both(SignatureDigest digest)
        {
            digest.Key(primary.Public);
            digest.Key(other.Public);
        }
    }

    /// <summary>Ana's key with an older encryption subkey that ended a month after it was made.</summary>
    private static SecretKey WithOldSubkey(out Fingerprint subkey)
    {
        var (primary, other) = (Ana.Secrets.First(), SecretKey.Generate("unused", Made.AddDays(-60)).Secrets.Last());
        subkey = other.Public.Fingerprint;
        using var writer = new SignatureWriter(SignatureTypes.SubkeyBinding, primary, Made).Subpacket(27, [(byte)KeyFlags.Encrypt]);
        Renewal.WriteExpiry(writer, other.Public.Created, Made.AddDays(-30));
        return Unlocked(Forge.Join(Ana.ToBytes(), Subkey(other), writer.Sign(digest =>
        {
            digest.Key(primary.Public);
            digest.Key(other.Public);
        })));
    }

    private static byte[] Subkey(SecretKeyPacket key)
    {
        using var body = new WireWriter();
        key.WriteOpen(body);
        return Forge.Packet(PacketTag.SecretSubkey, body.Written);
    }

    private static SecretKey Unlocked(byte[] bytes)
    {
        Assert.True(SecretKey.TryUnlock(bytes, null, Now, out var key, out var reason), reason);
        return key;
    }
}
