using MailNode.Core.Packets;
using MailNode.Core.Replies;
using MailNode.Mime;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Core.Replies;

public sealed class ReplyMailTests
{
    private static readonly ReplyKeys Secrets = ReplyKeys.Of(Keys.Ana);
    private static readonly Address Ana = new("Ana", EmailAddress.Parse("ana@example.org")), Ben = new("Ben", EmailAddress.Parse("ben@example.org"));
    private static readonly PacketId Post = PacketId.Of("post"u8), Other = PacketId.Of("other"u8);

    [Fact]
    public void A_reply_is_a_comment_on_what_it_answers()
    {
        var read = Assert.IsType<ReplyReading.Comment>(Read(Reply("Yes, at four.\r\n\r\nOn Sat, 21 Nov 2026, Ben wrote:\r\n> Tea?\r\n")));
        Assert.Equal((Post.ToString()[..24], "Yes, at four."), (read.Packet, read.Text));
    }

    [Fact]
    public void A_like_needs_no_text() =>
        Assert.IsType<ReplyReading.Like>(Read(Mail("").Header("Subject", $"Like: Tea [{Token(Post, TokenPurpose.Like)}]")));

    [Fact]
    public void The_last_reference_is_what_was_answered()
    {
        var mail = Mail("Yes").MessageId("References", [Id(Other), "foreign@example.net", Id(Post)]);
        Assert.Equal(Post.ToString()[..24], Assert.IsType<ReplyReading.Comment>(Read(mail)).Packet);
        mail = Mail("Yes").MessageId("In-Reply-To", Id(Post)).MessageId("References", [Id(Post), Id(Other)]).Header("Subject", $"Re: [{Token(Other)}]");
        Assert.Equal(Post.ToString()[..24], Assert.IsType<ReplyReading.Comment>(Read(mail)).Packet);
    }

    [Fact]
    public void A_mail_without_a_token_is_no_reply()
    {
        Assert.IsType<ReplyReading.NoReply>(Read(Mail("Yes")));
        Assert.IsType<ReplyReading.NoReply>(Read(Mail("Yes").MessageId("In-Reply-To", $"mn.{new string('a', 48)}@example.org")));
        Assert.IsType<ReplyReading.NoReply>(ReplyMail.Read(MimeEntity.Parse(Reply("Yes").WriteMessage()), ReplyKeys.Of(Keys.Ben), Ana.Email, Pen.Now));
        Assert.IsType<ReplyReading.NoReply>(ReplyMail.Read(MimeEntity.Parse(Reply("Yes").WriteMessage()), Secrets, Ben.Email, Pen.Now));
        Assert.IsType<ReplyReading.NoReply>(ReplyMail.Read(MimeEntity.Parse(Reply("Yes").WriteMessage()), Secrets, Ana.Email, Pen.Now.AddDays(800)));
        Assert.IsType<ReplyReading.NoReply>(ReplyMail.Read(MimeEntity.Parse(Array.Empty<byte>()), Secrets, Ana.Email, Pen.Now));
    }

    [Fact]
    public void It_is_from_the_owner_alone_to_the_owner_alone()
    {
        Ignored("owner", Reply("Yes", from: [Ben]));
        Ignored("owner", Reply("Yes", from: [Ana, Ben]));
        Ignored("owner", Reply("Yes", from: []));
        Ignored("alone", Reply("Yes", to: [Ben]));
        Ignored("alone", Reply("Yes", to: [Ana, Ben]));
        Ignored("alone", Reply("Yes", to: [Ana, Ana]));
        Ignored("alone", Reply("Yes", to: []));
        Ignored("alone", Reply("Yes").Header("Cc", Ben));
        Ignored("alone", Reply("Yes").Header("Bcc", Ben));
    }

    [Fact]
    public void Machines_and_forwards_and_silence_say_nothing()
    {
        Ignored("machine", Reply("I am away.").Header("Auto-Submitted", "auto-replied"));
        Assert.IsType<ReplyReading.Comment>(Read(Reply("I am here.").Header("Auto-Submitted", "no")));
        Ignored("forwarded", Reply("See below").Header("Subject", "Fwd: Tea"));
        Ignored("text", Reply(""));
        Ignored("text", Reply("> Tea?\r\n"));
    }

    [Fact]
    public void What_is_too_long_for_a_comment_is_left_alone()
    {
        Ignored("long", Reply(new string('a', PacketLimits.Text + 1)));
        Assert.IsType<ReplyReading.Comment>(Read(Reply(string.Concat(Enumerable.Repeat("word ", PacketLimits.Text / 5)))));
    }

    [Fact]
    public void An_attached_text_is_not_the_reply()
    {
        var text = MimeBuilder.Text("text/plain", "not this").Disposition("attachment", "a.txt");
        var mail = MimeBuilder.Multipart("mixed", [text, MimeBuilder.Text("text/plain", "this")]).Header("From", Ana).Header("To", Ana).MessageId("In-Reply-To", Id(Post));
        Assert.Equal("this", Assert.IsType<ReplyReading.Comment>(Read(mail)).Text);
    }

    [Fact]
    public void What_is_sealed_and_does_not_open_is_no_comment()
    {
        Ignored("sealed", Reply(Letters.Post.Armored()));
        Assert.IsType<ReplyReading.Comment>(Read(Reply("I wrote -----BEGIN PGP MESSAGE----- by hand")));
    }

    [Fact]
    public void Of_a_sealed_reply_the_headers_inside_count_where_they_are_protected()
    {
        var outside = MimeEntity.Parse(Mail("", from: [Ben], to: [Ben]).MessageId("In-Reply-To", Id(Other)).WriteMessage());
        var comment = Assert.IsType<ReplyReading.Comment>(Sealed("hp", "cipher"));
        Assert.Equal((Post.ToString()[..24], "Yes"), (comment.Packet, comment.Text));
        Assert.Contains("owner", Assert.IsType<ReplyReading.Ignored>(Sealed("protected-headers", "v1")).Reason, StringComparison.Ordinal);
        Assert.IsType<ReplyReading.Ignored>(Sealed("charset", "utf-8"));

        ReplyReading Sealed(string parameter, string value) =>
            ReplyMail.Read(outside, Secrets, Ana.Email, Pen.Now, MimeEntity.Parse(Reply("Yes").ContentParameter(parameter, value).Write()));
    }

    [Fact]
    public void Copies_of_one_mail_have_one_origin_and_nobody_else_can_make_it()
    {
        var (first, second) = (MimeEntity.Parse(Reply("Yes").WriteMessage()), MimeEntity.Parse(Reply("Yes!").Header("X-Folder", "Sent").WriteMessage()));
        Assert.Equal(ReplyMail.Origin(first, Secrets), ReplyMail.Origin(second, Secrets));
        Assert.NotEqual(ReplyMail.Origin(first, Secrets), ReplyMail.Origin(first, ReplyKeys.Of(Keys.Ben)));
        var other = MimeEntity.Parse(Mail("Yes", "other@client.example").WriteMessage());
        Assert.NotEqual(ReplyMail.Origin(first, Secrets), ReplyMail.Origin(other, Secrets));
        Assert.NotEqual(
            ReplyMail.Origin(MimeEntity.Parse("Date: a\r\n\r\none"u8.ToArray()), Secrets), ReplyMail.Origin(MimeEntity.Parse("Date: a\r\n\r\ntwo"u8.ToArray()), Secrets));
    }

    private static string Token(PacketId packet, TokenPurpose purpose = TokenPurpose.Reply) => ReplyToken.Make(Secrets.Tokens, Ana.Email, purpose, packet, Pen.Now);

    private static string Id(PacketId packet) => $"{Token(packet)}@example.org";

    private static MimeBuilder Mail(string text, string id = "reply-1@client.example", Address[]? from = null, Address[]? to = null) =>
        MimeBuilder.Text("text/plain", text).Header("From", from ?? [Ana]).Header("To", to ?? [Ana]).MessageId("Message-ID", id);

    private static MimeBuilder Reply(string text, Address[]? from = null, Address[]? to = null) => Mail(text, from: from, to: to).MessageId("In-Reply-To", Id(Post));

    private static ReplyReading Read(MimeBuilder mail) => ReplyMail.Read(MimeEntity.Parse(mail.WriteMessage()), Secrets, Ana.Email, Pen.Now);

    private static void Ignored(string why, MimeBuilder mail) => Assert.Contains(why, Assert.IsType<ReplyReading.Ignored>(Read(mail)).Reason, StringComparison.Ordinal);
}
