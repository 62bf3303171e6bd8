using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Which signatures count, and for whom.</summary>
public sealed class SignatureTests
{
    [Fact]
    public void A_stranger_is_unknown()
    {
        var message = Seal.Encrypt(Letter, Eve, [Ben.Certificate], Now);
        Assert.Equal(new Opened.Refused(OpenRefusal.UnknownSigner, false), BenOpens(message));
    }

    [Fact]
    public void The_claim_names_the_signer_and_shows_the_content()
    {
        SignerClaim? seen = null;
        var opened = Both.Open(FromAnaToBen(), Reader(Ben) with
        {
            FindCertificate = claim =>
            {
                seen = claim;
                Assert.Equal(Letter, claim.Content.ToArray());
                return Ana.Certificate;
            },
        });
        Assert.IsType<Opened.Genuine>(opened);
        Assert.Equal(Ana.Certificate.Fingerprint, seen!.Fingerprint);
        Assert.Equal(Ana.Certificate.Fingerprint.KeyId, seen.KeyId);
    }

    [Fact]
    public void Another_persons_certificate_does_not_do()
    {
        var opened = Both.Open(FromAnaToBen(), Reader(Ben) with { FindCertificate = _ => Eve.Certificate });
        Assert.Equal(new Opened.Refused(OpenRefusal.SignerMismatch, false), opened);
    }

    [Fact]
    public void Eve_who_names_Ana_as_the_issuer_is_not_Ana()
    {
        var signature = Forge.ContentSignature(Eve, Now);
        Replace(signature, Eve.Certificate.Fingerprint.ToBytes(), Ana.Certificate.Fingerprint.ToBytes());
        Replace(signature, Eve.Certificate.Fingerprint.ToBytes().AsSpan(12), Ana.Certificate.Fingerprint.ToBytes().AsSpan(12));
        AssertRefused(OpenRefusal.BadSignature, signature);
    }

    [Fact]
    public void A_signature_over_other_content_is_bad()
    {
        AssertRefused(OpenRefusal.BadSignature, Forge.Signature(SignatureTypes.Binary, Ana, Now, digest => digest.Bytes("Buy!"u8)));
        var signature = DetachedSignature.Sign(Letter, Ana, Now);
        Assert.Equal(OpenRefusal.BadSignature, DetachedSignature.Verify("Buy!"u8.ToArray(), signature, Ana.Certificate, Now).Reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Old_hashes_make_a_signature_worthless(int hash)
    {
        var signature = Forge.ContentSignature(Ana, Now);
        signature[2 + 3] = (byte)hash;
        AssertRefused(OpenRefusal.WeakSignature, signature);
    }

    [Fact]
    public void What_is_critical_and_unknown_makes_a_signature_worthless()
    {
        AssertRefused(OpenRefusal.CriticalUnknown, Forge.ContentSignature(Ana, Now, more => more.Subpacket(0x80 | 20, new byte[12])));
        AssertRefused(OpenRefusal.CriticalUnknown, Forge.ContentSignature(Ana, Now, more => more.Subpacket(0x80 | 101, [1])));
        AssertGood(Forge.ContentSignature(Ana, Now, more => more.Subpacket(101, [1])));
        AssertGood(Forge.ContentSignature(Ana, Now, more => more.Subpacket(20, new byte[12])));
    }

    [Fact]
    public void A_signature_has_its_time()
    {
        AssertRefused(OpenRefusal.SignatureDate, Forge.ContentSignature(Ana, Now.AddDays(2)));
        AssertRefused(OpenRefusal.SignatureDate, Forge.ContentSignature(Ana, Now.AddDays(-1), more => more.Subpacket(3, [0, 0, 0, 60])));
        AssertGood(Forge.ContentSignature(Ana, Now.AddHours(3)));
        AssertGood(Forge.ContentSignature(Ana, Now, more => more.Subpacket(3, [0, 0, 0, 60])));
        AssertRefused(OpenRefusal.Malformed, Forge.ContentSignature(Ana, Now, more => more.Subpacket(2, [0, 0, 0, 0])), asNothing: true);
    }

    [Fact]
    public void A_letter_meant_for_others_is_not_for_us()
    {
        byte[] MeantFor(SecretKey reader) =>
            Forge.ContentSignature(Ana, Now, more => more.Subpacket(35, [4, .. reader.Certificate.Fingerprint.ToBytes()]));
        Assert.Equal(new Opened.Refused(OpenRefusal.NotIntended, false), Open(MeantFor(Eve)));
        AssertGood(MeantFor(Ben));
    }

    [Fact]
    public void Only_content_signatures_count_over_content()
    {
        AssertRefused(OpenRefusal.BadSignature, Forge.Signature(SignatureTypes.PositiveCertification, Ana, Now, digest => digest.Bytes(Letter)));
        AssertRefused(OpenRefusal.BadSignature, Forge.Signature(2, Ana, Now, digest => digest.Bytes(Letter)));
    }

    [Fact]
    public void Text_signatures_do_not_mind_line_ends()
    {
        var signature = Forge.Signature(SignatureTypes.Text, Ana, Now, digest => digest.Bytes("one\r\ntwo\r\n"u8));
        Assert.True(DetachedSignature.Verify("one\ntwo\n"u8.ToArray(), signature, Ana.Certificate, Now).Good);
        Assert.True(DetachedSignature.Verify("one\r\ntwo\r\n"u8.ToArray(), signature, Ana.Certificate, Now).Good);
        Assert.False(DetachedSignature.Verify("one\ntwo"u8.ToArray(), signature, Ana.Certificate, Now).Good);
        Assert.False(DetachedSignature.Verify("one\n\ntwo\n"u8.ToArray(), signature, Ana.Certificate, Now).Good);
    }

    [Fact]
    public void One_good_signature_among_others_is_enough()
    {
        var bad = Forge.Signature(SignatureTypes.Binary, Ana, Now, digest => digest.Bytes("Buy!"u8));
        AssertGood(Forge.Join(bad, Forge.ContentSignature(Ana, Now)));
        AssertGood(Forge.Join(Forge.Packet(PacketTag.Signature, [5, 0]), Forge.ContentSignature(Ana, Now)));
        AssertRefused(OpenRefusal.Unsupported, Forge.Packet(PacketTag.Signature, [5, 0]));
    }

    [Fact]
    public void No_flipped_bit_of_a_signature_verifies_where_it_is_hashed_or_computed()
    {
        var signature = SignatureOfFullLength();
        for (var at = 0; at < signature.Length; at++)
        {
            signature[at] ^= 1;
            var verdict = DetachedSignature.Verify(Letter, signature, Ana.Certificate, Now);
            // Neither hashed nor part of the numbers: the hint at the issuer's key id, and how many bits r and s are said to have.
            Assert.True(!verdict.Good || at is (>= 40 and < 49) or 52 or 86, $"byte {at}");
            signature[at] ^= 1;
        }
    }

    [Fact]
    public void Zero_r_or_s_never_verifies()
    {
        var signature = SignatureOfFullLength();
        foreach (var start in (int[])[0, 34])
        {
            var changed = signature.ToArray();
            changed.AsSpan(changed.Length - 68 + start + 2, 32).Clear();
            Assert.False(DetachedSignature.Verify(Letter, changed, Ana.Certificate, Now).Good);
        }
    }

    [Theory]
    [InlineData("FFFFFFFFFF")]
    [InlineData("FF80000000")]
    [InlineData("C0")]
    [InlineData("00")]
    [InlineData("FE")]
    public void A_subpacket_that_lies_about_its_length_is_rejected(string hex)
    {
        var area = Convert.FromHexString(hex);
        byte[] body = [4, 0, 22, 10, 0, (byte)area.Length, .. area, 0, 0, 1, 2];
        var packet = new WirePacket(PacketTag.Signature, body, body);
        Assert.False(SignaturePacket.TryParse(packet, out _, out var refusal));
        Assert.Equal(OpenRefusal.Malformed, refusal);
    }

    /// <summary>One whose r and s begin with no zero byte, so that they stand where they mostly do.</summary>
    private static byte[] SignatureOfFullLength() =>
        Enumerable.Range(0, 1_000).Select(i => DetachedSignature.Sign(Letter, Ana, Now.AddSeconds(-i))).First(signature => signature.Length == 119);

    private static Opened Open(byte[] signatures) =>
        BenOpens(Forge.Sealed(Ben.Certificate, Forge.Join(Forge.Literal(Letter), signatures)));

    private static void AssertGood(byte[] signatures) => Assert.IsType<Opened.Genuine>(Open(signatures));

    /// <summary>A malformed signature is as if it were not there.</summary>
    private static void AssertRefused(OpenRefusal reason, byte[] signatures, bool asNothing = false)
    {
        Assert.Equal(new Opened.Refused(asNothing ? OpenRefusal.NotSigned : reason, false), Open(signatures));
        Assert.Equal(reason, DetachedSignature.Verify(Letter, signatures, Ana.Certificate, Now).Reason);
    }

    private static void Replace(byte[] bytes, ReadOnlySpan<byte> old, ReadOnlySpan<byte> fresh)
    {
        for (var at = bytes.AsSpan().IndexOf(old); at >= 0; at = bytes.AsSpan().IndexOf(old))
            fresh.CopyTo(bytes.AsSpan(at));
    }
}
