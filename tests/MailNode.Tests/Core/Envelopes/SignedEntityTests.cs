using System.Text;
using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.Mime;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Core.Envelopes;

public sealed class SignedEntityTests
{
    private static readonly AttachedFile Beach = AttachedFile.Of("a picture"u8.ToArray()), Other = AttachedFile.Of("another"u8.ToArray());

    private static Packet Post => Home.Write(Keys.Ben, Home.Post() with { Attachments = [new Attachment(Beach.Sha256, "beach.jpg", "image/jpeg", 9)] });

    [Fact]
    public void The_packet_and_its_files_come_back()
    {
        var read = Assert.IsType<EntityReading.Read>(SignedEntity.Read(Home.Entity(Post, Beach, Other)));
        Assert.Equal(Post.Bytes.ToArray(), read.Packet.Bytes.ToArray());
        Assert.Equal(Beach.Sha256, Assert.Single(read.Files).Sha256);
        Assert.Equal("a picture"u8.ToArray(), read.Files[0].Bytes.ToArray());
    }

    [Fact]
    public void Headers_are_protected_and_the_outside_says_little()
    {
        var entity = MimeEntity.Parse(Home.Entity(Post, Beach));
        Assert.Equal("cipher", entity.ContentType.Parameter("hp"));
        Assert.Equal("Tea", entity.Headers.Text("Subject"));
        Assert.Equal("ben@example.org", Assert.Single(entity.Headers.Addresses("From")).Email.ToString());
        Assert.Equal(Home.Now, entity.Headers.Date);
        Assert.Equal(
            ["From: Ben <ben@example.org>", "Subject: [...]", $"Date: {MailDate.Format(Home.Now)}", "Auto-Submitted: auto-generated"],
            entity.Headers.All("HP-Outer").Select(one => one.Text));
        Assert.Equal(["multipart/alternative", SignedEntity.PacketMediaType, "image/jpeg"], entity.Children.Select(child => child.ContentType.MediaType));
        Assert.Equal(["text/plain", "text/html"], entity.Children[0].Children.Select(child => child.ContentType.MediaType));
    }

    [Fact]
    public void A_file_that_the_packet_does_not_name_is_not_taken()
    {
        var entity = MimeBuilder.Multipart("mixed", [Part(Post), MimeBuilder.Binary("image/jpeg", Other.Bytes, "beach.jpg")]).Write();
        Assert.Empty(Assert.IsType<EntityReading.Read>(SignedEntity.Read(entity)).Files);
    }

    [Fact]
    public void Only_a_direct_child_of_the_root_is_a_packet()
    {
        var forwarded = MimeBuilder.Multipart("mixed", [MimeBuilder.Text("text/plain", "look"), MimeBuilder.Multipart("mixed", [Part(Post)])]).Write();
        Assert.IsType<EntityReading.NoPacket>(SignedEntity.Read(forwarded));
        Assert.IsType<EntityReading.NoPacket>(SignedEntity.Read(Part(Post).Write()));
        Assert.IsType<EntityReading.NoPacket>(SignedEntity.Read(MimeBuilder.Multipart("alternative", [Part(Post)]).Write()));
        Assert.False(SignedEntity.IsRecognised(forwarded));
        Assert.True(SignedEntity.IsRecognised(MimeBuilder.Multipart("mixed", [Part(Post)]).Write()));
    }

    [Fact]
    public void Two_packets_are_none() =>
        Assert.IsType<EntityReading.NoPacket>(SignedEntity.Read(MimeBuilder.Multipart("mixed", [Part(Post), Part(Home.Write(Keys.Ben, Home.Post("more")))]).Write()));

    [Fact]
    public void A_packet_that_cannot_be_read_is_broken()
    {
        var entity = MimeBuilder.Multipart("mixed", [MimeBuilder.Binary(SignedEntity.PacketMediaType, "{}"u8.ToArray(), "packet.json")]).Write();
        Assert.NotEmpty(Assert.IsType<EntityReading.Broken>(SignedEntity.Read(entity)).Reason);
    }

    [Fact]
    public void Whatever_the_entity_is_nothing_throws()
    {
        foreach (var content in (string[])["", "\r\n", "Content-Type: multipart/mixed", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", "Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n----"])
            Assert.IsType<EntityReading.NoPacket>(SignedEntity.Read(Encoding.ASCII.GetBytes(content)));
    }

    [Fact]
    public void A_kept_mail_is_no_packet() =>
        Assert.IsType<EntityReading.NoPacket>(SignedEntity.Read(SignedEntity.WriteKept(Home.Entity(Post), Home.Ana.MailAddress, Home.Now)));

    private static MimeBuilder Part(Packet packet) => MimeBuilder.Binary(SignedEntity.PacketMediaType, packet.Bytes, "packet.json");
}
