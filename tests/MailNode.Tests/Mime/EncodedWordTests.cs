using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

public sealed class EncodedWordTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("=?utf-8?q?a=C3=A9_b?=", "aé b")]
    [InlineData("=?UTF-8?B?YcOp?=", "aé")]
    [InlineData("=?utf-8*de?q?a?=", "a")]
    [InlineData("=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "é")]
    [InlineData("=?utf-8?b?8J+Y?= =?utf-8?b?gA==?=", "😀")]
    [InlineData("=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "日本")]
    [InlineData("=?shift_jis?b?k/qWew==?=", "日本")]
    [InlineData("=?gb2312?b?1tC5+g==?=", "中国")]
    [InlineData("=?koi8-r?b?8NLJ18XU?=", "Привет")]
    [InlineData("=?windows-1251?q?=CF=F0?=", "Пр")]
    [InlineData("=?euc-kr?b?x9GxuQ==?=", "한국")]
    [InlineData("=?x-unknown?q?caf=C3=A9?=", "café")]
    [InlineData("=?x-unknown?q?caf=E9?=", "café")]
    [InlineData("=?us-ascii?q?caf=C3=A9?=", "café")]
    [InlineData("=?utf-7?q?+AGE-?=", "+AGE-")]
    [InlineData("=?utf-8?q?=FF?=", "\uFFFD")]
    [InlineData("=?utf-8?x?a?=", "=?utf-8?x?a?=")]
    [InlineData("=?utf-8?q?a", "=?utf-8?q?a")]
    [InlineData("=?utf-8?q?a=Z1=?=", "a=Z1=")]
    [InlineData("=?utf-8?b?YQ?=", "a")]
    [InlineData("=?utf-8?b?!!!?=", "")]
    [InlineData("=??q?a?=", "=??q?a?=")]
    [InlineData("a =?utf-8?q?b?= c", "a b c")]
    [InlineData("=?utf-8?q?=0D=0ABcc:_x=00?=", " Bcc: x ")]
    [InlineData("=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3F=3D?=", "=?utf-8?q?a?=")]
    public void Words_are_decoded(string raw, string expected) => Assert.Equal(expected, EncodedWord.Decode(raw));

    [Theory]
    [InlineData("")]
    [InlineData("plain words")]
    [InlineData("Grüße aus Köln")]
    [InlineData("one wörd in many plain ones")]
    [InlineData("日本語のとても長い件名です。日本語のとても長い件名です。日本語のとても長い件名です。日本語のとても長い件名です。")]
    [InlineData("😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀")]
    [InlineData("looks =?utf-8?q?encoded?= but is not")]
    [InlineData(" blank at both ends ")]
    [InlineData("two  blanks   é  inside")]
    [InlineData("é é é")]
    [InlineData("tr\u00A0aps \u200B")]
    public void What_is_encoded_decodes_to_the_same(string text)
    {
        var encoded = EncodedWord.Encode(text);
        Assert.True(Ascii.IsValid(encoded));
        Assert.Equal(text, EncodedWord.Decode(encoded));
        Assert.All(encoded.Split(' '), word => Assert.True(word.Length <= 75 || !word.StartsWith("=?", StringComparison.Ordinal)));
    }

    [Fact]
    public void Plain_text_stays_readable() => Assert.Equal("Hello, world: 100%", EncodedWord.Encode("Hello, world: 100%"));

    [Fact]
    public void Half_characters_become_replacement_characters() => Assert.Equal("a\uFFFDb", EncodedWord.Decode(EncodedWord.Encode("a\uD800b")));

    [Theory]
    [InlineData("=?a?q?")]
    [InlineData("=?a?q?b?= ")]
    [InlineData("=?")]
    [InlineData("?=")]
    [InlineData("=?a?q? ")]
    public void Malice_costs_linear_work(string piece) => Growth.AssertLinear(250_000, size =>
    {
        var raw = Growth.Times(piece, size / piece.Length);
        return () => EncodedWord.Decode(raw);
    });
}
