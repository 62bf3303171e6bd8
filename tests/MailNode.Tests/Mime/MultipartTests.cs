using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

public sealed class MultipartTests
{
    [Theory]
    [InlineData("--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n", "one|two")]
    [InlineData("--b\n\none\n--b\n\ntwo\n--b--\n", "one|two")]
    [InlineData("preamble\n--b\n\none\n--b--\nepilogue\n--b\n\nnot a part", "one")]
    [InlineData("--b  \n\none\n--b-- \t\n", "one")]
    [InlineData("--b\n\none\n\n--b--", "one\n")]
    [InlineData("--b\n\none\n--bb\n--b-\n--b--x\nb--\n --b\n--b--", "one\n--bb\n--b-\n--b--x\nb--\n --b")]
    [InlineData("--b\n\none", "one")]
    [InlineData("--b\n--b\n\none\n--b--", "|one")]
    [InlineData("--b\n", "")]
    [InlineData("--b", "")]
    [InlineData("--b\n\none\n--B--\n", "one\n--B--\n")]
    [InlineData("--b\nContent-Transfer-Encoding: base64\n\nYQ==\n--b--", "a")]
    public void Parts_are_found(string body, string expected) =>
        Assert.Equal(expected, string.Join('|', Multipart("b", body).Children.Select(part => part.Text())));

    [Theory]
    [InlineData("")]
    [InlineData("no delimiter")]
    [InlineData("--other\n\none\n--other--")]
    [InlineData("--b--\n\none\n")]
    public void Without_parts_it_has_no_children_and_says_so(string body)
    {
        var entity = Multipart("b", body);
        Assert.Empty(entity.Children);
        Assert.Same(entity, Assert.Single(entity.Leaves()));
        Assert.Contains("a multipart without parts", entity.Defects);
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed\n\n--b\n\none\n--b--\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=\n\n--b\n\none\n--b--\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\none\n----\n")]
    public void Without_a_boundary_it_has_no_children_and_says_so(string mail)
    {
        var entity = Parse(mail);
        Assert.Empty(entity.Children);
        Assert.Contains("a multipart without a boundary", entity.Defects);
    }

    [Fact]
    public void Without_the_final_boundary_the_last_part_reaches_to_the_end()
    {
        var entity = Multipart("b", "--b\n\none\n--b\n\ntwo\n");
        Assert.Equal("two\n", entity.Children[1].Text());
        Assert.Contains("a multipart without its final boundary", entity.Defects);
    }

    [Fact]
    public void A_part_keeps_exactly_the_bytes_that_a_signature_covers()
    {
        var entity = Multipart("b", "--b\r\nA: b \r\n\r\none \r\n\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nsig\r\n--b--\r\n");
        Assert.Equal("A: b \r\n\r\none \r\n", Encoding.ASCII.GetString(entity.Children[0].Raw.Span));
        Assert.Equal("one \r\n", Encoding.ASCII.GetString(entity.Children[0].RawBody.Span));
    }

    [Fact]
    public void A_boundary_may_be_the_start_of_an_inner_one()
    {
        var entity = Multipart("b", "--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\none\n--bb\n\ntwo\n--bb--\n--b\n\nthree\n--b--\n");
        Assert.Equal(["one", "two", "three"], entity.Leaves().Select(leaf => leaf.Text()));
        Assert.Empty(entity.Defects);
    }

    [Fact]
    public void An_inner_multipart_without_an_end_does_not_swallow_the_outer_one()
    {
        var entity = Multipart("b", "--b\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\none\n--b\n\ntwo\n--b--\n");
        Assert.Equal(["one", "two"], entity.Leaves().Select(leaf => leaf.Text()));
    }

    [Fact]
    public void A_boundary_is_never_taken_for_an_encoded_word() =>
        Assert.Single(Parse("Content-Type: multipart/mixed; boundary=\"=?utf-8?q?a?=\"\n\n--=?utf-8?q?a?=\n\none\n--=?utf-8?q?a?=--\n").Children);

    [Fact]
    public void The_first_of_two_content_types_counts() =>
        Assert.Single(Parse("Content-Type: multipart/mixed; boundary=b\nContent-Type: multipart/mixed; boundary=c\n\n--b\n\n--c\none\n--b--\n").Children);

    [Fact]
    public void A_multipart_that_was_encoded_as_a_whole_is_opened()
    {
        var inner = Convert.ToBase64String("--b\n\none\n--b--\n"u8);
        Assert.Equal("one", Parse($"Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n{inner}\n").Children[0].Text());
    }

    [Theory]
    [InlineData("message/rfc822", "7bit", "Subject: in\n\nbody")]
    [InlineData("message/global", "8bit", "Subject: in\n\nbody")]
    [InlineData("message/rfc822", "base64", "U3ViamVjdDogaW4KCmJvZHk=")]
    public void An_enclosed_message_is_the_one_child(string type, string encoding, string body)
    {
        var inner = Assert.Single(Parse($"Content-Type: {type}\nContent-Transfer-Encoding: {encoding}\n\n{body}").Children);
        Assert.Equal("in", inner.Headers.Text("Subject"));
        Assert.Equal("body", inner.Text());
    }

    [Fact]
    public void Parts_of_a_digest_are_messages()
    {
        var entity = Parse("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: in\n\nbody\n--b\nContent-Type: text/plain\n\ntext\n--b--\n");
        Assert.Equal("in", entity.Children[0].Children[0].Headers.Text("Subject"));
        Assert.Equal("text", entity.Children[1].Text());
    }

    [Fact]
    public void Leaves_come_in_the_order_of_the_mail()
    {
        var entity = Multipart("b", "--b\n\n1\n--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\n2\n--c\nContent-Type: message/rfc822\n\n\n3\n--c--\n--b\n\n4\n--b--");
        Assert.Equal(["1", "2", "3", "4"], entity.Leaves().Select(leaf => leaf.Text()));
    }

    private static MimeEntity Multipart(string boundary, string body) => Parse($"Content-Type: multipart/mixed; boundary={boundary}\n\n{body}");

    private static MimeEntity Parse(string mail) => MimeEntity.Parse(Encoding.UTF8.GetBytes(mail));
}
