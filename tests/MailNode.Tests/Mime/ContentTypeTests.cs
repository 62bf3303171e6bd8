using MailNode.Mime;

namespace MailNode.Tests.Mime;

public sealed class ContentTypeTests
{
    [Theory]
    [InlineData(null, "text/plain")]
    [InlineData("", "text/plain")]
    [InlineData("Text/HTML", "text/html")]
    [InlineData("text / plain", "text/plain")]
    [InlineData("(odd) text (very) / (odd) plain", "text/plain")]
    [InlineData("text", "text/plain")]
    [InlineData("multipart", "multipart/mixed")]
    [InlineData("/plain", "application/octet-stream")]
    [InlineData("image/", "application/octet-stream")]
    [InlineData("junk", "application/octet-stream")]
    [InlineData(";charset=utf-8", "application/octet-stream")]
    public void The_media_type_is_read(string? value, string expected) => Assert.Equal(expected, ContentType.Parse(value).MediaType);

    [Theory]
    [InlineData("a/b; name=x", "x")]
    [InlineData("a/b; NAME=\"x y\"", "x y")]
    [InlineData("a/b; name = \"x\\\"y\\\\z\"", "x\"y\\z")]
    [InlineData("a/b; name=\"C:\\path\\x\"", "C:\\path\\x")]
    [InlineData("a/b name=x", "x")]
    [InlineData("a/b; charset=y name=x", "x")]
    [InlineData("a/b; name=my file (1).pdf; charset=y", "my file (1).pdf")]
    [InlineData("a/b; name=x (a comment)", "x")]
    [InlineData("a/b; name=\"x", "x")]
    [InlineData("a/b; name=x; name=y", "x")]
    [InlineData("a/b; name*=utf-8''%C3%A9%20x", "é x")]
    [InlineData("a/b; name*=iso-8859-1'fr'%E9", "é")]
    [InlineData("a/b; name*=''%C3%A9", "é")]
    [InlineData("a/b; name*=no-quotes", "no-quotes")]
    [InlineData("a/b; name*1=b; name*0=a", "ab")]
    [InlineData("a/b; name*0*=utf-8''%C3; name*1*=%A9; name*2=\"%41\"", "é%41")]
    [InlineData("a/b; name*0=a; name*2=c", "ac")]
    [InlineData("a/b; name*9999=z; name*0=a", "az")]
    [InlineData("a/b; name=plain; name*=utf-8''better", "better")]
    [InlineData("a/b; name*=utf-8''%zz%4", "%zz%4")]
    [InlineData("a/b; name*=x-none''%E9", "é")]
    [InlineData("a/b; name=\"=?utf-8?q?=C3=A9?=\"", "é")]
    [InlineData("a/b; name==?utf-8?q?=C3=A9?=", "é")]
    [InlineData("a/b; name*999999999999=x", null)]
    [InlineData("a/b; name", null)]
    [InlineData("a/b; name=", null)]
    [InlineData("a/b", null)]
    public void A_parameter_is_read(string value, string? expected) => Assert.Equal(expected, ContentType.Parse(value).Parameter("name"));

    [Fact]
    public void A_parameter_cannot_hold_line_ends() =>
        Assert.Equal("x y", ContentType.Parse("a/b; name*=utf-8''x%0D%0Ay").Parameter("name"));

    [Fact]
    public void Comparison_ignores_case() => Assert.True(ContentType.Parse("Text/Plain; x=y").Is("TEXT/plain"));

    [Theory]
    [InlineData("; a*{0}*=x")]
    [InlineData("; a{0}=x")]
    [InlineData("(")]
    [InlineData(" a")]
    [InlineData("; a=b c")]
    [InlineData(";")]
    [InlineData("=")]
    [InlineData("\"")]
    public void Malice_costs_linear_work(string piece) => Growth.AssertLinear(250_000, size =>
    {
        var value = "a/b; x=" + string.Concat(Enumerable.Range(0, size / piece.Length).Select(i => piece.Replace("{0}", $"{i}", StringComparison.Ordinal)));
        return () => ContentType.Parse(value).Parameter("a");
    });
}
