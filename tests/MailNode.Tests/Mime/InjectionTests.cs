using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

/// <summary>Nothing that a stranger wrote becomes a header line, wherever it is put.</summary>
public sealed class InjectionTests
{
    private static readonly EmailAddress Ana = EmailAddress.Parse("ana@example.org");

    public static readonly TheoryData<string> Attacks =
    [
        "x\r\nBcc: eve@example.org",
        "x\nBcc: eve@example.org",
        "x\rBcc: eve@example.org",
        "x\r\n\r\nbody of my own",
        "x\r\n Bcc: eve@example.org",
        "x\0\r\0\nBcc: eve@example.org",
        "é\r\nBcc: eve@example.org",
        "x\u0085Bcc: eve@example.org",
        "x\u2028Bcc: eve@example.org",
        "\r\nBcc: eve@example.org",
        "x\r\n",
        "\"\r\nBcc: eve@example.org",
        "x\" <eve@example.org>, \"",
        "x>, <eve@example.org",
        "x; filename=y",
        "\u560D\u560ABcc: eve@example.org",
    ];

    [Theory, MemberData(nameof(Attacks))]
    public void Through_texts_and_names_it_fails(string attack)
    {
        var bytes = MimeBuilder.Text("text/plain", "body")
            .Header("Subject", attack)
            .Header("From", new Address(attack, Ana))
            .ContentParameter("name", attack)
            .Disposition("attachment", attack)
            .WriteMessage();
        MimeBuilderTests.AssertFitForTravel(bytes);
        var entity = MimeEntity.Parse(bytes);
        Assert.Equal(
            ["Subject", "From", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition"],
            entity.Headers.Select(field => field.Name));
        Assert.Equal("body", entity.Text());
        Assert.Equal(Ana, Assert.Single(entity.Headers.Addresses("From")).Email);
        Assert.Equal("text/plain", entity.ContentType.MediaType);
        Assert.DoesNotContain(entity.FileName ?? "", c => char.IsControl(c));
    }

    [Fact]
    public void Control_characters_are_not_even_sent_encoded()
    {
        var bytes = MimeBuilder.Text("text/plain", "").Header("Subject", "x\r\n\0y").Header("From", new Address("x\ny", Ana)).Write();
        Assert.StartsWith("Subject: x y\r\nFrom: x y <ana@example.org>\r\n", Encoding.ASCII.GetString(bytes), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Attacks))]
    public void Through_ids_it_fails(string attack)
    {
        var bytes = MimeBuilder.Text("text/plain", "body").MessageId("References", "good@example.org", attack).ContentId(attack).Write();
        var names = MimeEntity.Parse(bytes).Headers.Select(field => field.Name);
        Assert.Equal(["References", "Content-Type", "Content-Transfer-Encoding"], names);
    }

    [Theory, MemberData(nameof(Attacks))]
    public void Through_names_and_types_it_is_refused(string attack)
    {
        Assert.Throws<ArgumentException>(() => MimeBuilder.Text("text/plain", "").Header(attack, "x"));
        Assert.Throws<ArgumentException>(() => MimeBuilder.Text("text/plain", "").Header(attack, new Address("", Ana)));
        Assert.Throws<ArgumentException>(() => MimeBuilder.Text("text/plain", "").MessageId(attack, "a@b"));
        Assert.Throws<ArgumentException>(() => MimeBuilder.Text("text/plain", "").ContentParameter(attack, "x"));
        Assert.Throws<ArgumentException>(() => MimeBuilder.Text("text/plain", "").Disposition(attack));
        Assert.Throws<ArgumentException>(() => MimeBuilder.Text("text/" + attack, ""));
        Assert.Throws<ArgumentException>(() => MimeBuilder.Binary(attack, default));
        Assert.Throws<ArgumentException>(() => MimeBuilder.Multipart(attack, []));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Sub ject")]
    [InlineData("Subject:")]
    [InlineData("Sübject")]
    [InlineData("Content-Type")]
    [InlineData("mime-version")]
    [InlineData("Content-transfer-encoding")]
    public void Names_that_are_none_or_ours_are_refused(string name) =>
        Assert.Throws<ArgumentException>(() => MimeBuilder.Text("text/plain", "").Header(name, "x"));

    [Fact]
    public void The_one_way_into_a_header_refuses_control_characters() =>
        Assert.Throws<ArgumentException>(() => new HeaderWriter().Structured("A", "x\r\n b"));

    [Fact]
    public void An_empty_address_is_left_out() =>
        Assert.StartsWith("To: undisclosed", Encoding.ASCII.GetString(MimeBuilder.Text("text/plain", "").Header("To", new Address("x", default)).Write()), StringComparison.Ordinal);
}
