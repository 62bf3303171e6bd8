using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

public sealed class SecretKeyTests
{
    [Fact]
    public void It_survives_its_bytes_its_armor_and_its_lock()
    {
        foreach (var bytes in (byte[][])[Ana.ToBytes(), System.Text.Encoding.ASCII.GetBytes(Ana.ToArmor()), Ana.Lock("correct horse")])
        {
            Assert.True(SecretKey.TryUnlock(bytes, "correct horse", Now, out var back, out var reason), reason);
            Assert.Equal(Ana.ToBytes(), back.ToBytes());
            Assert.Equal(Ana.Certificate.ToBytes(), back.Certificate.ToBytes());
            Assert.IsType<Opened.Genuine>(BenOpens(Seal.Encrypt(Letter, back, [Ben.Certificate], Now)));
        }
    }

    [Theory]
    [InlineData(null, "a passphrase is needed")]
    [InlineData("", "the passphrase is wrong")]
    [InlineData("correct horse ", "the passphrase is wrong")]
    public void Locked_it_opens_to_its_passphrase_only(string? passphrase, string because)
    {
        Assert.False(SecretKey.TryUnlock(Ana.Lock("correct horse"), passphrase, Now, out _, out var reason));
        Assert.Equal(because, reason);
    }

    [Fact]
    public void The_lock_hides_every_secret_byte()
    {
        var locked = Ana.Lock("correct horse");
        foreach (var secret in Ana.Secrets)
            Assert.Equal(-1, locked.AsSpan().IndexOf(secret.Numbers[2..]));
        Assert.NotEqual(locked, Ana.Lock("correct horse"));
    }

    [Fact]
    public void Derived_keys_depend_on_purpose_and_owner_and_on_nothing_else()
    {
        Assert.True(SecretKey.TryUnlock(Ana.ToBytes(), null, Now, out var again, out _));
        Assert.Equal(Ana.Derive("tokens", 32), again.Derive("tokens", 32));
        Assert.Equal(48, Ana.Derive("tokens", 48).Length);
        Assert.NotEqual(Ana.Derive("tokens", 32), Ana.Derive("other", 32));
        Assert.NotEqual(Ana.Derive("tokens", 32), Ben.Derive("tokens", 32));
    }

    [Fact]
    public void Halves_that_do_not_belong_together_are_refused()
    {
        var bytes = Ana.ToBytes();
        var other = Forge.PrimaryOf(Eve).Body;
        other.CopyTo(bytes.AsMemory(2));                   // Eve's public half before Ana's secret
        Assert.False(SecretKey.TryUnlock(bytes, null, Now, out _, out var reason));
        Assert.Equal("the secret key is of a kind that is not supported", reason);
    }

    [Fact]
    public void No_flipped_byte_of_a_key_throws()
    {
        var bytes = Ana.ToBytes();
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 0x21;
            if (SecretKey.TryUnlock(bytes, null, Now, out var key, out _))
                key.Dispose();
            Assert.False(SecretKey.TryUnlock(bytes.AsSpan(0, at), null, Now, out _, out _) && at < 200);
            bytes[at] ^= 0x21;
        }
    }

    [Fact]
    public void A_public_key_is_no_secret_key()
    {
        Assert.False(SecretKey.TryUnlock(Ana.Certificate.ToBytes(), null, Now, out _, out var reason));
        Assert.Equal("this is a public key", reason);
    }

    [Fact]
    public void A_stub_keeps_its_place_and_does_not_decrypt()
    {
        var packets = new List<byte[]>();
        var reader = new PacketReader(Ana.ToBytes());
        while (reader.TryNext(out var packet))
            packets.Add(packet.Tag == PacketTag.SecretSubkey ? Stub(packet) : packet.Whole.ToArray());
        Assert.True(SecretKey.TryUnlock(Forge.Join([.. packets]), null, Now, out var key, out var reason), reason);
        Assert.Equal(Forge.Join([.. packets]), key.ToBytes());
        Assert.Equal(Ana.Certificate.ToBytes(), key.Certificate.ToBytes());
        Assert.IsType<Opened.NotForUs>(Both.Open(Seal.Encrypt(Letter, Ben, [Ana.Certificate], Now), Reader(key, Ben.Certificate)));
    }

    [Fact]
    public void It_prints_nothing_secret_and_is_wiped_when_it_is_disposed()
    {
        var key = SecretKey.Generate("Cem <cem@example.org>", Now);
        Assert.Equal(key.Certificate.Fingerprint.ToString(), key.ToString());
        var secrets = key.Secrets.ToList();
        key.Dispose();
        Assert.All(secrets, secret => Assert.False(secret.Numbers.ContainsAnyExcept((byte)0)));
    }

    [Fact]
    public void A_clock_that_was_set_back_makes_no_signature_older_than_the_key()
    {
        var signature = DetachedSignature.Sign(Letter, Ana, Now.AddYears(-10));
        Assert.True(DetachedSignature.Verify(Letter, signature, Ana.Certificate, Now).Good);
    }

    private static byte[] Stub(WirePacket subkey)
    {
        var open = Ana.Secrets.Single(secret => subkey.Body.Span.StartsWith(secret.Public.Body.Span));
        return Forge.Packet(PacketTag.SecretSubkey, [.. open.Public.Body.Span, 255, 0, 101, 0, .. "GNU"u8, 1]);
    }
}
