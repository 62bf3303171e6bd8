using System.Text;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Which of an owner's signatures count, by hash, date and what they demand.</summary>
public sealed class CertificatePolicyTests
{
    private const string Name = "Dan <dan@example.org>";
    private static readonly DateTimeOffset Old = new(2015, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SecretKey Dan = KeyMaker.Make(Name, expires: null, Old);
    private static readonly byte[][] Parts = [.. PacketsOf(Dan).Select(packet => packet.Whole.ToArray())];

    [Theory]
    [InlineData("2019-12-31", true)]
    [InlineData("2020-01-01", false)]
    public void SHA_1_counts_in_old_self_signatures(string date, bool counts)
    {
        var at = DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
        Assert.Equal(counts, Certificate.TryParse(Forge.Join(Parts[0], Parts[1], Certification(Hashes.Sha1, at)), Now, out _, out _));
        var binding = Forge.OldSignature(Hashes.Sha1, SignatureTypes.SubkeyBinding, Dan, at, FeedSubkey, [2, 27, (byte)KeyFlags.Encrypt]);
        Assert.Equal(counts, Forge.Parse(Parts[0], Parts[1], Parts[2], Parts[3], binding).CanEncrypt);
    }

    [Theory]
    [InlineData(Hashes.Sha1, "2019-12-31")]
    [InlineData(Hashes.Sha1, "2026-01-01")]
    [InlineData(Hashes.Sha256, "2014-01-01")]
    [InlineData(Hashes.Sha256, "2020-01-01", 2, 0x80 | 100, 0)]
    [InlineData(Hashes.Sha256, "2020-01-01", 5, 3, 0, 0, 0, 1)]
    public void A_genuine_revocation_counts_on_an_old_hash_older_than_the_key_with_demands_and_past_its_end(byte hash, string date, params int[] subpackets)
    {
        var at = DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
        byte[] more = [.. subpackets.Select(one => (byte)one)];
        var ofKey = Forge.OldSignature(hash, SignatureTypes.KeyRevocation, Dan, at, digest => digest.Key(Forge.PrimaryOf(Dan)), more);
        var revoked = Forge.Parse([Parts[0], ofKey, .. Parts[1..]]);
        Assert.True(revoked.IsRevoked && !revoked.CanEncrypt);
        var ofSubkey = Forge.OldSignature(hash, SignatureTypes.SubkeyRevocation, Dan, at, FeedSubkey, more);
        Assert.False(Forge.Parse([.. Parts, ofSubkey]).CanEncrypt);
        Assert.Equal(at < Old, Certificate.TryParse(Forge.Join([.. Parts[..3], Forge.OldSignature(hash, SignatureTypes.CertificationRevocation, Dan, at, digest => FeedUserId(digest), more), .. Parts[3..]]), Now, out _, out _));
    }

    [Theory]
    [InlineData(Hashes.Sha1)]
    [InlineData(1)]
    [InlineData(3)]
    public void Over_content_a_weak_hash_counts_at_no_date(byte hash)
    {
        var signature = hash == Hashes.Sha1
            ? Forge.OldSignature(hash, SignatureTypes.Binary, Dan, Old, digest => digest.Bytes(Letter))
            : Renamed(Forge.OldSignature(Hashes.Sha256, SignatureTypes.Binary, Dan, Old, digest => digest.Bytes(Letter)), hash);
        Assert.Equal(OpenRefusal.WeakSignature, DetachedSignature.Verify(Letter, signature, Dan.Certificate, Now).Reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void MD5_and_RIPEMD_vouch_for_no_key_at_any_date(byte hash) =>
        Assert.False(Certificate.TryParse(Forge.Join(Parts[0], Parts[1], Renamed(Certification(Hashes.Sha256, Old), hash)), Now, out _, out _));

    [Theory]
    [InlineData(Hashes.Sha256)]
    [InlineData(Hashes.Sha384)]
    [InlineData(Hashes.Sha512)]
    [InlineData(Hashes.Sha3Of256)]
    [InlineData(Hashes.Sha3Of512)]
    public void Good_hashes_count_for_both(byte hash)
    {
        if (!Policy.AcceptsHash(hash, out _))
            Assert.Skip("The platform has no SHA-3.");
        Assert.True(Certificate.TryParse(Forge.Join(Parts[0], Parts[1], Certification(hash, Old)), Now, out _, out var reason), reason);
        var signature = Forge.OldSignature(hash, SignatureTypes.Binary, Dan, Now, digest => digest.Bytes(Letter));
        Assert.True(DetachedSignature.Verify(Letter, signature, Dan.Certificate, Now).Good);
    }

    [Fact]
    public void A_user_id_that_its_owner_took_back_is_gone()
    {
        var second = Encoding.UTF8.GetBytes("Daniel");
        byte[] About(byte type, int days) => Forge.Signature(type, Dan, Old.AddDays(days), digest => FeedUserId(digest, second));
        var named = Forge.Parse([.. Parts, Forge.Packet(PacketTag.UserId, second), About(SignatureTypes.PositiveCertification, 1)]);
        Assert.Equal(["Daniel", Name], named.UserIds);
        var revoked = Forge.Parse(
            [.. Parts, Forge.Packet(PacketTag.UserId, second), About(SignatureTypes.PositiveCertification, 1), About(SignatureTypes.CertificationRevocation, 2)]);
        Assert.Equal([Name], revoked.UserIds);
        Assert.Equal(Name, revoked.UserId);
        var again = Forge.Parse(
            [.. Parts, Forge.Packet(PacketTag.UserId, second), About(SignatureTypes.CertificationRevocation, 2), About(SignatureTypes.PositiveCertification, 3)]);
        Assert.Equal(["Daniel", Name], again.UserIds);
    }

    /// <summary>What its owner demands and we do not know makes a self-signature worthless, wherever it stands.</summary>
    [Fact]
    public void Unknown_critical_subpackets_make_self_signatures_worthless()
    {
        byte[] critical = [13, 0x80 | 20, 0x80, 0, 0, 0, 0, 2, 0, 2, (byte)'a', (byte)'b', (byte)'c', (byte)'d'];
        var certification = Forge.OldSignature(Hashes.Sha256, SignatureTypes.PositiveCertification, Dan, Old, digest => FeedUserId(digest), critical);
        Assert.False(Certificate.TryParse(Forge.Join(Parts[0], Parts[1], certification), Now, out _, out _));
        var binding = Forge.OldSignature(Hashes.Sha256, SignatureTypes.SubkeyBinding, Dan, Old, FeedSubkey, [2, 27, (byte)KeyFlags.Encrypt, .. critical]);
        Assert.False(Forge.Parse(Parts[0], Parts[1], Parts[2], Parts[3], binding).CanEncrypt);
    }

    /// <summary>Whom the owner names to revoke in their place is not asked (RFC 9580, section 5.2.3.23).</summary>
    [Fact]
    public void A_designated_revoker_revokes_nothing()
    {
        var revoker = (byte[])[23, 12, 0x80, 22, .. Eve.Certificate.Fingerprint.ToBytes()];
        var direct = Forge.OldSignature(Hashes.Sha256, SignatureTypes.DirectKey, Dan, Old, digest => digest.Key(Forge.PrimaryOf(Dan)), revoker);
        var revocation = Forge.Signature(SignatureTypes.KeyRevocation, Eve, Now.AddDays(-1), digest => digest.Key(Forge.PrimaryOf(Dan)));
        Assert.False(Forge.Parse([Parts[0], direct, revocation, .. Parts[1..]]).IsRevoked);
    }

    [Fact]
    public void An_expired_binding_or_one_from_the_future_does_not_bind()
    {
        byte[] Bound(DateTimeOffset at, params ReadOnlySpan<byte> more) =>
            Forge.OldSignature(Hashes.Sha256, SignatureTypes.SubkeyBinding, Dan, at, FeedSubkey, [2, 27, (byte)KeyFlags.Encrypt, .. more]);
        bool CanEncrypt(byte[] binding) => Forge.Parse(Parts[0], Parts[1], Parts[2], Parts[3], binding).CanEncrypt;
        Assert.True(CanEncrypt(Bound(Old)));
        Assert.False(CanEncrypt(Bound(Old, 5, 3, 0, 1, 0, 0)));
        Assert.False(CanEncrypt(Bound(Now.AddDays(2))));
        Assert.False(CanEncrypt(Bound(Old.AddDays(-1))));
    }

    [Fact]
    public void The_minimal_form_of_a_revoked_certificate_says_so()
    {
        var revocation = Forge.Signature(SignatureTypes.KeyRevocation, Dan, Now.AddDays(-1), digest => digest.Key(Forge.PrimaryOf(Dan)));
        Assert.True(Forge.Parse(Forge.Parse([Parts[0], revocation, .. Parts[1..]]).Minimal()).IsRevoked);
    }

    [Fact]
    public void It_is_described_in_words()
    {
        var keys = Dan.Certificate.Describe(Now);
        Assert.Equal(["Ed25519 (legacy)", "X25519 (legacy)"], keys.Select(key => key.Algorithm));
        Assert.Equal(["certify", "sign"], keys[0].Flags);
        Assert.Equal(["encrypt for transport", "encrypt for storage"], keys[1].Flags);
        Assert.Equal(["encrypt"], keys[1].UsableFor);
        Assert.Equal((Dan.Certificate.Fingerprint, (DateTimeOffset?)null, (DateTimeOffset?)null, 4), (keys[0].Fingerprint, keys[0].ExpiresAt, keys[0].RevokedAt, Dan.Certificate.Version));
        Assert.All(Dan.Certificate.Describe(Old.AddDays(-10)), key => Assert.Empty(key.UsableFor));
    }

    private static byte[] Certification(byte hash, DateTimeOffset at) =>
        Forge.OldSignature(hash, SignatureTypes.PositiveCertification, Dan, at, digest => FeedUserId(digest));

    /// <summary>The same signature, said to rest on another hash.</summary>
    private static byte[] Renamed(byte[] signature, byte hash)
    {
        signature[2 + 3] = hash;
        return signature;
    }

    private static void FeedUserId(SignatureDigest digest, byte[]? userId = null)
    {
        digest.Key(Forge.PrimaryOf(Dan));
        digest.UserId(userId ?? Encoding.UTF8.GetBytes(Name));
    }

    private static void FeedSubkey(SignatureDigest digest)
    {
        digest.Key(Forge.PrimaryOf(Dan));
        digest.Key(Dan.Secrets.Last().Public);
    }

    private static List<WirePacket> PacketsOf(SecretKey key)
    {
        var packets = new List<WirePacket>();
        var reader = new PacketReader(key.Certificate.ToBytes());
        while (reader.TryNext(out var packet))
            packets.Add(packet);
        return packets;
    }
}
