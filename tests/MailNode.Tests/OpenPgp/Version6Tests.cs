using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Certificates and signatures of version 6.</summary>
public sealed class Version6Tests
{
    private static readonly SecretKey Cem = Version6.Make("Cem <cem@example.org>");

    [Fact]
    public void A_certificate_survives_its_bytes_and_its_reduction()
    {
        var again = Forge.Parse(Cem.Certificate.ToBytes());
        Assert.Equal((6, "Cem <cem@example.org>"), (again.Version, again.UserId));
        Assert.Equal(Cem.Certificate.Fingerprint, Forge.Parse(Cem.Certificate.Minimal()).Fingerprint);
        Assert.Equal(["Ed25519", "X25519"], again.Describe(Now).Select(key => key.Algorithm));
        Assert.Equal(64, again.Fingerprint.ToString().Length);
    }

    [Fact]
    public void A_user_id_is_not_needed_and_the_direct_key_signature_is()
    {
        Assert.Empty(Version6.Make().Certificate.UserIds);
        Assert.Equal("there is no valid self-signature", Assert.Throws<InvalidOperationException>(() => Version6.Make("Cem", direct: false)).Message);
    }

    [Fact]
    public void The_direct_key_signature_says_what_the_key_is_for_and_for_how_long()
    {
        var expired = Version6.Make("Cem", more: writer => writer.Subpacket(9, [0, 1, 0x51, 0x80]));
        Assert.Equal(Version6.Born.AddDays(1), expired.Certificate.ExpiresAt);
        Assert.All(expired.Certificate.Describe(Now), key => Assert.Empty(key.UsableFor));
        Assert.Equal(["certify", "sign"], Cem.Certificate.Describe(Now)[0].UsableFor);
    }

    [Fact]
    public void A_signature_has_a_salt_of_its_own_and_verifies()
    {
        var (one, other) = (DetachedSignature.Sign(Letter, Cem, Now), DetachedSignature.Sign(Letter, Cem, Now));
        Assert.True(DetachedSignature.Verify(Letter, one, Cem.Certificate, Now).Good);
        Assert.True(DetachedSignature.Verify(Letter, other, Cem.Certificate, Now).Good);
        Assert.Equal(16, Forge.Parsed(one).Salt.Length);
        Assert.NotEqual(Forge.Parsed(one).Salt.ToArray(), Forge.Parsed(other).Salt.ToArray());
        Assert.Equal(Cem.Certificate.Fingerprint, Forge.Parsed(one).Issuer);
        Assert.Equal(OpenRefusal.BadSignature, DetachedSignature.Verify("Buy!"u8.ToArray(), one, Cem.Certificate, Now).Reason);
    }

    [Fact]
    public void No_flipped_bit_of_a_signature_verifies()
    {
        var signature = DetachedSignature.Sign(Letter, Cem, Now);
        for (var at = 0; at < signature.Length; at++)
        {
            signature[at] ^= 1;
            Assert.False(DetachedSignature.Verify(Letter, signature, Cem.Certificate, Now).Good, $"byte {at}");
            Assert.False(DetachedSignature.Verify(Letter, signature.AsMemory(0, at), Cem.Certificate, Now).Good, $"cut at {at}");
            signature[at] ^= 1;
        }
    }

    [Theory]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(0)]
    public void A_salt_of_another_size_than_the_hashs_is_malformed(int length)
    {
        byte[] body = [6, 0, 27, Hashes.Sha256, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, (byte)length, .. new byte[length + 64]];
        Assert.False(SignaturePacket.TryParse(new WirePacket(PacketTag.Signature, body, body), out _, out var refusal));
        Assert.Equal(OpenRefusal.Malformed, refusal);
    }

    [Theory]
    [InlineData("FFFFFFFF")]
    [InlineData("7FFFFFFF")]
    [InlineData("00000100")]
    public void An_area_that_lies_about_its_length_is_malformed(string length)
    {
        byte[] body = [6, 0, 27, Hashes.Sha256, .. Convert.FromHexString(length), .. new byte[100]];
        Assert.False(SignaturePacket.TryParse(new WirePacket(PacketTag.Signature, body, body), out _, out _));
    }

    [Fact]
    public void What_it_signs_and_seals_opens()
    {
        var opened = Unseal.Open(Seal.Encrypt(Letter, Cem, [Ben.Certificate], Now), Reader(Ben, Cem.Certificate));
        Assert.Equal(Cem.Certificate.Fingerprint, Assert.IsType<Opened.Genuine>(opened).Signer.Fingerprint);
    }

    [Fact]
    public void The_announcement_and_the_signature_have_one_salt()
    {
        using var writer = new SignatureWriter(SignatureTypes.Binary, Cem.Secrets.First(), Now);
        var signature = writer.Sign(digest => digest.Bytes(Letter));
        var announcement = Announcement(writer);
        Assert.IsType<Opened.Genuine>(BenReads(announcement, Forge.Literal(Letter), signature));
        Assert.IsType<Opened.Genuine>(BenReads(Forge.Literal(Letter), signature));
        var salted = announcement.ToArray();
        salted[2 + 5] ^= 1;
        Assert.Equal(new Opened.Refused(OpenRefusal.Malformed, false), BenReads(salted, Forge.Literal(Letter), signature));
        var byAnother = announcement.ToArray();
        byAnother[^2] ^= 1;
        Assert.Equal(new Opened.Refused(OpenRefusal.Malformed, false), BenReads(byAnother, Forge.Literal(Letter), signature));
        using var other = new SignatureWriter(SignatureTypes.Binary, Ana.Secrets.First(), Now);
        Assert.Equal(new Opened.Refused(OpenRefusal.Malformed, false), BenReads(Announcement(other), Forge.Literal(Letter), signature));
    }

    [Fact]
    public void Announcements_are_matched_from_the_inside_out()
    {
        var (outer, inner) = (Both.Of(Ana), Both.Of(Cem));
        var content = Forge.Literal(Letter);
        Assert.IsType<Opened.Genuine>(BenReads(outer.Announcement, inner.Announcement, content, inner.Signature, outer.Signature));
        Assert.Equal(
            new Opened.Refused(OpenRefusal.Malformed, false),
            BenReads(outer.Announcement, inner.Announcement, content, outer.Signature, inner.Signature));
    }

    [Fact]
    public void A_letter_may_be_meant_for_a_reader_of_either_version()
    {
        byte[] MeantFor(Fingerprint reader) => Forge.ContentSignature(
            Ana, Now, more => more.Subpacket(35, [(byte)reader.Version, .. reader.ToBytes()]));
        Assert.IsType<Opened.Genuine>(BenReads(Forge.Literal(Letter), MeantFor(Ben.Certificate.Fingerprint)));
        Assert.Equal(new Opened.Refused(OpenRefusal.NotIntended, false), BenReads(Forge.Literal(Letter), MeantFor(Cem.Certificate.Fingerprint)));
        var unread = Forge.ContentSignature(Ana, Now, more => more.Subpacket(35, [5, .. new byte[32]]));
        Assert.Equal(new Opened.Refused(OpenRefusal.NotIntended, false), BenReads(Forge.Literal(Letter), unread));
        Assert.Equal([Cem.Certificate.Fingerprint], Forge.Parsed(MeantFor(Cem.Certificate.Fingerprint)).IntendedRecipients);
    }

    [Fact]
    public void A_signing_subkey_signs_back()
    {
        var (primary, signing) = (Cem.Secrets.First(), Version6.Signing());
        using var back = new SignatureWriter(SignatureTypes.PrimaryBinding, signing, Version6.Born);
        var consent = Forge.Parsed(back.Sign(digest => Version6.Feed(digest, primary.Public, signing.Public))).Packet.Body.ToArray();
        var subkey = Forge.Packet(PacketTag.PublicSubkey, signing.Public.Body.Span);
        Certificate With(byte[] binding) => Forge.Parse(Cem.Certificate.ToBytes(), subkey, binding);
        Assert.Contains("sign", With(Version6.Bind(primary, signing.Public, KeyFlags.Sign, more => more.Subpacket(32, consent))).Describe(Now)[2].UsableFor);
        Assert.Empty(With(Version6.Bind(primary, signing.Public, KeyFlags.Sign)).Describe(Now)[2].UsableFor);
    }

    [Fact]
    public void Versions_are_not_mixed()
    {
        var subkey = Version6.Encrypting().Public;
        var binding = Forge.Signature(SignatureTypes.SubkeyBinding, Ana, Now, digest => Version6.Feed(digest, Forge.PrimaryOf(Ana), subkey));
        Assert.Equal(2, Forge.Parse(Ana.Certificate.ToBytes(), Forge.Packet(PacketTag.PublicSubkey, subkey.Body.Span), binding).Describe(Now).Count);
        // The arithmetic would hold: a version 4 signature by a version 6 key.
        var old = Forge.OldSignature(Hashes.Sha256, SignatureTypes.Binary, Cem, Now, digest => digest.Bytes(Letter));
        Assert.False(DetachedSignature.Verify(Letter, old, Cem.Certificate, Now).Good);
    }

    [Fact]
    public void Nothing_that_is_damaged_throws()
    {
        var certificate = Cem.Certificate.ToBytes();
        var secret = Cem.ToBytes();
        for (var at = 0; at < certificate.Length; at++)
        {
            foreach (var change in (byte[])[0x01, 0x80, 0xFF])
            {
                certificate[at] ^= change;
                Certificate.TryParse(certificate, Now, out _, out _);
                certificate[at] ^= change;
            }
            Certificate.TryParse(certificate.AsSpan(0, at), Now, out _, out _);
        }
        for (var at = 0; at < secret.Length; at++)
        {
            secret[at] ^= 0x81;
            SecretKey.TryUnlock(secret, null, Now, out _, out _);
            secret[at] ^= 0x81;
        }
    }

    private static byte[] Announcement(SignatureWriter signature)
    {
        using var writer = new WireWriter();
        OnePass.Write(writer, signature);
        Assert.Equal(OnePass.LengthOf(signature), writer.Length);
        return writer.ToArray();
    }

    private static Opened BenReads(params ReadOnlySpan<byte[]> inside) =>
        Unseal.Open(Forge.Sealed(Ben.Certificate, Forge.Join(inside)), Reader(Ben, Ana.Certificate, Cem.Certificate));

    /// <summary>A signature over the letter with its announcement.</summary>
    private sealed record Both(byte[] Announcement, byte[] Signature)
    {
        public static Both Of(SecretKey signer)
        {
            using var writer = new SignatureWriter(SignatureTypes.Binary, signer.Secrets.First(), Now);
            return new Both(Version6Tests.Announcement(writer), writer.Sign(digest => digest.Bytes(Letter)));
        }
    }
}
