using MailNode.Core.Letters;

namespace MailNode.Tests.Core.Letters;

/// <summary>PGP/MIME as servers and gateways rebuild it: the same letter, or none at all.</summary>
public sealed class MangledMailTests
{
    private static readonly string Armored = Post.Armored();

    private static readonly Dictionary<string, string> Repaired = new()
    {
        ["Exchange"] = Post.Multipart("mixed", Post.TextPart("\r\n"), Post.Version, Body()),
        ["Exchange, parts in base64"] = Post.Multipart("mixed", Post.TextPart(""), "Content-Type: application/pgp-encrypted\r\nContent-Transfer-Encoding: base64\r\n\r\nVmVyc2lvbjogMQ==", Base64Body()),
        ["a gateway that only changes the root"] = Post.Multipart("mixed", Post.Version, Body()),
        ["Proton's bridge"] = Post.Multipart("mixed", Post.TextPart("Empty Message"), Post.Version, Body()),
        ["types lost"] = Post.Multipart("mixed", Typed("text/plain", "Version: 1"), Typed("text/plain; name=encrypted.asc", Armored)),
        ["types lost, root kept"] = Post.Multipart("encrypted", Typed("application/octet-stream", "Version: 1\r\n"), Typed("text/plain", Armored)),
        ["first part lost"] = Post.Multipart("mixed", Post.TextPart(" "), "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=encrypted.asc\r\n\r\n" + Armored),
        ["an empty text beside the whole"] = Post.Multipart("mixed", Post.TextPart(""), Post.Encrypted(Armored)),
        ["an empty text behind the whole"] = Post.Multipart("mixed", Post.Encrypted(Armored), Post.TextPart("\u00a0")),
    };

    public static TheoryData<string> Culprits => [.. Repaired.Keys];

    [Theory, MemberData(nameof(Culprits))]
    public void What_a_server_made_of_it_reads_as_if_nothing_had_happened(string culprit)
    {
        var letter = Post.Genuine(Post.Mail(Repaired[culprit]));
        Assert.Equal(Post.Payload, letter.Payload.Raw.ToArray());
        Assert.Equal("Tea", letter.Headers!.Subject);
        Assert.True(letter.Envelope is { IsEncrypted: true });
    }

    private static readonly Dictionary<string, string> NotRepaired = new()
    {
        ["Google's footer"] = Post.Multipart("mixed", Post.TextPart("This mail is confidential."), Post.Encrypted(Armored)),
        ["text before"] = Post.Multipart("mixed", Post.TextPart("look"), Post.Version, Body()),
        ["text behind"] = Post.Multipart("mixed", Post.Version, Body(), Post.TextPart("look")),
        ["HTML, however empty it looks"] = Post.Multipart("mixed", Post.TextPart("<p></p>", "html"), Post.Version, Body()),
        ["another root"] = Post.Multipart("related", Post.Version, Body()),
        ["a third part"] = Post.Multipart("encrypted", Post.Version, Body(), Post.TextPart("")),
        ["turned around"] = Post.Multipart("encrypted", Body(), Post.Version),
        ["types lost, and more than armor"] = Post.Multipart("mixed", Typed("text/plain", "Version: 1"), Typed("text/plain", "look:\r\n" + Armored)),
        ["a file of another name"] = Post.Multipart("mixed", Post.TextPart(""), "Content-Type: application/octet-stream; name=notes.asc\r\n\r\n" + Armored),
        ["deeper"] = Post.Multipart("mixed", Post.Multipart("mixed", Post.Encrypted(Armored))),
    };

    public static TheoryData<string> Additions => [.. NotRepaired.Keys];

    [Theory, MemberData(nameof(Additions))]
    public void What_may_be_anybodys_doing_is_not_opened(string what) => Post.IsErrant(Post.Mail(NotRepaired[what]));

    [Fact]
    public void A_signed_mail_that_became_mixed_is_still_signed()
    {
        var mixed = Post.Multipart("mixed", Post.Text(Post.Payload), Post.SignaturePart(Post.Payload));
        Assert.Equal(LetterForm.Repaired, Post.Genuine(Post.Mail(mixed)).Envelope.Form);
        var changed = mixed.Replace(Post.Secret, "tea", StringComparison.Ordinal);
        Assert.Equal(new LetterReading.Unprotected(true), Post.Read(Post.Mail(changed)));
    }

    private static string Body() => Typed("application/octet-stream; name=\"encrypted.asc\"", Armored);

    private static string Base64Body() =>
        "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + Convert.ToBase64String(Post.Bytes(Armored), Base64FormattingOptions.InsertLineBreaks);

    private static string Typed(string type, string body) => $"Content-Type: {type}\r\n\r\n{body}";
}
