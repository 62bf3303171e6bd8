using MailNode.Core.Envelopes;
using MailNode.Core.Letters;
using MailNode.Core.Replies;
using MailNode.Mime;

namespace MailNode.Tests.Core.Letters;

/// <summary>Header protection (RFC 9788), as others write it and as we do.</summary>
public sealed class ProtectedHeadersTests
{
    [Theory]
    [InlineData("hp=\"cipher\"", HeaderProtection.Cipher)]
    [InlineData("hp=clear", HeaderProtection.Clear)]
    [InlineData("hp=\"cipher\"; protected-headers=\"v1\"", HeaderProtection.Cipher)]
    [InlineData("protected-headers=\"v1\"", HeaderProtection.Draft)]
    [InlineData("hp=maybe; protected-headers=v1", HeaderProtection.Draft)]
    public void The_sender_says_how(string parameters, HeaderProtection expected) =>
        Assert.Equal(expected, ProtectedHeaders.Of(Entity(parameters, "Subject: Tea\r\n"))!.Protection);

    [Theory]
    [InlineData("")]
    [InlineData("hp=v1")]
    [InlineData("protected-headers=v2")]
    public void Without_that_no_header_is_protected(string parameters) =>
        Assert.Null(ProtectedHeaders.Of(Entity(parameters, "Subject: Tea\r\nHP-Outer: Subject: [...]\r\n")));

    [Fact]
    public void What_describes_the_payload_itself_is_no_header_of_the_mail()
    {
        var headers = ProtectedHeaders.Of(Entity("hp=cipher", "MIME-Version: 1.0\r\nHP-Outer: Subject: x\r\nContent-Description: y\r\n"))!;
        foreach (var name in (string[])["Content-Type", "content-description", "MIME-Version", "HP-Outer", "Subject"])
            Assert.Null(headers.Text(name));
    }

    [Fact]
    public void Confidential_is_what_was_not_outside_in_the_same_words()
    {
        var headers = ProtectedHeaders.Of(Entity(
            "hp=cipher",
            "Subject: Tea\r\nFrom: Ana <ana@example.org>\r\nTo: ben@example.org\r\nDate: Sat, 21 Nov 2026 08:00:00 +0000\r\nKeywords: tea\r\n"
            + "HP-Outer: Subject: [...]\r\nHP-Outer: From: Ana\r\n <ana@example.org>\r\nhp-outer: to:ben@example.org\r\nHP-Outer: nonsense\r\n"))!;
        Assert.Equal(["Subject", "Date", "Keywords"], new[] { "Subject", "From", "To", "Date", "Keywords", "Cc" }.Where(headers.IsConfidential));
        Assert.False(ProtectedHeaders.Of(Entity("hp=clear", "Subject: Tea\r\n"))!.IsConfidential("Subject"));
    }

    [Fact]
    public void What_stands_outside_only_is_not_shown_whatever_it_says()
    {
        var mail = Post.Mail(Post.Encrypted(Post.Armored()), from: "Boss <boss@example.org>", subject: "You are fired");
        var letter = Post.Genuine($"Cc: eve@example.org\r\nReply-To: eve@example.org\r\n{mail}");
        Assert.Equal(("Tea", 0, 0), (letter.Headers!.Subject, letter.Headers.Addresses("Cc").Count, letter.Headers.Addresses("Reply-To").Count));
        Assert.Equal("ana@example.org", letter.From.ToString());
        Assert.Null(letter.Headers.Date);
        Assert.Equal(["one@example.org"], letter.Headers.MessageIds("Message-ID"));
    }

    [Fact]
    public void A_name_beyond_ASCII_stands_outside_as_it_is_told_inside()
    {
        var fields = new MailFields { From = new Address("Änne Ωmega", EmailAddress.Parse("a@example.org")), To = [new Address("Ben", EmailAddress.Parse("b@example.org"))], Subject = "Tee für zwei", Date = Home.Now, MessageId = "m@x", References = ["r@x", "s@x"] };
        var outside = fields with { Subject = MailFields.OuterSubject };
        var payload = MimeEntity.Parse(fields.Protect(MimeBuilder.Text("text/plain", "tea\n"), outside).Write());
        var mail = MimeEntity.Parse(outside.WriteTo(MimeBuilder.Text("text/plain", "")).WriteMessage());
        var headers = ProtectedHeaders.Of(payload)!;
        Assert.Equal(HeaderProtection.Cipher, headers.Protection);
        Assert.Equal(("Tee für zwei", "Änne Ωmega"), (headers.Subject, headers.Addresses("From")[0].Name));
        var told = payload.Headers.All("HP-Outer").Select(field => field.Value);
        Assert.Equal(mail.Headers.Where(field => !field.Name.StartsWith("Content-", StringComparison.Ordinal) && field.Name != "MIME-Version").Select(field => $"{field.Name}: {field.Value}"), told);
        string[] names = ["From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted"];
        Assert.Equal(["Subject"], names.Where(headers.IsConfidential));
        Assert.Equal(["s@x"], headers.MessageIds("In-Reply-To"));
    }

    [Fact]
    public void The_copy_of_the_headers_in_a_text_was_not_typed_by_anybody()
    {
        var alternative = Post.Multipart(
            "alternative; hp=\"cipher\"",
            "Content-Type: text/plain; hp-legacy-display=\"1\"\r\n\r\nSubject: Tea\r\nFrom: Ana\r\n\r\nYes!\r\n",
            "Content-Type: text/html; hp-legacy-display=\"1\"\r\n\r\n<body><div class=\"header-protection-legacy-display\"><pre>Subject: Tea</pre></div><p>Yes!</p>\r\n");
        var shown = ReadingText.Of(MimeEntity.Parse(Post.Bytes(alternative)));
        Assert.Equal("Yes!", shown.Plain!.TrimEnd());
        Assert.Equal("<body><p>Yes!</p>", shown.Html!.TrimEnd());
        var unprotected = ReadingText.Of(MimeEntity.Parse(Post.Bytes(alternative.Replace("hp=\"cipher\"", "x=y", StringComparison.Ordinal))));
        Assert.StartsWith("Subject: Tea", unprotected.Plain, StringComparison.Ordinal);
    }

    private static MimeEntity Entity(string parameters, string headers) => MimeEntity.Parse(Post.Bytes($"{headers}Content-Type: text/plain; {parameters}\r\n\r\ntea\r\n"));
}
