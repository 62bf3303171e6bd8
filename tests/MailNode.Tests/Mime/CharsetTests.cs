using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

public sealed class CharsetTests
{
    private static readonly byte[] Bytes = [(byte)'\r', (byte)'\n', (byte)'a', 0xC3, 0xBC, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80, 0xED, 0xA0, 0xFF, 0xEF, 0xBB, 0xBF, 0, 0x81];

    /// <summary>Halves of characters before a line end, line ends of every kind, a byte order mark: decoding by line makes no difference.</summary>
    [Theory]
    [InlineData("utf-8")]
    [InlineData("windows-1252")]
    [InlineData("us-ascii")]
    [InlineData("gb18030")]
    [InlineData("utf-16")]
    [InlineData(null)]
    public void Lines_are_those_of_the_whole_text(string? label)
    {
        var numbers = new SeededNumbers(4711);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Enumerable.Range(0, numbers.Below(24)).Select(_ => numbers.Below(3) == 0 ? Bytes[numbers.Below(2)] : Bytes[numbers.Below(Bytes.Length)]).ToArray();
            Assert.Equal(Grammar.WithNewlines(Charset.Decode(bytes, label)), Charset.DecodeLines(bytes, label));
        }
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("iso-8859-1")]
    public void A_long_text_is_made_once(string label)
    {
        var bytes = Encoding.ASCII.GetBytes(Growth.Times("a line of text\r\n", 100_000));
        Charset.DecodeLines(bytes, label);
        Assert.InRange(Growth.Allocated(() => Charset.DecodeLines(bytes, label)), 0, 3_010_000);
    }
}
