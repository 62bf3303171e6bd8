using MailNode.Core.Letters;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;
using MailNode.Tests.OpenPgp;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Core.Letters;

public sealed class LetterTests
{
    [Fact]
    public void An_encrypted_mail_opens_and_shows_its_protected_headers()
    {
        var letter = Post.Genuine(Post.Mail(Post.Encrypted(Post.Armored())));
        Assert.Equal((LetterForm.Encrypted, true), (letter.Envelope.Form, letter.Envelope.IsEncrypted));
        Assert.Equal(BodyProtection.Version1, letter.Envelope.Outline!.Protection);
        Assert.Equal(Post.BensKeyId, Assert.Single(letter.Envelope.Outline.Recipients));
        Assert.Equal((Keys.Ana.Certificate.Fingerprint, Keys.Now), (letter.Signer.Fingerprint, letter.SignedAt));
        Assert.Equal("Tea", letter.Headers!.Subject);
        Assert.Equal(EmailAddress.Parse("ana@example.org"), letter.From);
        Assert.Equal($"{Post.Secret}\n", letter.Payload.Text());
    }

    [Fact]
    public void A_signed_part_inside_an_unsigned_message_is_the_same_letter()
    {
        var letter = Post.Genuine(Post.Mail(Post.Encrypted(Post.Unsigned(Post.Bytes(Post.Signed(Post.Payload))))));
        Assert.Equal(Keys.Ana.Certificate.Fingerprint, letter.Signer.Fingerprint);
        Assert.Equal(Post.Payload, letter.Payload.Raw.ToArray());
        Assert.Equal("Tea", letter.Headers!.Subject);
    }

    [Fact]
    public void A_signed_part_inside_that_is_not_good_gives_nothing_away()
    {
        var changed = Post.Signed(Post.Payload).Replace(Post.Secret, Post.Secret + "!", StringComparison.Ordinal);
        Assert.Equal(OpenRefusal.BadSignature, Post.Refusal(Post.Mail(Post.Encrypted(Post.Unsigned(Post.Bytes(changed))))));
        var foreign = Post.Signed(Post.Payload, SecretKey.Generate("Dan <dan@example.org>", Keys.Now.AddDays(-1)));
        Assert.Equal(OpenRefusal.UnknownSigner, Post.Refusal(Post.Mail(Post.Encrypted(Post.Unsigned(Post.Bytes(foreign))))));
        Assert.Equal(OpenRefusal.NotSigned, Post.Refusal(Post.Mail(Post.Encrypted(Post.Unsigned(Post.Payload)))));
    }

    [Theory]
    [InlineData("pgp-sha256")]
    [InlineData("pgp-sha1")]
    [InlineData("nonsense")]
    public void A_signed_mail_is_checked_over_its_exact_bytes_whatever_it_says_of_its_hash(string micalg)
    {
        var letter = Post.Genuine(Post.Mail(Post.Signed(Post.Payload, micalg: micalg)));
        Assert.Equal((LetterForm.Signed, false), (letter.Envelope.Form, letter.Envelope.IsEncrypted));
        Assert.Equal(Post.Payload, letter.Payload.Raw.ToArray());
    }

    [Fact]
    public void Line_ends_that_a_mailbox_made_of_it_do_not_break_a_signature()
    {
        var mail = Post.Mail(Post.Signed(Post.Payload));
        Assert.Equal(Post.Payload, Post.Genuine(mail.ReplaceLineEndings("\n")).Payload.Raw.ToArray());
        Assert.Equal(OpenRefusal.BadSignature, Post.Refusal(mail.Replace(Post.Secret, Post.Secret + " ", StringComparison.Ordinal)));
        Assert.Equal(OpenRefusal.BadSignature, Post.Refusal(mail.Replace("Subject: Tea", "Subject: Tee", StringComparison.Ordinal)));
    }

    [Fact]
    public void Recipients_are_told_also_where_nothing_opens()
    {
        var others = Keys.Reader(Keys.Eve, Keys.Ana.Certificate);
        var refused = Assert.IsType<LetterReading.Refused>(Post.Read(Post.Mail(Post.Encrypted(Post.Armored())), others));
        Assert.Equal((OpenRefusal.NoKeyOpens, null), (refused.Reason, refused.IsSigned));
        Assert.Equal(Post.BensKeyId, Assert.Single(refused.Envelope.Outline!.Recipients));
        Assert.True(SealedBody.TryOpen(Post.Bytes(Post.Armored()), Keys.Ben, out var body));
        Assert.True(body.TryWrap(Keys.Eve.Certificate, anonymous: true, Keys.Now, out var wrapped));
        byte[] anonymous = [.. wrapped, .. body.Bytes.Span];
        body.Dispose();
        var outline = MessageOutline.Read(anonymous, OpenLimits.Default);
        Assert.Equal((0, 1, BodyProtection.Version1), (outline.Recipients.Count, outline.AnonymousRecipients, outline.Protection));
    }

    [Theory]
    [InlineData(9, 0, BodyProtection.Unprotected)]
    [InlineData(18, 2, BodyProtection.Version2)]
    [InlineData(18, 7, BodyProtection.Unknown)]
    [InlineData(20, 1, BodyProtection.Unknown)]
    [InlineData(11, 0, BodyProtection.None)]
    public void The_outline_tells_how_a_body_is_protected(int tag, byte version, BodyProtection protection)
    {
        byte[] wrapped = [6, 21, 4, .. Enumerable.Repeat((byte)0xAB, 20), 25];
        byte[] message = [.. Forge.Packet(PacketTag.WrappedKey, wrapped), .. Forge.Packet((PacketTag)tag, version, 1, 2)];
        var outline = MessageOutline.Read(message, OpenLimits.Default);
        Assert.Equal(protection, outline.Protection);
        Assert.Equal(string.Concat(Enumerable.Repeat("AB", 20)), Assert.Single(outline.Recipients));
    }

    [Fact]
    public void An_armored_text_is_a_letter_if_it_is_all_there_is()
    {
        var letter = Post.Genuine(Post.Mail(Post.TextPart($"\r\n{Post.Armored(Post.Bytes("<b>tea</b>\r\n"))}\r\n")));
        Assert.Equal((LetterForm.Inline, true), (letter.Envelope.Form, letter.Envelope.IsEncrypted));
        Assert.Equal(("text/plain", "<b>tea</b>\n"), (letter.Payload.ContentType.MediaType, letter.Payload.Text()));
        Assert.Null(letter.Headers);
        Post.IsErrant(Post.Mail(Post.TextPart($"Hello!\r\n{Post.Armored()}")));
        Post.IsErrant(Post.Mail(Post.TextPart($"{Post.Armored()}\r\nBye!")));
        Post.IsErrant(Post.Mail(Post.Multipart("alternative", Post.TextPart(Post.Armored()), Post.TextPart("<p>", "html"))));
    }

    [Fact]
    public void Several_bodies_are_several_letters()
    {
        var damaged = Post.Armored().Replace("\r\n\r\n", "\r\n\r\nAAAA", StringComparison.Ordinal);
        var batch = Assert.IsType<LetterReading.Batch>(Post.Read(Post.Mail(Post.Multipart("mixed", Post.Encrypted(Post.Armored()), Post.Encrypted(damaged)))));
        Assert.IsType<LetterReading.Genuine>(batch.Letters[0]);
        Assert.IsType<LetterReading.Refused>(batch.Letters[1]);
    }

    [Fact]
    public void An_ordinary_mail_is_unprotected()
    {
        Assert.Equal(new LetterReading.Unprotected(false), Post.Read(Post.Mail(Post.TextPart("tea"))));
        Assert.Equal(new LetterReading.Unprotected(false), Post.Read(""));
    }

    [Fact]
    public void Wherever_a_mail_is_cut_the_answer_is_a_value_and_no_secret()
    {
        foreach (var mail in (string[])[Post.Mail(Post.Encrypted(Post.Armored())), Post.Mail(Post.Signed(Post.Payload))])
            for (var length = 0; length < mail.LastIndexOf("-----END", StringComparison.Ordinal); length++)
                Assert.IsNotType<LetterReading.Genuine>(Post.Read(mail[..length]));
    }
}
