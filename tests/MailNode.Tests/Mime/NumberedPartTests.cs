using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

public sealed class NumberedPartTests
{
    [Theory]
    [InlineData("Subject: x\n\nx", "1 text/plain")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\n\n--a\n\n1\n--a\n\n2\n--a--", "1 text/plain|2 text/plain")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\n\nno parts", "1 multipart/mixed")]
    [InlineData("Content-Type: message/rfc822\n\nSubject: x\n\nx", "1 message/rfc822|1.1 text/plain")]
    [InlineData("Content-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\n1\n--a\n\n2\n--a--", "1 message/rfc822|1.1 text/plain|1.2 text/plain")]
    [InlineData("Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nSubject: x\n\nx", "1 message/rfc822|1.1 message/rfc822|1.1.1 text/plain")]
    public void Parts_are_numbered_as_IMAP_does(string mail, string expected) => Assert.Equal(expected, Numbered(mail));

    // The example of RFC 9051, 6.4.5.1.
    [Fact]
    public void The_example_of_the_standard_has_its_numbers() =>
        Assert.Equal(
            "1 text/plain|2 application/octet-stream|3 message/rfc822|3.1 text/plain|3.2 application/octet-stream|4.1 image/gif|4.2 message/rfc822|4.2.1 text/plain|4.2.2.1 text/plain|4.2.2.2 text/richtext",
            Numbered(Multipart("mixed", "a",
                Part("text/plain"), Part("application/octet-stream"),
                "Content-Type: message/rfc822\n\n" + Multipart("mixed", "b", Part("text/plain"), Part("application/octet-stream")),
                Multipart("mixed", "c",
                    Part("image/gif"),
                    "Content-Type: message/rfc822\n\n" + Multipart("mixed", "d", Part("text/plain"), Multipart("alternative", "e", Part("text/plain"), Part("text/richtext")))))));

    private static string Numbered(string mail) =>
        string.Join('|', NumberedPart.Of(MimeEntity.Parse(Encoding.UTF8.GetBytes(mail))).Select(part => $"{part.Path} {part.Entity.ContentType}"));

    private static string Part(string type) => $"Content-Type: {type}\n\nx";

    private static string Multipart(string subtype, string boundary, params string[] parts) =>
        $"Content-Type: multipart/{subtype}; boundary={boundary}\n\n{string.Concat(parts.Select(part => $"--{boundary}\n{part}\n"))}--{boundary}--";
}
