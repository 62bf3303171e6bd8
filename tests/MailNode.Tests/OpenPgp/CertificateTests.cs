using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>What a certificate may say, and what is not believed.</summary>
public sealed class CertificateTests
{
    private static readonly byte[] AnaBytes = Ana.Certificate.ToBytes();

    [Fact]
    public void It_survives_its_bytes_its_armor_and_its_reduction()
    {
        Assert.Equal("Ana <ana@example.org>", Ana.Certificate.UserId);
        Assert.True(Ana.Certificate.CanEncrypt);
        Assert.True(Certificate.TryParse(System.Text.Encoding.ASCII.GetBytes(Ana.Certificate.ToArmor()), Now, out var armored, out _));
        Assert.Equal(AnaBytes, armored.ToBytes());
        Assert.Equal(AnaBytes, Forge.Parse(Ana.Certificate.Minimal()).ToBytes());
        Assert.Equal(Ana.Certificate.Fingerprint.ToString(), Ana.Certificate.ToString());
    }

    [Fact]
    public void The_reduction_drops_what_others_added()
    {
        var grown = Forge.Parse(AnaBytes, NewSubkeyOf(Ana, KeyFlags.Encrypt, Now.AddDays(-2)), NewSubkeyOf(Ana, KeyFlags.Encrypt, Now.AddDays(-1)));
        Assert.Equal(4, grown.Keys.Count());
        var minimal = Forge.Parse(grown.Minimal());
        Assert.Equal(2, minimal.Keys.Count());
        Assert.Equal(grown.EncryptionKey(Now)!.Fingerprint, minimal.EncryptionKey(Now)!.Fingerprint);
    }

    [Fact]
    public void No_flipped_byte_gives_another_key_the_owners_word()
    {
        var bytes = AnaBytes.ToArray();
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 0x11;
            if (Certificate.TryParse(bytes, Now, out var certificate, out _) && certificate.CanEncrypt)
                Assert.Equal(Ana.Certificate.EncryptionKey(Now)!.Fingerprint, certificate.EncryptionKey(Now)!.Fingerprint);
            bytes[at] ^= 0x11;
        }
    }

    [Fact]
    public void Without_its_own_signature_it_is_refused()
    {
        var primary = PacketsOf(AnaBytes)[0].Whole.ToArray();
        Refused("there is no valid self-signature", primary);
        Refused("there is no valid self-signature", primary, Forge.Packet(PacketTag.UserId, "Ana"u8), CertificationBy(Eve, Ana, "Ana"));
        Assert.Equal("Ann", Forge.Parse(primary, Forge.Packet(PacketTag.UserId, "Ann"u8), CertificationBy(Ana, Ana, "Ann")).UserId);
    }

    [Fact]
    public void A_user_id_that_somebody_else_added_is_not_shown()
    {
        var forged = Forge.Parse(AnaBytes, Forge.Packet(PacketTag.UserId, "The Bank"u8), CertificationBy(Eve, Ana, "The Bank"));
        Assert.Equal("Ana <ana@example.org>", forged.UserId);
    }

    [Fact]
    public void A_subkey_that_somebody_else_bound_is_not_used()
    {
        var evesSubkey = PacketsOf(Eve.Certificate.ToBytes());
        var forged = Forge.Parse(AnaBytes, evesSubkey[3].Whole.ToArray(), evesSubkey[4].Whole.ToArray());
        Assert.Equal(Ana.Certificate.EncryptionKey(Now)!.Fingerprint, forged.EncryptionKey(Now)!.Fingerprint);
        Assert.Equal(2, forged.Keys.Count());
        var withoutOwn = PacketsOf(AnaBytes)[..3].Select(packet => packet.Whole.ToArray());
        Assert.False(Forge.Parse([.. withoutOwn, evesSubkey[3].Whole.ToArray(), evesSubkey[4].Whole.ToArray()]).CanEncrypt);
    }

    [Fact]
    public void Eve_cannot_adopt_Anas_signing_key_without_her_consent()
    {
        var anas = Forge.PrimaryOf(Ana);
        var adopted = Forge.Parse(Eve.Certificate.ToBytes(), Forge.Packet(PacketTag.PublicSubkey, anas.Body.Span), Bind(Eve, anas, KeyFlags.Sign));
        var opened = Both.Open(FromAnaToBen(), Reader(Ben) with { FindCertificate = _ => adopted });
        Assert.Equal(new Opened.Refused(OpenRefusal.SignerKeyUnusable, false), opened);
    }

    [Fact]
    public void A_signing_subkey_with_its_back_signature_signs_for_its_owner()
    {
        var helper = SecretKey.Generate("unused", Now.AddDays(-20));
        var subkey = Forge.PrimaryOf(helper);
        var back = Forge.Signature(SignatureTypes.PrimaryBinding, helper, Now.AddDays(-20), digest => Feed(digest, Ana, subkey));
        var binding = Bind(Ana, subkey, KeyFlags.Sign, more => more.Subpacket(32, PacketsOf(back)[0].Body.Span));
        var certificate = Forge.Parse(AnaBytes, Forge.Packet(PacketTag.PublicSubkey, subkey.Body.Span), binding);
        var signature = DetachedSignature.Sign(Letter, helper, Now);
        Assert.True(DetachedSignature.Verify(Letter, signature, certificate, Now).Good);
        var withoutFlag = Bind(Ana, subkey, KeyFlags.Encrypt, more => more.Subpacket(32, PacketsOf(back)[0].Body.Span));
        var encryptOnly = Forge.Parse(AnaBytes, Forge.Packet(PacketTag.PublicSubkey, subkey.Body.Span), withoutFlag);
        Assert.Equal(OpenRefusal.SignerKeyUnusable, DetachedSignature.Verify(Letter, signature, encryptOnly, Now).Reason);
    }

    [Fact]
    public void An_expired_key_keeps_its_past_and_has_no_future()
    {
        var userId = PacketsOf(AnaBytes)[1].Body.ToArray();
        var tenDays = new byte[] { 0, 13, 47, 0 };
        var certification = Forge.Signature(
            SignatureTypes.PositiveCertification, Ana, Now.AddDays(-1), digest => FeedUserId(digest, Ana, userId),
            more => more.Subpacket(27, [3]).Subpacket(9, tenDays));
        var parts = PacketsOf(AnaBytes).Select(packet => packet.Whole.ToArray()).ToArray();
        var expired = Forge.Parse(parts[0], parts[1], parts[2], certification, parts[3], parts[4]);
        Assert.Equal(Now.AddDays(-20), expired.ExpiresAt!.Value, TimeSpan.FromDays(0.1));
        Assert.False(expired.CanEncrypt);
        Assert.True(DetachedSignature.Verify(Letter, DetachedSignature.Sign(Letter, Ana, Now.AddDays(-25)), expired, Now).Good);
        Assert.Equal(OpenRefusal.SignerKeyUnusable, DetachedSignature.Verify(Letter, DetachedSignature.Sign(Letter, Ana, Now), expired, Now).Reason);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(2, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    public void A_revoked_key_keeps_its_past_only_if_it_was_just_retired(int? reason, bool pastCounts)
    {
        var revocation = Forge.Signature(
            SignatureTypes.KeyRevocation, Ana, Now.AddDays(-1), digest => digest.Key(Forge.PrimaryOf(Ana)),
            more => _ = reason is null ? more : more.Subpacket(29, [(byte)reason]));
        var parts = PacketsOf(AnaBytes).Select(packet => packet.Whole.ToArray()).ToList();
        parts.Insert(1, revocation);
        var revoked = Forge.Parse([.. parts]);
        Assert.True(revoked.IsRevoked);
        Assert.False(revoked.CanEncrypt);
        Assert.Equal(pastCounts, DetachedSignature.Verify(Letter, DetachedSignature.Sign(Letter, Ana, Now.AddDays(-2)), revoked, Now).Good);
        Assert.False(DetachedSignature.Verify(Letter, DetachedSignature.Sign(Letter, Ana, Now), revoked, Now).Good);
    }

    [Fact]
    public void Only_the_owner_revokes()
    {
        var revocation = Forge.Signature(SignatureTypes.KeyRevocation, Eve, Now.AddDays(-1), digest => digest.Key(Forge.PrimaryOf(Ana)));
        var parts = PacketsOf(AnaBytes).Select(packet => packet.Whole.ToArray()).ToList();
        parts.Insert(1, revocation);
        Assert.False(Forge.Parse([.. parts]).IsRevoked);
    }

    [Fact]
    public void A_revoked_or_expired_subkey_is_not_encrypted_to()
    {
        var subkey = Ana.Certificate.EncryptionKey(Now)!;
        var revocation = Forge.Signature(SignatureTypes.SubkeyRevocation, Ana, Now.AddDays(-1), digest => Feed(digest, Ana, subkey));
        Assert.False(Forge.Parse(AnaBytes, revocation).CanEncrypt);
        var oneDay = Bind(Ana, subkey, KeyFlags.Encrypt, more => more.Subpacket(9, [0, 1, 0x51, 0x80]));
        Assert.False(Forge.Parse(AnaBytes, oneDay).CanEncrypt);
    }

    [Fact]
    public void Keys_from_the_future_wait()
    {
        var future = SecretKey.Generate("Ana", Now.AddDays(400));
        Assert.False(Certificate.TryParse(future.Certificate.ToBytes(), Now, out _, out var reason));
        Assert.Equal("the primary key is from the future", reason);
        Assert.True(Certificate.TryParse(SecretKey.Generate("Ana", Now.AddHours(3)).Certificate.ToBytes(), Now, out var soon, out _));
        Assert.True(soon.CanEncrypt);
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("ECFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")]
    [InlineData("EDFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")]
    [InlineData("EEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("26E8958FC2B227B045C3F489F2EF98F0D5DFAC05D3C63339B13802886D53FC05")]
    [InlineData("26E8958FC2B227B045C3F489F2EF98F0D5DFAC05D3C63339B13802886D53FC85")]
    [InlineData("C7176A703D4DD84FBA3C0B760D10670F2A2053FA2C39CCC64EC7FD7792AC037A")]
    [InlineData("C7176A703D4DD84FBA3C0B760D10670F2A2053FA2C39CCC64EC7FD7792AC03FA")]
    public void Points_of_small_order_are_no_signing_keys(string point)
    {
        Assert.False(Curve25519.IsSoundEd25519(Convert.FromHexString(point)));
        var key = PublicKeyPacket.MakeEd25519Legacy(Convert.FromHexString(point), Now.AddDays(-1));
        Assert.IsType<PublicMaterial.Unusable>(key.Material);
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("E0EB7A7C3B41B8AE1656E3FAF19FC46ADA098DEB9C32B1FD866205165F49B800")]
    [InlineData("5F9C95BCA3508C24B1D0B1559C83EF5B04445CC4581C8E86D8224EDDD09F1157")]
    [InlineData("ECFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")]
    [InlineData("EDFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")]
    [InlineData("EEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")]
    public void Points_of_small_order_are_no_encryption_keys(string point)
    {
        Assert.False(Curve25519.IsSoundX25519(Convert.FromHexString(point)));
        var key = PublicKeyPacket.MakeCurve25519Legacy(Convert.FromHexString(point), Now.AddDays(-1));
        Assert.IsType<PublicMaterial.Unusable>(key.Material);
        var head = PacketsOf(AnaBytes)[..3].Select(packet => packet.Whole.ToArray());
        var subkey = Forge.Packet(PacketTag.PublicSubkey, key.Body.Span);
        Assert.False(Forge.Parse([.. head, subkey, Bind(Ana, key, KeyFlags.Encrypt)]).CanEncrypt);
    }

    [Theory]
    [InlineData(2_047, 17, false)]
    [InlineData(2_048, 17, true)]
    [InlineData(8_192, 32, true)]
    [InlineData(8_193, 17, false)]
    [InlineData(16_385, 17, false)]
    [InlineData(65_535, 17, false)]
    [InlineData(2_048, 33, false)]
    [InlineData(2_048, 1, false)]
    public void RSA_is_of_sensible_size(int modulusBits, int exponentBits, bool accepted) =>
        Assert.Equal(accepted, Policy.AcceptsRsa(Odd(modulusBits), Odd(exponentBits)));

    [Fact]
    public void Keys_of_kinds_that_are_not_read_say_so_and_the_rest_of_the_ring_loads()
    {
        byte[] unknown = Forge.Packet(PacketTag.PublicKey, [4, 0, 0, 0, 1, 99, 1, 2, 3]);
        byte[] version5 = Forge.Packet(PacketTag.PublicKey, [5, 0, 0, 0, 1, 27, 0, 0, 0, 32, .. new byte[32]]);
        byte[] unsound = Forge.Packet(PacketTag.PublicKey, [6, 0, 0, 0, 1, 27, 0, 0, 0, 32, .. new byte[32]]);
        byte[] dsa = Forge.Packet(PacketTag.PublicKey, [4, 0, 0, 0, 1, 17, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1]);
        Refused("the primary key is not accepted: public-key algorithm 99", unknown);
        Refused("the primary key is damaged, or of a version that is not read", version5);
        Refused("the primary key is not accepted: an unsound Ed25519 key", unsound);
        Refused("the primary key is not accepted: DSA", dsa);
        var ring = Certificate.ParseRing(Forge.Join(unknown, AnaBytes, version5, unsound, dsa, Ben.Certificate.ToBytes(), [0xC6, 0xFF]), Now);
        Assert.Equal([Ana.Certificate.Fingerprint, Ben.Certificate.Fingerprint], ring.Select(certificate => certificate.Fingerprint));
    }

    [Fact]
    public void Two_keys_where_one_is_asked_for_are_ambiguous()
    {
        Refused("there is more than one key in it", AnaBytes, Ben.Certificate.ToBytes());
        Refused("not OpenPGP, or too large", new byte[Policy.CertificateBytes + 1]);
        Refused("not OpenPGP, or too large", []);
        Refused("it does not begin with a key", Forge.Literal("x"u8));
        Refused("this is not a public key", Ana.ToBytes());
    }

    [Fact]
    public void A_secret_subkey_in_a_certificate_is_not_passed_on()
    {
        var leaking = Forge.Parse(AnaBytes, PacketsOf(Ana.ToBytes())[3].Whole.ToArray());
        Assert.Equal(AnaBytes, leaking.ToBytes());
    }

    private static void Refused(string because, params ReadOnlySpan<byte[]> parts)
    {
        Assert.False(Certificate.TryParse(Forge.Join(parts), Now, out _, out var reason));
        Assert.Equal(because, reason);
    }

    private static byte[] CertificationBy(SecretKey signer, SecretKey owner, string userId) =>
        Forge.Signature(
            SignatureTypes.PositiveCertification, signer, Now.AddDays(-1),
            digest => FeedUserId(digest, owner, System.Text.Encoding.UTF8.GetBytes(userId)));

    private static void FeedUserId(SignatureDigest digest, SecretKey owner, byte[] userId)
    {
        digest.Key(Forge.PrimaryOf(owner));
        digest.UserId(userId);
    }

    private static void Feed(SignatureDigest digest, SecretKey owner, PublicKeyPacket subkey)
    {
        digest.Key(Forge.PrimaryOf(owner));
        digest.Key(subkey);
    }

    private static byte[] Bind(SecretKey owner, PublicKeyPacket subkey, KeyFlags flags, Action<SignatureWriter>? more = null) =>
        Forge.Signature(SignatureTypes.SubkeyBinding, owner, Now.AddDays(-1), digest => Feed(digest, owner, subkey), writer =>
        {
            writer.Subpacket(27, [(byte)flags]);
            more?.Invoke(writer);
        });

    private static byte[] NewSubkeyOf(SecretKey owner, KeyFlags flags, DateTimeOffset at)
    {
        var key = PublicKeyPacket.MakeCurve25519Legacy(Curve25519.X25519PublicOf(Curve25519.NewScalar()), at);
        return Forge.Join(Forge.Packet(PacketTag.PublicSubkey, key.Body.Span), Bind(owner, key, flags));
    }

    private static List<WirePacket> PacketsOf(byte[] bytes)
    {
        var packets = new List<WirePacket>();
        var reader = new PacketReader(bytes);
        while (reader.TryNext(out var packet))
            packets.Add(packet);
        return packets;
    }

    private static byte[] Odd(int bits)
    {
        var number = new byte[(bits + 7) / 8];
        number[^1] = 1;
        number[0] |= (byte)(1 << ((bits - 1) % 8));
        return number;
    }
}
