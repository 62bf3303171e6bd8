using System.Security.Cryptography;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>What is told of a session key that does not open, how often it is tried, and what is left of it in memory.</summary>
public sealed class SessionKeyTests
{
    private static readonly byte[] Inside = Forge.Join(Forge.Literal(Letter), Forge.ContentSignature(Ana, Now));
    private static readonly Opened Broken = new Opened.Refused(OpenRefusal.IntegrityBroken, false);
    private static readonly SecretKey Rita = WithRsa(Ben);

    [Theory]
    [InlineData(SealVersion.One, false)]
    [InlineData(SealVersion.One, true)]
    [InlineData(SealVersion.Two, false)]
    [InlineData(SealVersion.Two, true)]
    public void A_wrong_RSA_padding_and_a_changed_body_look_alike(SealVersion version, bool anonymous)
    {
        var key = RsaOf(Rita);
        byte[] Wrap(SessionKey session) => KeyWrapping.Wrap(session, key, version, anonymous);
        byte[] WrapPlain(byte[] plain) => KeyWrapping.Wrap(plain, key, version, anonymous);
        Opened With(Func<SessionKey, byte[]> wrap) => Both.Open(Forge.Sealed(wrap, Inside, version), Reader(Rita, Ana.Certificate));

        Assert.IsType<Opened.Genuine>(With(Wrap));
        var broken = anonymous ? new Opened.NotForUs() : Broken;
        var changed = Forge.Sealed(Wrap, Inside, version);
        changed[^1] ^= 1;
        Assert.Equal(broken, Both.Open(changed, Reader(Rita, Ana.Certificate)));
        Assert.Equal(broken, With(session => Flipped(Wrap(session), ^1)));
        Assert.Equal(broken, With(session => Flipped(session.ToWrappable(version, withSum: true), ^1, WrapPlain)));
        Assert.Equal(broken, With(_ => WrapPlain([])));
        Assert.Equal(broken, With(_ => WrapPlain([0, .. new byte[32], 0, 0])));
        Assert.Equal(broken, With(_ => WrapPlain([9, .. new byte[16], 0, 0])));
        Assert.Equal(broken, With(_ => WrapPlain(new byte[200])));
        Assert.Equal(broken, With(_ => Wrap(SessionKey.New())));
    }

    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public void A_wrapped_key_that_does_not_open_is_told_like_a_changed_body(SealVersion version)
    {
        var message = Forge.Sealed(session => Flipped(Forge.Wrapped(session, Ben.Certificate, version: version), ^1), Inside, version);
        Assert.Equal(Broken, BenOpens(message));
        Assert.Equal(Broken, BenOpens(Forge.Sealed(_ => Forge.Wrapped(SessionKey.New(), Ben.Certificate, version: version), Inside, version)));
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public void The_body_is_decrypted_with_few_keys(int wrong, bool opens)
    {
        var message = Forge.Sealed(
            session => Forge.Join([.. Others(wrong).Append(Forge.Wrapped(session, Ben.Certificate))]), Inside);
        Assert.Equal(opens, BenOpens(message) is Opened.Genuine);
        static IEnumerable<byte[]> Others(int count) => Enumerable.Range(0, count).Select(_ => Forge.Wrapped(SessionKey.New(), Ben.Certificate));
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public void RSA_is_tried_a_few_times_only_and_keeps_nobody_from_the_rest(int others, bool opens)
    {
        var (key, stranger) = (RsaOf(Rita), RsaOf(WithRsa(Eve)));
        Opened With(Func<SessionKey, byte[]> ours) => Both.Open(
            Forge.Sealed(
                session => Forge.Join([
                    .. Enumerable.Range(0, others).Select(_ => KeyWrapping.Wrap(session, stranger, SealVersion.One, anonymous: true)), ours(session)]),
                Inside),
            Reader(Rita, Ana.Certificate) with { Limits = new OpenLimits { BodyTries = 9 } });
        Assert.Equal(opens, With(session => KeyWrapping.Wrap(session, key, SealVersion.One, anonymous: true)) is Opened.Genuine);
        Assert.IsType<Opened.Genuine>(With(session => Forge.Join(Forge.Wrapped(session, Ben.Certificate))));
    }

    [Fact]
    public void What_was_decrypted_is_wiped_when_looking_up_the_signer_throws()
    {
        ReadOnlyMemory<byte> seen = default;
        var request = Reader(Ben) with
        {
            FindCertificate = claim =>
            {
                seen = claim.Content;
                throw new IOException("The database is gone.");
            },
        };
        foreach (var message in (byte[][])[FromAnaToBen(), FromAnaToBen(SealVersion.Two), Forge.Sealed(Ben.Certificate, Forge.Compressed(Inside))])
        {
            Assert.Throws<IOException>(() => Both.Open(message, request));
            Assert.Equal(Letter.Length, seen.Length);
            Assert.False(seen.Span.ContainsAnyExcept((byte)0));
        }
    }

    [Fact]
    public void Of_the_layers_only_the_content_is_left()
    {
        var packed = Forge.Compressed(Inside);
        using (var read = SignedContent.Read(packed, OpenLimits.Default))
        {
            Assert.Equal(Letter, read.Content.ToArray());
            read.Release();
            Assert.Equal(Letter, read.Content.ToArray());
        }
        Assert.False(packed.AsSpan().ContainsAnyExcept((byte)0));
        var refused = Forge.Join(Forge.Compressed(Inside), Forge.Literal(Letter));
        SignedContent.Read(refused, OpenLimits.Default).Dispose();
        Assert.False(refused.AsSpan().ContainsAnyExcept((byte)0));
    }

    private static byte[] Flipped(byte[] bytes, Index at)
    {
        bytes[at] ^= 1;
        return bytes;
    }

    private static byte[] Flipped(byte[] bytes, Index at, Func<byte[], byte[]> wrap) => wrap(Flipped(bytes, at));

    private static PublicKeyPacket RsaOf(SecretKey key) => key.Secrets.Single(secret => secret.Public.Algorithm == Algorithms.Rsa).Public;

    /// <summary>The same key with an RSA subkey to encrypt to.</summary>
    private static SecretKey WithRsa(SecretKey key)
    {
        using var rsa = RSA.Create(2_048);
        var numbers = rsa.ExportParameters(true);
        using var body = new WireWriter().Byte(4).UInt32(UnixTime.Of(Now.AddDays(-1))).Byte(Algorithms.Rsa).Mpi(numbers.Modulus).Mpi(numbers.Exponent);
        // The wire has 1/p mod q where the platform has 1/q mod p.
        using var secret = new WireWriter().Mpi(numbers.D).Mpi(numbers.Q).Mpi(numbers.P).Mpi(numbers.InverseQ);
        Assert.True(PublicKeyPacket.TryParse(body.ToArray(), out var subkey));
        using var packet = new WireWriter();
        new SecretKeyPacket(subkey, secret.ToArray()).WriteOpen(packet);
        var binding = Forge.Signature(
            SignatureTypes.SubkeyBinding, key, Now.AddDays(-1), digest => Version6.Feed(digest, Forge.PrimaryOf(key), subkey),
            writer => writer.Subpacket(27, [(byte)KeyFlags.Encrypt]));
        byte[] whole = Forge.Join(key.ToBytes(), Forge.Packet(PacketTag.SecretSubkey, packet.Written), binding);
        Assert.True(SecretKey.TryUnlock(whole, null, Now, out var more, out var reason), reason);
        return more;
    }
}
