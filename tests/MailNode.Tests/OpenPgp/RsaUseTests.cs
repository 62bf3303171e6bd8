using System.Security.Cryptography;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>RSA keys do what their algorithm and their owner say, and nothing besides.</summary>
public sealed class RsaUseTests
{
    private static readonly DateTimeOffset Made = Now.AddDays(-30);
    private static readonly RSA Rsa = RSA.Create(2_048);

    [Fact]
    public void A_key_for_encryption_alone_neither_certifies_nor_signs()
    {
        using var key = New(Algorithms.RsaEncryptOnly);
        Assert.True(key.Secret is { CanSign: false, CanUnwrap: true });
        Assert.False(SecretKey.TryUnlock(Certified(key, KeyFlags.Certify | KeyFlags.Sign), null, Now, out _, out _));
        Assert.False(Certificate.TryParse(Public(key, KeyFlags.Certify | KeyFlags.Sign), Now, out _, out _));
    }

    [Fact]
    public void A_key_for_signatures_alone_is_not_encrypted_to_and_opens_nothing()
    {
        using var key = New(Algorithms.RsaSignOnly);
        Assert.True(key.Secret is { CanSign: true, CanUnwrap: false });
        Assert.False(Forge.Parse(Public(key, KeyFlags.Certify | KeyFlags.Encrypt)).CanEncrypt);
        Assert.False(Opens(key, KeyFlags.Certify | KeyFlags.Encrypt, isAnonymous: false));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_key_that_does_both_opens_what_is_sealed_only_if_its_owner_has_it_for_that(bool isAnonymous)
    {
        using var key = New(Algorithms.Rsa);
        Assert.True(Opens(key, KeyFlags.Certify | KeyFlags.Encrypt, isAnonymous));
        Assert.False(Opens(key, KeyFlags.Certify | KeyFlags.Sign, isAnonymous));
    }

    private static bool Opens(SecretKeyPacket key, KeyFlags flags, bool isAnonymous)
    {
        Assert.True(SecretKey.TryUnlock(Certified(key, flags), null, Now, out var own, out var reason), reason);
        var signed = Forge.Join(Forge.Literal(Letter));
        var message = Forge.Sealed(session => KeyWrapping.Wrap(session, key.Public, SealVersion.One, isAnonymous), signed);
        using (own)
            return Both.Open(message, Reader(own)) is Opened.Refused { Reason: OpenRefusal.NotSigned };
    }

    private static SecretKeyPacket New(byte algorithm)
    {
        var numbers = Rsa.ExportParameters(true);
        using var body = new WireWriter();
        body.Byte(4).UInt32(UnixTime.Of(Made)).Byte(algorithm).Mpi(numbers.Modulus).Mpi(numbers.Exponent);
        Assert.True(PublicKeyPacket.TryParse(body.ToArray(), out var key));
        using var secret = new WireWriter();
        secret.Mpi(numbers.D).Mpi(numbers.Q).Mpi(numbers.P).Mpi(numbers.InverseQ);
        return new SecretKeyPacket(key, secret.ToArray());
    }

    private static byte[] Certified(SecretKeyPacket key, KeyFlags flags)
    {
        using var body = new WireWriter();
        key.WriteOpen(body);
        return Forge.Join(Forge.Packet(PacketTag.SecretKey, body.Written), UserId(key, flags));
    }

    private static byte[] Public(SecretKeyPacket key, KeyFlags flags) =>
        Forge.Join(Forge.Packet(PacketTag.PublicKey, key.Public.Body.Span), UserId(key, flags));

    private static byte[] UserId(SecretKeyPacket key, KeyFlags flags)
    {
        using var writer = new SignatureWriter(SignatureTypes.PositiveCertification, key, Made).Subpacket(27, [(byte)flags]);
        return Forge.Join(Forge.Packet(PacketTag.UserId, "Rita"u8), writer.Sign(digest =>
        {
            digest.Key(key.Public);
            digest.UserId("Rita"u8);
        }));
    }
}
