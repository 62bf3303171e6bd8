using System.Security.Cryptography;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.Tests.OpenPgp;

public sealed class AeadTests
{
    /// <summary>From RFC 7253 (appendix A), the paper on EAX, and the specification of GCM.</summary>
    [Theory]
    [InlineData(AeadModes.Ocb, "000102030405060708090A0B0C0D0E0F", "BBAA99887766554433221100", "", "", "785407BFFFC8AD9EDCC5520AC9111EE6")]
    [InlineData(AeadModes.Ocb, "000102030405060708090A0B0C0D0E0F", "BBAA99887766554433221101", "0001020304050607", "0001020304050607", "6820B3657B6F615A5725BDA0D3B4EB3A257C9AF1F8F03009")]
    [InlineData(AeadModes.Eax, "233952DEE4D5ED5F9B9C6D6FF80FF478", "62EC67F9C3A4A407FCB2A8C49031A8B3", "6BFB914FD07EAE6B", "", "E037830E8389F27B025A2D6527E79D01")]
    [InlineData(AeadModes.Eax, "91945D3F4DCBEE0BF45EF52255F095A4", "BECAF043B0A23D843194BA972C66DEBD", "FA3BFD4806EB53FA", "F7FB", "19DD5C4C9331049D0BDAB0277408F67967E5")]
    [InlineData(AeadModes.Gcm, "00000000000000000000000000000000", "000000000000000000000000", "", "00000000000000000000000000000000", "0388DACE60B6A392F328C2B971B2FE78AB6E47D42CEC13BDF53A67B21257BDDF")]
    public void Published_values_come_out(byte mode, string key, string nonce, string associated, string plain, string encrypted)
    {
        var sealedBytes = new byte[encrypted.Length / 2];
        Aead.Seal(mode, Hex(key), Hex(nonce), Hex(associated), Hex(plain), sealedBytes);
        Assert.Equal(encrypted, Convert.ToHexString(sealedBytes));
        var opened = new byte[plain.Length / 2];
        Assert.True(Aead.TryOpen(mode, Hex(key), Hex(nonce), Hex(associated), sealedBytes, opened));
        Assert.Equal(Hex(plain), opened);
    }

    [Theory]
    [InlineData(AeadModes.Eax)]
    [InlineData(AeadModes.Ocb)]
    [InlineData(AeadModes.Gcm)]
    public void What_was_changed_does_not_open_and_leaves_nothing(byte mode)
    {
        Assert.True(Policy.AcceptsAead(mode, out var nonceLength));
        var (key, nonce) = (RandomNumberGenerator.GetBytes(32), new byte[nonceLength]);
        var plain = RandomNumberGenerator.GetBytes(100);
        var encrypted = new byte[plain.Length + Aead.TagLength];
        Aead.Seal(mode, key, nonce, [1], plain, encrypted);
        var opened = new byte[plain.Length];
        for (var at = 0; at < encrypted.Length; at++)
        {
            opened.AsSpan().Fill(7);
            encrypted[at] ^= 1;
            Assert.False(Aead.TryOpen(mode, key, nonce, [1], encrypted, opened));
            Assert.DoesNotContain(opened, value => value != 0);
            encrypted[at] ^= 1;
        }
        Assert.False(Aead.TryOpen(mode, key, nonce, [2], encrypted, opened));
        Assert.False(Aead.TryOpen(mode, key, nonce, [1], encrypted.AsSpan(0, 15), []));
        Assert.True(Aead.TryOpen(mode, key, nonce, [1], encrypted, opened));
        Assert.Equal(plain, opened);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(100)]
    public void Other_modes_are_not_accepted(byte mode) => Assert.False(Policy.AcceptsAead(mode, out _));

    private static byte[] Hex(string text) => Convert.FromHexString(text);
}
