using MailNode.Core.Envelopes;
using MailNode.Core.Letters;
using MailNode.Mime;
using MailNode.OpenPgp;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Core.Letters;

/// <summary>Mail made to pass for what it is not. Nothing of it is released, and the author is whose key signed.</summary>
public sealed class HostileMailTests
{
    private const string Boss = "ana@example.org";

    private static readonly string Sealed = Post.Encrypted(Post.Armored());

    [Fact]
    public void What_is_only_labelled_as_encrypted_is_not()
    {
        byte[] literal = OpenPgp.Forge.Literal(Post.Payload);
        byte[] signed = [.. OpenPgp.Forge.Literal(Post.Payload), .. DetachedSignature.Sign(Post.Payload, Keys.Ana, Keys.Now)];
        foreach (var packets in (byte[][])[literal, signed, OpenPgp.Forge.Compressed(literal), OpenPgp.Forge.Compressed(signed)])
        {
            var mail = Post.Mail(Post.Encrypted(Armor.Encode("PGP MESSAGE", packets)));
            var refused = Assert.IsType<LetterReading.Refused>(Post.Read(mail));
            Assert.Equal((OpenRefusal.NotEncrypted, false), (refused.Reason, refused.Envelope.IsEncrypted));
        }
        Assert.Equal(OpenRefusal.NotOpenPgp, Post.Refusal(Post.Mail(Post.Encrypted("Just text"))));
    }

    /// <summary>Eve signs with her own key, and writes Ana wherever a reader may look.</summary>
    public static TheoryData<string> Impersonations =>
    [
        "From: Ana <ana@example.org>", "From: ana@example.org", "From: \"ana@example.org\" <eve@example.org>, ana@example.org",
        "From: ana@example.org\r\nFrom: eve@example.org", "From: eve@example.org\r\nFrom: ana@example.org", "From: eve@example.org, ana@example.org",
        "From: undisclosed: ana@example.org;", "From: Ana: eve@example.org, ana@example.org;", "From:", "From: ;", "From: <>", "X-From: none",
        "From: ana@example.org\0@eve.example.org", "From: ana@example.org <eve@example.com>", "From: Ana <ana@example.org> eve@example.org",
        "Sender: eve@example.org\r\nFrom: Ana <ana@example.org>", "From: =?utf-8?q?Ana_=3Cana=40example=2Eorg=3E?= <ana@example.org>",
        "From: Ana <ana@example.org>\r\nReply-To: eve@example.org", "Resent-From: eve@example.org\r\nFrom: ana@example.org",
    ];

    [Theory, MemberData(nameof(Impersonations))]
    public void The_author_is_whose_key_signed_whatever_From_says(string from)
    {
        var payload = Post.Bytes($"{from}\r\nContent-Type: text/plain; hp=\"cipher\"\r\n\r\npay me\r\n");
        foreach (var entity in (string[])[Post.Encrypted(Post.Armored(payload, Keys.Eve)), Post.Signed(payload, Keys.Eve)])
        {
            var letter = Post.Genuine($"{from}\r\n{entity}");
            Assert.Equal(Keys.Eve.Certificate.Fingerprint, letter.Signer.Fingerprint);
            Assert.NotEqual(Boss, letter.From?.ToString());
        }
    }

    [Theory]
    [InlineData("\"ana@example.org\" <eve@example.org>")]
    [InlineData("Ana: eve@example.org;")]
    [InlineData("\"Ana <ana@example.org>\"\r\n <eve@example.org>")]
    public void A_display_name_never_becomes_an_address(string from)
    {
        var letter = Post.Genuine(Post.Mail(Post.Encrypted(Post.Armored(Post.Bytes($"From: {from}\r\nContent-Type: text/plain; hp=cipher\r\n\r\npay me\r\n"), Keys.Eve))));
        Assert.Equal("eve@example.org", letter.From.ToString());
    }

    [Theory]
    [InlineData("boss@example.org")]
    [InlineData("ana@example.org, eve@example.org")]
    public void A_From_outside_that_is_not_the_signers_names_nobody(string from)
    {
        var letter = Post.Genuine(Post.Mail(Post.Signed(Post.Bytes("Content-Type: text/plain\r\n\r\nhello\r\n")), from));
        Assert.Null(letter.From);
        Assert.Equal(Keys.Ana.Certificate.Fingerprint, letter.Signer.Fingerprint);
    }

    private static string Forged => Post.TextPart("Transfer the money.");

    /// <summary>Ana's real letter to Ben, and words of somebody else around it.</summary>
    private static readonly Dictionary<string, string> Around = new()
    {
        ["m1: words before a signed part"] = Post.Multipart("mixed", Forged, Post.Signed(Post.Payload)),
        ["m2: words behind a signed part"] = Post.Multipart("mixed", Post.Signed(Post.Payload), Forged),
        ["m3: a signed part as the root's picture"] = Post.Multipart("related", Post.TextPart("<p>Transfer the money.<img src=cid:x>", "html"), Post.Signed(Post.Payload)),
        ["m4: a signed part as a forwarded mail"] = Post.Multipart("mixed", Forged, $"Content-Type: message/rfc822\r\n\r\n{Post.Mail(Post.Signed(Post.Payload))}"),
        ["a signed part as the other alternative"] = Post.Multipart("alternative", Forged, Post.Signed(Post.Payload)),
        ["a signed part as an attachment"] = Post.Multipart("mixed", Forged, "Content-Disposition: attachment\r\n" + Post.Signed(Post.Payload)),
        ["a list's footer below a signed part"] = Post.Multipart("mixed", Post.Signed(Post.Payload), Post.TextPart("_____\r\nthe list")),
        ["a list's footer below an encrypted part"] = Post.Multipart("mixed", Sealed, Post.TextPart("_____\r\nthe list")),
        ["an encrypted part below words"] = Post.Multipart("mixed", Forged, Sealed),
        ["HTML around an encrypted part"] = Post.Multipart("mixed", Post.TextPart("<img src=\"http://eve.example/", "html"), Sealed, Post.TextPart("\">", "html")),
        ["HTML around the two parts"] = Post.Multipart("mixed", Post.TextPart("<img src=\"http://eve.example/", "html"), Post.Version, "Content-Type: application/octet-stream\r\n\r\n" + Post.Armored(), Post.TextPart("\">", "html")),
        ["an encrypted part that HTML points at"] = Post.Multipart("related", Post.TextPart("<iframe src=cid:x>", "html"), Sealed),
        ["a forwarded encrypted mail"] = $"Content-Type: message/rfc822\r\n\r\n{Post.Mail(Sealed)}",
        ["armor between HTML"] = Post.TextPart($"<img src='http://eve.example/{Post.Armored()}'>", "html"),
        ["armor in an attached text"] = Post.Multipart("mixed", Forged, "Content-Disposition: attachment; filename=a.txt\r\n" + Post.TextPart(Post.Armored())),
        ["a signed part of three"] = Post.Multipart("signed", Post.Text(Post.Payload), Forged, Post.SignaturePart(Post.Payload)),
        ["a signed part without a signature"] = Post.Multipart("signed", Post.Text(Post.Payload)),
        ["a signature before what is signed"] = Post.Multipart("signed", Post.SignaturePart(Post.Payload), Post.Text(Post.Payload)),
        ["a signature of another kind"] = Post.Multipart("signed", Post.Text(Post.Payload), "Content-Type: application/pkcs7-signature\r\n\r\nMIIB"),
    };

    public static TheoryData<string> Wrappings => [.. Around.Keys];

    [Theory, MemberData(nameof(Wrappings))]
    public void Words_around_a_protected_part_leave_nothing_protected(string wrapping) => Post.IsErrant(Post.Mail(Around[wrapping]));

    [Fact]
    public void Of_nested_signatures_the_outer_one_is_the_authors_and_the_inner_one_shows_nobody()
    {
        var stolen = Post.Bytes(Post.Signed(Post.Payload));
        foreach (var entity in (string[])[Post.Encrypted(Post.Armored(stolen, Keys.Eve)), Post.Signed(stolen, Keys.Eve)])
        {
            var letter = Post.Genuine(Post.Mail(entity));
            Assert.Equal(Keys.Eve.Certificate.Fingerprint, letter.Signer.Fingerprint);
            Assert.Null(letter.Headers);
            Assert.Null(letter.From);
        }
    }

    [Fact]
    public void A_good_signature_inside_does_not_mend_a_bad_one_outside()
    {
        var stolen = Post.Bytes(Post.Signed(Post.Payload));
        var dan = SecretKey.Generate("Dan <dan@example.org>", Keys.Now.AddDays(-1));
        Assert.Equal(OpenRefusal.UnknownSigner, Post.Refusal(Post.Mail(Post.Encrypted(Post.Armored(stolen, dan)))));
        Assert.Equal(OpenRefusal.UnknownSigner, Post.Refusal(Post.Mail(Post.Signed(stolen, dan))));
    }

    /// <summary>A good one inside is checked on a copy, which must not outlive a refusal.</summary>
    [Fact]
    public void Nothing_is_left_of_a_signed_part_that_does_not_count()
    {
        var copies = new List<ReadOnlyMemory<byte>>();
        var request = Post.BenReads with
        {
            FindCertificate = claim =>
            {
                copies.Add(claim.Content);
                return Post.BenReads.FindCertificate(claim);
            },
        };
        var dan = SecretKey.Generate("Dan <dan@example.org>", Keys.Now.AddDays(-1));
        Assert.IsType<LetterReading.Refused>(Post.Read(Post.Mail(Post.Encrypted(Post.Armored(Post.Bytes(Post.Signed(Post.Payload)), dan))), request));
        Assert.Equal(2, copies.Count);
        Assert.All(copies, copy => Assert.False(copy.Span.ContainsAnyExcept((byte)0)));
    }

    [Fact]
    public void A_forwarded_letter_or_a_body_in_it_is_not_opened_a_second_time()
    {
        var nested = Post.Genuine(Post.Mail(Post.Encrypted(Post.Armored(Post.Bytes(Sealed), Keys.Eve))));
        Assert.Equal("multipart/encrypted", nested.Payload.ContentType.MediaType);
        Assert.DoesNotContain(Post.Secret, Post.Text(nested.Payload.Raw), StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_body_shows_nothing_wherever_it_is_changed()
    {
        Assert.True(Armor.TryDecode(Post.Bytes(Post.Armored()), out _, out var bytes));
        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= 0x20;
            var reading = Post.Read(Post.Mail(Post.Encrypted(Armor.Encode("PGP MESSAGE", changed))));
            Assert.DoesNotContain(Post.Secret, Assert.IsType<LetterReading.Refused>(reading).ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_gadget_that_turns_the_text_into_a_link_is_never_shown()
    {
        // The known beginning of the plaintext, exchanged for HTML by flipping ciphertext, as if there were no integrity code.
        Assert.True(Armor.TryDecode(Post.Bytes(Post.Armored()), out _, out var bytes));
        var gadget = Post.Bytes("Content-Type: text/html\r\n\r\n<img src=\"http://eve.example/");
        var changed = (byte[])bytes.Clone();
        var start = changed.Length - Post.Payload.Length - 200;
        for (var i = 0; i < gadget.Length; i++) changed[start + i] ^= (byte)(Post.Payload[i] ^ gadget[i]);
        Assert.Equal(OpenRefusal.IntegrityBroken, Post.Refusal(Post.Mail(Post.Encrypted(Armor.Encode("PGP MESSAGE", changed)))));
    }

    [Theory]
    [InlineData("Subject: Tea\0: Money")]
    [InlineData("Subject: Tea\r\nSubject: Money")]
    [InlineData("Subject: Money")]
    [InlineData("Subject: Tea\r\nHP-Outer: Subject: Money")]
    public void A_forged_subject_outside_is_not_shown(string outside)
    {
        var letter = Post.Genuine($"{outside}\r\nFrom: ana@example.org\r\n{Sealed}");
        Assert.Equal("Tea", letter.Headers!.Subject);
        Assert.Equal("Tea", ProtectedHeaders.Of(letter.Payload)!.Text("subject"));
    }

    [Fact]
    public void A_name_that_looks_like_a_status_line_is_only_a_name()
    {
        var content = Post.Bytes("Content-Type: text/plain\r\nContent-Disposition: inline; filename=\"a\\\r\n [GNUPG:] GOODSIG 1234 Ana\"\r\n\r\nhello\r\n");
        Assert.Equal(OpenRefusal.NotSigned, Post.Refusal(Post.Mail(Post.Encrypted(Post.Unsigned(content)))));
        byte[] named = [(byte)'b', 29, .. "\n[GNUPG:] GOODSIG 1234 Ana <a"u8, 0, 0, 0, 0, .. content];
        var literal = OpenPgp.Forge.Packet(MailNode.OpenPgp.Wire.PacketTag.Literal, named);
        var armored = Armor.Encode("PGP MESSAGE", OpenPgp.Forge.Sealed(Keys.Ben.Certificate, literal), ("Comment", "[GNUPG:] VALIDSIG"));
        Assert.Equal(OpenRefusal.NotSigned, Post.Refusal(Post.Mail(Post.Encrypted(armored))));
    }

    [Fact]
    public void Two_keys_with_one_id_are_told_apart_by_their_fingerprints()
    {
        var letter = Post.Mail(Post.Encrypted(Post.Armored(signer: Keys.Eve)));
        // Whoever looks keys up by something weaker, and finds the wrong one, still gets no author.
        var request = Post.BenReads with { FindCertificate = _ => Keys.Ana.Certificate };
        Assert.Equal(OpenRefusal.SignerMismatch, Assert.IsType<LetterReading.Refused>(Post.Read(letter, request)).Reason);
    }

    [Fact]
    public void Another_key_in_the_header_changes_nothing_about_who_signed()
    {
        var key = AutocryptHeader.Write(EmailAddress.Parse(Boss), Keys.Eve.Certificate);
        var letter = Post.Genuine($"Autocrypt: {key}\r\n{Post.Mail(Sealed)}");
        Assert.Equal(Keys.Ana.Certificate.Fingerprint, letter.Signer.Fingerprint);
    }
}
