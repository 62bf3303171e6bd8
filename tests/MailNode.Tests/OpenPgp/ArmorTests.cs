using System.Text;
using MailNode.OpenPgp;

namespace MailNode.Tests.OpenPgp;

public sealed class ArmorTests
{
    private const string Good = "-----BEGIN PGP MESSAGE-----\n\nyAxiAAAAAABIZWxsbyE=\n=xxxx\n-----END PGP MESSAGE-----\n";
    private static readonly byte[] Inside = Convert.FromBase64String("yAxiAAAAAABIZWxsbyE=");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(47)]
    [InlineData(48)]
    [InlineData(49)]
    [InlineData(10_000)]
    public void What_is_written_is_read(int length)
    {
        var bytes = Enumerable.Range(0, length).Select(i => (byte)(i * 7)).ToArray();
        var text = Armor.Encode("PGP MESSAGE", bytes, ("Comment", "hello"));
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 64));
        Assert.True(Armor.TryDecode(Encoding.ASCII.GetBytes(text), out var kind, out var back));
        Assert.Equal("PGP MESSAGE", kind);
        Assert.Equal(bytes, back);
    }

    [Fact]
    public void The_checksum_is_the_standards_one() =>
        Assert.Contains("\n=Ic8C\n", Armor.Encode("PGP SIGNATURE", "123456789"u8), StringComparison.Ordinal);

    [Theory]
    [InlineData(Good)]
    [InlineData("Dear Ben,\r\n\r\n" + Good + "\nsent by list@example.org\n")]
    [InlineData("-----BEGIN PGP MESSAGE-----\nVersion: x\nComment: a: b\nEmpty:\n\nyAxiAAAA\nAABIZWxsbyE=\n-----END PGP MESSAGE-----")]
    [InlineData("-----BEGIN PGP MESSAGE-----  \r\n \r\nyAxiAAAAAABIZWxsbyE=\r\n-----END PGP MESSAGE-----\r\n")]
    public void Honest_variations_are_read(string text)
    {
        Assert.True(Armor.TryDecode(Encoding.ASCII.GetBytes(text), out _, out var bytes));
        Assert.Equal(Inside, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN PGP MESSAGE-----")]
    [InlineData("-----BEGIN PGP MESSAGE-----\n\nyAxiAAAAAABIZWxsbyE=\n")]
    [InlineData("-----BEGIN PGP MESSAGE-----\n\nyAxiAAAAAABIZWxsbyE=\n-----END PGP SIGNATURE-----\n")]
    [InlineData("-----BEGIN PGP MESSAGE-----\nyAxiAAAAAABIZWxsbyE=\n-----END PGP MESSAGE-----\n")]
    [InlineData("-----BEGIN PGP MESSAGE-----\nA: b\rC: d\n\nyAxiAAAAAABIZWxsbyE=\n-----END PGP MESSAGE-----\n")]
    [InlineData("-----BEGIN PGP MESSAGE-----\n\nyAxi!AAAAABIZWxsbyE=\n-----END PGP MESSAGE-----\n")]
    [InlineData("-----BEGIN PGP MESSAGE-----\n\nyAxiAAAAAABIZWxsby\n-----END PGP MESSAGE-----\n")]
    [InlineData("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nhello\n")]
    [InlineData("> -----BEGIN PGP MESSAGE-----\n> \n> yAxiAAAAAABIZWxsbyE=\n> -----END PGP MESSAGE-----\n")]
    [InlineData("-----BEGIN PGP MESSAGE-----\n\n" + Good + "-----END PGP MESSAGE-----\n")]
    [InlineData(Good + Good)]
    public void Everything_else_is_refused(string text) =>
        Assert.False(Armor.TryDecode(Encoding.ASCII.GetBytes(text), out _, out _));

    [Theory]
    [InlineData("=AAAA\n", 200_000)]
    [InlineData("-----BEGIN PGP MESSAGE-----\n", 100_000)]
    [InlineData("-----BEGIN PGP ", 400_000)]
    [InlineData("-----END PGP ", 400_000)]
    [InlineData("Comment: x\n", 400_000)]
    [InlineData("A", 30_000_000)]
    [InlineData("\n", 5_000_000)]
    public void Floods_are_refused_in_no_time(string piece, int times)
    {
        var flood = Encoding.ASCII.GetBytes("-----BEGIN PGP MESSAGE-----\n\nAAAA\n" + string.Concat(Enumerable.Repeat(piece, times)));
        ThreadWork.StaysUnder(TimeSpan.FromSeconds(1), () =>
        {
            Assert.False(Armor.TryDecode(flood, out _, out _));
            Assert.False(Armor.TryDecode(flood.AsSpan(33), out _, out _));
            Assert.IsType<Opened.NotForUs>(People.BenOpens(flood));
        });
    }
}
