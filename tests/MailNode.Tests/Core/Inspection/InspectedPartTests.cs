using System.Security.Cryptography;
using MailNode.Core.Inspection;
using MailNode.Mime;

namespace MailNode.Tests.Core.Inspection;

public sealed class InspectedPartTests
{
    private static readonly byte[][] Files = [[], [1], .. Enumerable.Range(0, 20).Select(i => Enumerable.Repeat((byte)i, 300_000 - (i * 1000)).ToArray())];

    [Fact]
    public void Parts_have_the_hashes_of_what_they_hold()
    {
        var texts = new[] { "", "short", Growth.Times("long\r\n", 10_000) };
        var mail = MimeBuilder.Multipart("mixed", [.. Files.Select(file => MimeBuilder.Binary("image/png", file)), .. texts.Select(text => MimeBuilder.Text("text/plain", text))]);
        var expected = Files.Concat(texts.Select(System.Text.Encoding.ASCII.GetBytes)).Select(file => (file.Length, Convert.ToHexStringLower(SHA256.HashData(file))));
        Assert.Equal(expected, InspectedPart.AllOf(MimeEntity.Parse(mail.WriteMessage())).Select(part => (part.Size, part.Sha256)));
    }

    [Fact]
    public void The_parts_of_a_mail_are_decoded_into_one_place()
    {
        var mail = MimeBuilder.Multipart("mixed", Files.Select(file => MimeBuilder.Binary("image/png", file))).WriteMessage();
        InspectedPart.AllOf(MimeEntity.Parse(mail));
        Assert.InRange(Growth.Allocated(() => InspectedPart.AllOf(MimeEntity.Parse(mail))), 0, 500_000);
    }

    [Fact]
    public void A_part_that_is_not_encoded_is_not_copied()
    {
        var mail = System.Text.Encoding.ASCII.GetBytes("Subject: x\n\n" + new string('x', 5_000_000));
        InspectedPart.AllOf(MimeEntity.Parse(mail));
        Assert.InRange(Growth.Allocated(() => InspectedPart.AllOf(MimeEntity.Parse(mail))), 0, 100_000);
    }
}
