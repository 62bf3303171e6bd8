using MailNode.OpenPgp;
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
    }

    [Fact]
    public void A_secret_key_survives_its_bytes_and_its_lock()
    {
        Assert.True(SecretKey.TryUnlock(Ana.ToBytes(), null, Now, out var plain, out _));
        Assert.Equal(Ana.Certificate.ToBytes(), plain.Certificate.ToBytes());
        var locked = Ana.Lock("correct horse");
        Assert.False(SecretKey.TryUnlock(locked, null, Now, out _, out var reason));
        Assert.Equal("a passphrase is needed", reason);
        Assert.False(SecretKey.TryUnlock(locked, "wrong", Now, out _, out reason));
        Assert.Equal("the passphrase is wrong", reason);
        Assert.True(SecretKey.TryUnlock(locked, "correct horse", Now, out var open, out _));
        Assert.Equal(Ana.ToBytes(), open.ToBytes());
    }

    [Fact]
    public void A_rewrapped_message_opens_to_the_new_reader_and_keeps_its_body()
    {
        var toBen = FromAnaToBen();
        Assert.True(Seal.TryRewrap(toBen, Ben, Eve.Certificate, anonymous: true, out var toEve));
        Assert.IsType<Opened.Genuine>(Unseal.Open(toEve, Reader(Eve, Ana.Certificate)));
        Assert.IsType<Opened.NotForUs>(BenOpens(toEve));
        Assert.Equal(toBen.AsSpan(^100..).ToArray(), toEve.AsSpan(^100..).ToArray());
    }

    [Fact]
    public void A_passphrase_opens_what_it_closed()
    {
        var message = Seal.EncryptWithPassphrase(Letter, "1234-5678");
        Assert.True(Seal.TryDecryptWithPassphrase(message, "1234-5678", out var content, out _));
        Assert.Equal(Letter, content.ToArray());
        Assert.False(Seal.TryDecryptWithPassphrase(message, "1234-5679", out _, out var reason));
        Assert.Equal(OpenRefusal.IntegrityBroken, reason);
    }
}
