using MailNode.Mime;

namespace MailNode.Tests.Mime;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("ana@example.org", "ana", "example.org")]
    [InlineData(" ana@example.org ", "ana", "example.org")]
    [InlineData("ana+tag.x_y@mail.example.org", "ana+tag.x_y", "mail.example.org")]
    [InlineData("o'hara/sales=x@example.org", "o'hara/sales=x", "example.org")]
    [InlineData("\"ana ben\"@example.org", "ana ben", "example.org")]
    [InlineData("\"a\\\"b\\\\c\"@example.org", "a\"b\\c", "example.org")]
    [InlineData("foo..bar.@docomo.example", "foo..bar.", "docomo.example")]
    [InlineData("root@localhost", "root", "localhost")]
    [InlineData("ana@[192.0.2.1]", "ana", "[192.0.2.1]")]
    [InlineData("ana@[IPv6:2001:db8::1]", "ana", "[IPv6:2001:db8::1]")]
    [InlineData("jörg@münchen.example", "jörg", "münchen.example")]
    public void An_address_is_read(string text, string local, string domain)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal((local, domain), (address.Local, address.Domain));
        Assert.Equal(address, EmailAddress.Parse(address.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ana")]
    [InlineData("@example.org")]
    [InlineData("ana@")]
    [InlineData("ana@example.org.")]
    [InlineData("ana@.example.org")]
    [InlineData("ana@example..org")]
    [InlineData("ana@example.org>")]
    [InlineData("ana@exa mple.org")]
    [InlineData("a na@example.org")]
    [InlineData("ana@example.org, ben@example.org")]
    [InlineData("ana@example.org\r\nBcc: eve@example.org")]
    [InlineData("\"ana\r\nBcc: eve\"@example.org")]
    [InlineData("\"ana\0\"@example.org")]
    [InlineData("\"ana@example.org")]
    [InlineData("\"\"@example.org")]
    [InlineData("\" ana\"@example.org")]
    [InlineData("ana\u0085x@example.org")]
    [InlineData("ana@exa\u2028mple.org")]
    [InlineData("ana@[]")]
    [InlineData("ana@[192.0.2.1")]
    [InlineData("ana@[1 2]")]
    public void What_is_no_address_is_refused(string? text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Fact]
    public void Half_a_character_is_refused()
    {
        Assert.False(EmailAddress.TryParse("ana\uD800@example.org", out _));
        Assert.False(EmailAddress.TryParse("ana@exa\uDC00mple.org", out _));
    }

    [Fact]
    public void An_overlong_address_is_refused()
    {
        Assert.True(EmailAddress.TryParse(new string('a', 300) + "@example.org", out _));
        Assert.False(EmailAddress.TryParse(new string('a', 320) + "@example.org", out _));
    }

    [Fact]
    public void Equality_ignores_case()
    {
        var lower = EmailAddress.Parse("ana@example.org");
        var upper = EmailAddress.Parse("ANA@Example.ORG");
        Assert.Equal(lower, upper);
        Assert.Equal(lower.GetHashCode(), upper.GetHashCode());
        Assert.NotEqual(lower, EmailAddress.Parse("ana@example.com"));
    }

    [Fact]
    public void Trusted_text_that_is_no_address_throws() => Assert.Throws<FormatException>(() => EmailAddress.Parse("ana"));

    [Fact]
    public void The_default_is_empty_and_harmless()
    {
        Assert.Equal("", default(EmailAddress).ToString());
        Assert.Equal(default, default(EmailAddress));
    }
}
