using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

public sealed class HeaderListTests
{
    [Fact]
    public void Fields_keep_their_bytes_order_and_case()
    {
        var bytes = "SUBJECT: one\r\nX-A: first\r\n second\r\nx-a:other\n\r\nbody: no"u8.ToArray();
        var headers = HeaderList.Parse(bytes);
        Assert.Equal(["SUBJECT", "X-A", "x-a"], headers.Select(field => field.Name));
        Assert.Equal("SUBJECT: one\r\nX-A: first\r\n second\r\nx-a:other\n", string.Concat(headers.Select(field => Encoding.ASCII.GetString(field.Raw.Span))));
        Assert.Equal("one", headers.First("subject")?.Value);
        Assert.Equal(["first second", "other"], headers.All("X-a").Select(field => field.Value));
        Assert.Null(headers.First("Subjec"));
        Assert.Null(headers.Text("To"));
    }

    [Theory]
    [InlineData("A: b\r\n  c", "b  c", "b c")]
    [InlineData("A:\r\n b", "b", "b")]
    [InlineData("A : b", "b", "b")]
    [InlineData("A:", "", "")]
    [InlineData("A: =?utf-8?q?=C3=A9?=", "=?utf-8?q?=C3=A9?=", "é")]
    [InlineData("A: é", "é", "é")]
    [InlineData("A: b\rc", "b c", "b c")]
    [InlineData("A: b\0c", "b\0c", "b c")]
    [InlineData("A: b\r\n \r\n\tc", "b \tc", "b c")]
    public void A_value_is_unfolded_and_a_text_decoded(string raw, string value, string text)
    {
        var field = HeaderList.Parse(Encoding.UTF8.GetBytes(raw + "\r\n")).First("A");
        Assert.Equal((value, text), (field?.Value, field?.Text));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_read_as_windows_1252() =>
        Assert.Equal("café €", HeaderList.Parse(Encoding.Latin1.GetBytes("A: caf\u00E9 \u0080\r\n")).Text("A"));

    [Theory]
    [InlineData("From ana Fri Nov 21\r\nA: b\r\n\r\nbody")]
    [InlineData(">From ana Fri Nov 21\r\nA: b\r\n\r\nbody")]
    [InlineData("\uFEFFA: b\r\n\r\nbody")]
    [InlineData("this is no field\r\nA: b\r\n\r\nbody")]
    [InlineData(" not a continuation\r\nA: b\r\n\r\nbody")]
    [InlineData("é: x\r\nA: b\r\n\r\nbody")]
    [InlineData(": x\r\nA: b\r\n\r\nbody")]
    [InlineData("A: b\r\nthis is no field\r\n\r\nbody")]
    [InlineData("this is no field\r\n  nor is this\r\nA: b\r\n\r\nbody")]
    [InlineData("A: b\r\nbody")]
    [InlineData("A: b\nbody")]
    public void A_damaged_header_is_read_and_noted(string mail)
    {
        var entity = MimeEntity.Parse(Encoding.UTF8.GetBytes(mail));
        Assert.Equal("b", entity.Headers.Text("A"));
        Assert.Equal("body", entity.Text());
        Assert.NotEmpty(entity.Defects);
    }

    [Theory]
    [InlineData("A: b\r\n\r\nbody", "body")]
    [InlineData("A: b\n\nbody", "body")]
    [InlineData("\r\nbody", "body")]
    [InlineData("body only", "body only")]
    [InlineData("A: b", "")]
    [InlineData("A: b\r", "")]
    [InlineData("A: b\r\n", "")]
    [InlineData("", "")]
    [InlineData("\n", "")]
    public void The_body_starts_after_the_blank_line(string mail, string body) =>
        Assert.Equal(body, MimeEntity.Parse(Encoding.UTF8.GetBytes(mail)).Text());

    [Theory]
    [InlineData("<a@b>", "a@b")]
    [InlineData("<a@b> <c@d>\r\n <e@f>", "a@b|c@d|e@f")]
    [InlineData("<a@b>,<c@d>", "a@b|c@d")]
    [InlineData("Your message of today <a@b> from Ana", "a@b")]
    [InlineData("a@b c@d", "a@b|c@d")]
    [InlineData("message from Ana", "")]
    [InlineData("only", "only")]
    [InlineData("<>", "")]
    [InlineData("<a@b", "a@b")]
    [InlineData("<a@b <c@d>", "c@d")]
    [InlineData("<a\tb@c>", "")]
    [InlineData("<a\0@b>", "")]
    [InlineData("", "")]
    public void Message_ids_are_found_amid_junk(string value, string expected) =>
        Assert.Equal(expected, string.Join('|', HeaderList.Parse(Encoding.UTF8.GetBytes($"References: {value}\r\n")).MessageIds("references")));

    [Fact]
    public void Addresses_of_repeated_fields_come_together() =>
        Assert.Equal(2, HeaderList.Parse("To: ana@example.org\r\nTo: ben@example.org\r\n"u8.ToArray()).Addresses("to").Count);

    [Fact]
    public void The_first_date_that_makes_sense_counts()
    {
        var headers = HeaderList.Parse("Date: soon\r\nDate: Fri, 21 Nov 1997 09:55:06 -0600\r\n"u8.ToArray());
        Assert.Equal(new DateTimeOffset(1997, 11, 21, 9, 55, 6, TimeSpan.FromHours(-6)), headers.Date);
        Assert.Null(HeaderList.Parse("Date: soon\r\n"u8.ToArray()).Date);
    }
}
