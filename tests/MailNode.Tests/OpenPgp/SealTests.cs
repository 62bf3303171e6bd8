using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

public sealed class SealTests
{
    [Fact]
    public void What_Ana_seals_Ben_opens()
    {
        var opened = Assert.IsType<Opened.Genuine>(BenOpens(FromAnaToBen()));
        Assert.Equal(Letter, opened.Content.ToArray());
        Assert.Equal(Ana.Certificate.Fingerprint, opened.Signer.Fingerprint);
        Assert.Equal(Now, opened.SignedAt);
        Assert.Equal(0, opened.SignatureType);
        Assert.True(DetachedSignature.Verify(Letter, opened.Signature, Ana.Certificate, Now).Good);
    }

    [Fact]
    public void Armored_it_opens_as_well()
    {
        var text = Armor.Encode("PGP MESSAGE", FromAnaToBen());
        Assert.IsType<Opened.Genuine>(BenOpens(System.Text.Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\r\n"))));
    }

    [Fact]
    public void Every_recipient_opens_it_once_and_nobody_else_does()
    {
        var message = Seal.Encrypt(Letter, Ana, [Ben.Certificate, Ana.Certificate, Ben.Certificate], Now);
        Assert.Equal(2, SealedMessage.Read(message, OpenLimits.Default).WrappedKeys.Count);
        Assert.IsType<Opened.Genuine>(BenOpens(message));
        Assert.IsType<Opened.Genuine>(Both.Open(message, Reader(Ana, Ana.Certificate)));
        var refused = Assert.IsType<Opened.NotForUs>(Both.Open(message, Reader(Eve, Ana.Certificate)));
        Assert.Equal(OpenRefusal.NoKeyOpens, refused.Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(191)]
    [InlineData(8_383)]
    [InlineData(100_000)]
    public void Content_of_any_length_survives(int length)
    {
        var content = new byte[length];
        content.AsSpan().Fill(0x0D);
        var message = Seal.Encrypt(content, Ana, [Ben.Certificate], Now);
        Assert.Equal(content, Assert.IsType<Opened.Genuine>(BenOpens(message)).Content.ToArray());
    }

    [Fact]
    public void An_honest_attachment_of_25_MB_passes()
    {
        var content = new byte[35 << 20];                  // as base64 in MIME
        var message = Seal.Encrypt(content, Ana, [Ben.Certificate], Now);
        Assert.Equal(content.Length, Assert.IsType<Opened.Genuine>(BenOpens(message)).Content.Length);
    }

    [Fact]
    public void A_rewrapped_message_opens_to_the_new_reader_and_keeps_its_body()
    {
        var toBen = FromAnaToBen();
        var toEve = Assert.IsType<byte[]>(Rewrapped(toBen, Ben, Eve.Certificate));
        Assert.IsType<Opened.Genuine>(Both.Open(toEve, Reader(Eve, Ana.Certificate)));
        Assert.IsType<Opened.NotForUs>(BenOpens(toEve));
        Assert.Equal(BodyOf(toBen), BodyOf(toEve));
        Assert.Null(Rewrapped(toBen, Eve, Eve.Certificate));
        Assert.Null(Rewrapped("-----BEGIN"u8.ToArray(), Eve, Eve.Certificate));
    }

    [Fact]
    public void An_anonymous_wrap_names_nobody_and_opens_all_the_same()
    {
        var toEve = Assert.IsType<byte[]>(Rewrapped(FromAnaToBen(), Ben, Eve.Certificate, anonymous: true));
        Assert.Equal(0ul, Assert.Single(SealedMessage.Read(toEve, OpenLimits.Default).WrappedKeys).KeyId);
        Assert.IsType<Opened.Genuine>(Both.Open(toEve, Reader(Eve, Ana.Certificate)));
        Assert.IsType<Opened.NotForUs>(BenOpens(toEve));
    }

    [Fact]
    public void One_open_body_is_wrapped_for_many()
    {
        Assert.True(SealedBody.TryOpen(FromAnaToBen(), Ben, out var body));
        using (body)
        {
            Assert.True(body.TryWrap(Eve.Certificate, anonymous: true, Now, out var forEve));
            Assert.True(body.TryWrap(Ana.Certificate, anonymous: true, Now, out var forAna));
            byte[] batch = [.. forEve, .. forAna, .. body.Bytes.Span];
            Assert.IsType<Opened.Genuine>(Both.Open(batch, Reader(Eve, Ana.Certificate)));
            Assert.IsType<Opened.Genuine>(Both.Open(batch, Reader(Ana, Ana.Certificate)));
        }
    }

    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public void The_fiftieth_of_a_batch_of_anonymous_readers_opens_it(SealVersion version)
    {
        Certificate[] readers = [.. Enumerable.Repeat(Eve.Certificate, 49), Ben.Certificate];
        var message = Forge.Sealed(
            session => Forge.Join([.. readers.Select(reader => Forge.Wrapped(session, reader, anonymous: true, version))]),
            Forge.Join(Forge.Literal(Letter), Forge.ContentSignature(Ana, Now)),
            version);
        Assert.IsType<Opened.Genuine>(BenOpens(message));
        Assert.IsType<Opened.NotForUs>(Both.Open(message, Reader(Ana, Ana.Certificate)));
        var hasty = Reader(Ben, Ana.Certificate) with { Limits = new OpenLimits { WrappedKeyTries = 49 } };
        Assert.IsType<Opened.NotForUs>(Both.Open(message, hasty));
    }

    [Fact]
    public void A_passphrase_opens_what_it_closed()
    {
        var message = Seal.EncryptWithPassphrase(Letter, "1234-5678");
        Assert.True(Seal.TryDecryptWithPassphrase(message, "1234-5678", out var content, out _));
        Assert.Equal(Letter, content.ToArray());
        Assert.False(Seal.TryDecryptWithPassphrase(message, "1234-5679", out content, out var reason));
        Assert.Equal(OpenRefusal.IntegrityBroken, reason);
        Assert.True(content.IsEmpty);
        Assert.IsType<Opened.NotForUs>(BenOpens(message));
    }

    [Fact]
    public void Nothing_is_sealed_to_nobody_or_to_a_key_that_cannot_be_encrypted_to()
    {
        var bare = Forge.Parse(Ben.Certificate.Minimal()[..^(Ben.Certificate.Minimal().Length - UserIdEnd(Ben))]);
        Assert.False(bare.CanEncrypt);
        Assert.Throws<ArgumentException>(() => Seal.Encrypt(Letter, Ana, [bare], Now));
        Assert.Throws<ArgumentOutOfRangeException>(() => Seal.Encrypt(Letter, Ana, [], Now));
    }

    private static byte[] BodyOf(byte[] message) => SealedMessage.Read(message, OpenLimits.Default).Body.Whole.ToArray();

    /// <summary>Where the subkey begins.</summary>
    private static int UserIdEnd(SecretKey key)
    {
        var reader = new PacketReader(key.Certificate.ToBytes());
        var end = 0;
        while (reader.TryNext(out var packet) && packet.Tag != PacketTag.PublicSubkey)
            end += packet.Whole.Length;
        return end;
    }
}
