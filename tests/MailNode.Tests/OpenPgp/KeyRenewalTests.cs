using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Keys as other programs make them, renewed here: what is in use is kept in use, and nothing else changes.</summary>
public sealed class KeyRenewalTests
{
    private static readonly DateTimeOffset Made = Now.AddDays(-30);
    private static readonly SecretKeyPacket Primary = Ana.Secrets.First();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_newer_subkey_that_has_ended_or_has_no_secret_here_does_not_take_the_place_of_the_one_in_use(bool hasSecret)
    {
        var newer = SecretKey.Generate("unused", Made.AddDays(5)).Secrets.Last();
        var binding = Bound(newer.Public, KeyFlags.Encrypt, hasSecret ? Made.AddDays(10) : null);
        using var key = Unlocked(Forge.Join(Ana.ToBytes(), hasSecret ? Subkey(newer) : Forge.Packet(PacketTag.PublicSubkey, newer.Public.Body.Span), binding));
        using var renewed = key.Renew(Now.AddDays(400), Now);
        var (used, other) = (Ana.Certificate.EncryptionKey(Now)!.Fingerprint, newer.Public.Fingerprint);
        Assert.Equal(Now.AddDays(400), EndOf(renewed, used));
        Assert.Equal(EndOf(key, other), EndOf(renewed, other));
    }

    [Fact]
    public void A_key_whose_end_stands_in_the_direct_key_signature_is_renewed_once_and_not_at_every_look()
    {
        var direct = Forge.Signature(SignatureTypes.DirectKey, Never, Now, digest => digest.Key(Forge.PrimaryOf(Never)), writer => Renewal.WriteExpiry(writer, Made, Now.AddDays(90)));
        var packets = PacketsOf(Never.ToBytes());
        using var key = Unlocked(Forge.Join([packets[0], direct, .. packets[1..]]));
        Assert.False(key.IsRenewalDue(Now));
        Assert.True(key.IsRenewalDue(Now.AddDays(50)));
        using var renewed = key.Renew(Now.AddDays(50));
        Assert.Equal(Now.AddDays(140), renewed.Certificate.ExpiresAt);
        Assert.False(renewed.IsRenewalDue(Now.AddDays(60)));      // by the certification, which is older, half would be gone
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_user_id_that_comes_first_still_does(bool isMarked)
    {
        var second = Certified("Ana at work", Now.AddDays(-1), isMarked);
        using var key = Unlocked(Forge.Join(Ana.ToBytes(), Forge.Packet(PacketTag.UserId, "Ana at work"u8), second));
        Assert.Equal("Ana at work", key.Certificate.UserId);
        using var renewed = key.Renew(Now.AddDays(400));
        using var other = renewed.Renew(Now.AddDays(900), Now.AddDays(500));
        Assert.Equal("Ana at work", renewed.Certificate.UserId);
        Assert.Equal("Ana at work", other.Certificate.UserId);
        Assert.Equal(2, other.Certificate.UserIds.Count);
    }

    [Fact]
    public void A_minimal_certificate_has_the_encryption_subkey_in_use_and_not_a_newer_one_that_has_ended()
    {
        var newer = SecretKey.Generate("unused", Made.AddDays(5)).Secrets.Last();
        var full = Forge.Parse(Ana.Certificate.ToBytes(), Forge.Packet(PacketTag.PublicSubkey, newer.Public.Body.Span), Bound(newer.Public, KeyFlags.Encrypt, Made.AddDays(10)));
        var minimal = Forge.Parse(full.Minimal());
        Assert.Equal(Ana.Certificate.EncryptionKey(Now)!.Fingerprint, minimal.EncryptionKey(Now)?.Fingerprint);
        Assert.Equal(2, minimal.Keys.Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whatever_subkey_signs_is_in_the_minimal_certificate(bool newestHasSecret)
    {
        var packets = PacketsOf(Ana.ToBytes());
        var (older, newer) = (SecretKey.Generate("unused", Made.AddDays(5)).Secrets.First(), SecretKey.Generate("unused", Made.AddDays(6)).Secrets.First());
        var certifyOnly = Forge.Signature(SignatureTypes.PositiveCertification, Ana, Now, digest =>
        {
            digest.Key(Primary.Public);
            digest.UserId("Ana <ana@example.org>"u8);
        }, writer => writer.Subpacket(27, [(byte)KeyFlags.Certify]));
        using var key = Unlocked(Forge.Join(
            packets[0], packets[1], certifyOnly, Subkey(older), Consented(older),
            newestHasSecret ? Subkey(newer) : Forge.Packet(PacketTag.PublicSubkey, newer.Public.Body.Span), Consented(newer)));
        Assert.Equal((newestHasSecret ? newer : older).Public.Fingerprint, key.SigningKey(Now)!.Public.Fingerprint);
        var verdict = DetachedSignature.Verify(Letter, DetachedSignature.Sign(Letter, key, Now), Forge.Parse(key.Certificate.Minimal()), Now);
        Assert.Equal(OpenRefusal.None, verdict.Reason);
    }

    [Fact]
    public void A_consent_counts_at_the_time_of_its_binding_and_is_made_anew_with_it()
    {
        var subkey = SecretKey.Generate("unused", Made.AddDays(5)).Secrets.First();
        using var key = Unlocked(Forge.Join(Ana.ToBytes(), Subkey(subkey), Consented(subkey, TimeSpan.FromDays(3))));
        Assert.True(FlagsOf(key, subkey).HasFlag(KeyFlags.Sign));
        using var renewed = key.Renew(Now.AddDays(700), Now);
        Assert.True(FlagsOf(renewed, subkey).HasFlag(KeyFlags.Sign));
        var late = Unlocked(Forge.Join(Ana.ToBytes(), Subkey(subkey), Consented(subkey, TimeSpan.FromDays(3), after: TimeSpan.FromDays(4))));
        Assert.False(FlagsOf(late, subkey).HasFlag(KeyFlags.Sign));
    }

    private static KeyFlags FlagsOf(SecretKey key, SecretKeyPacket subkey) =>
        key.Certificate.Keys.Single(one => one.Key.Fingerprint == subkey.Public.Fingerprint).Flags;

    /// <summary>A signing subkey's binding with its consent, made on day 6.</summary>
    private static byte[] Consented(SecretKeyPacket subkey, TimeSpan? lifetime = null, TimeSpan after = default)
    {
        using var back = new SignatureWriter(SignatureTypes.PrimaryBinding, subkey, Made.AddDays(6));
        if (lifetime is { } time)
            back.Subpacket(3, [0, .. BitConverter.GetBytes((int)time.TotalSeconds).Reverse().Skip(1)]);
        var reader = new PacketReader(back.Sign(digest => Version6.Feed(digest, Primary.Public, subkey.Public)));
        Assert.True(reader.TryNext(out var packet));
        return Forge.Signature(
            SignatureTypes.SubkeyBinding, Ana, Made.AddDays(6) + after, digest => Version6.Feed(digest, Primary.Public, subkey.Public),
            writer => writer.Subpacket(27, [(byte)KeyFlags.Sign]).Subpacket(32, packet.Body.Span));
    }

    private static readonly SecretKey Never = KeyMaker.Make("Never <never@example.org>", null, Made);

    private static DateTimeOffset? EndOf(SecretKey key, Fingerprint subkey) => key.Certificate.Keys.Single(one => one.Key.Fingerprint == subkey).ExpiresAt;

    private static byte[] Bound(PublicKeyPacket subkey, KeyFlags flags, DateTimeOffset? expires) =>
        Forge.Signature(SignatureTypes.SubkeyBinding, Ana, Made.AddDays(5), digest => Version6.Feed(digest, Primary.Public, subkey), writer =>
        {
            writer.Subpacket(27, [(byte)flags]);
            Renewal.WriteExpiry(writer, subkey.Created, expires);
        });

    private static byte[] Certified(string name, DateTimeOffset at, bool isFirst) =>
        Forge.Signature(
            SignatureTypes.PositiveCertification,
            Ana,
            at,
            digest =>
            {
                digest.Key(Primary.Public);
                digest.UserId(System.Text.Encoding.UTF8.GetBytes(name));
            },
            writer =>
            {
                writer.Subpacket(27, [(byte)(KeyFlags.Certify | KeyFlags.Sign)]);
                Renewal.WriteExpiry(writer, Made, Made.AddDays(730));
                if (isFirst)
                    writer.Subpacket(25, [1]);
            });

    private static byte[] Subkey(SecretKeyPacket key)
    {
        using var body = new WireWriter();
        key.WriteOpen(body);
        return Forge.Packet(PacketTag.SecretSubkey, body.Written);
    }

    private static byte[][] PacketsOf(byte[] bytes)
    {
        var reader = new PacketReader(bytes);
        var found = new List<byte[]>();
        while (reader.TryNext(out var packet))
            found.Add(packet.Whole.ToArray());
        return [.. found];
    }

    private static SecretKey Unlocked(byte[] bytes)
    {
        Assert.True(SecretKey.TryUnlock(bytes, null, Now, out var key, out var reason), reason);
        return key;
    }
}
