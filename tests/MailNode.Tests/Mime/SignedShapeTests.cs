using System.Text;
using MailNode.Core.Envelopes;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

/// <summary>Mail that is signed or encrypted in parts of its own (RFC 1847, RFC 3156), and what servers on the way make of it.</summary>
public sealed class SignedShapeTests
{
    private const string Signed = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ntrailing blank=20\r\nand =C3=BC\r\n";

    [Theory]
    [InlineData("")]
    [InlineData("This is an OpenPGP/MIME signed message (RFC 4880 and 3156)\r\n")]
    public void The_signed_bytes_are_those_between_the_boundaries(string preamble)
    {
        var mail = Mail(
            $"Content-Type: multipart/signed; micalg=pgp-sha256; protocol=\"application/pgp-signature\"; boundary=\"b\"\r\n\r\n{preamble}--b\r\n{Signed}\r\n--b\r\n"
            + "Content-Type: application/pgp-signature; name=\"signature.asc\"\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n--b--\r\n");
        Assert.Equal(("application/pgp-signature", "pgp-sha256"), (mail.ContentType.Parameter("protocol"), mail.ContentType.Parameter("micalg")));
        Assert.Equal(2, mail.Children.Count);
        // The line end before a boundary belongs to the boundary and is not signed (RFC 3156, 5).
        Assert.Equal(Signed, Encoding.ASCII.GetString(mail.Children[0].Raw.Span));
        Assert.Equal("application/pgp-signature", mail.Children[1].ContentType.MediaType);
    }

    [Fact]
    public void The_signed_bytes_stay_whole_where_a_list_adds_its_footer()
    {
        var inner = $"Content-Type: multipart/signed; boundary=s\r\n\r\n--s\r\n{Signed}\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--s--\r\n";
        var mail = Mail($"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n{inner}\r\n--m\r\n\r\n_____\r\nthe list\r\n--m--\r\n");
        Assert.Equal(inner, Encoding.ASCII.GetString(mail.Children[0].Raw.Span));
        Assert.Equal(Signed, Encoding.ASCII.GetString(mail.Children[0].Children[0].Raw.Span));
    }

    [Theory]
    [InlineData("mikel-mail/mime_emails/sig_only_email.eml", "text/plain|application/pgp-signature")]
    [InlineData("mikel-mail/mime_emails/raw_email_with_nested_attachment.eml", "multipart/mixed|application/pkcs7-signature")]
    [InlineData("thirdparty/006.eml", "multipart/alternative|signature/plain")]
    public void Signed_mail_of_others_has_two_parts(string path, string types)
    {
        var signed = Everything(MimeCorpus.Read(path)).First(entity => entity.ContentType.Is("multipart/signed"));
        Assert.Equal(types, string.Join('|', signed.Children.Select(child => child.ContentType.MediaType)));
        Assert.All(signed.Children, child => Assert.True(signed.Raw.Span.IndexOf(child.Raw.Span) > 0));
    }

    [Theory]
    [InlineData("multipart/encrypted; protocol=\"application/pgp-encrypted\"", "", "application/octet-stream; name=\"encrypted.asc\"", 1)]
    [InlineData("multipart/mixed", "--b\nContent-Type: text/plain\n\n\n", "application/octet-stream; name=\"encrypted.asc\"", 1)]
    [InlineData("multipart/mixed", "--b\nContent-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: base64\n\nDQo=\n", "application/octet-stream", 1)]
    [InlineData("multipart/mixed", "", "application/octet-stream; name=encrypted.asc", 1)]
    [InlineData("multipart/mixed", "--b\nContent-Type: text/plain\n\nlook at this\n", "application/octet-stream", 0)]
    [InlineData("multipart/mixed", "", "multipart/mixed; boundary=c", 0)]
    public void An_encrypted_mail_is_found_also_as_Exchange_rebuilds_it(string root, string before, string type, int bodies)
    {
        var body = Convert.ToBase64String("-----BEGIN PGP MESSAGE-----"u8);
        var found = SealedMail.Find(Mail(
            $"Content-Type: {root}; boundary=b\n\n{before}--b\nContent-Type: application/pgp-encrypted; name=\"PGPMIME version identification\"\nContent-Transfer-Encoding: base64\n\nVmVyc2lvbjogMQ==\n"
            + $"--b\nContent-Type: {type}\nContent-Transfer-Encoding: base64\n\n{body}\n--b--\n"));
        Assert.Equal(bodies, found.Count);
        Assert.All(found, one => Assert.StartsWith("-----BEGIN", Encoding.ASCII.GetString(one.Span), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("example-draft.eml")]
    [InlineData("example-gossip.eml")]
    public void Encrypted_mail_of_others_is_found(string name) =>
        Assert.Single(SealedMail.Find(MimeEntity.Parse(File.ReadAllBytes(Path.Combine(MimeCorpus.Root, "openpgp", "autocrypt", name)))));

    private static IEnumerable<MimeEntity> Everything(MimeEntity mail)
    {
        var open = new Stack<MimeEntity>([mail]);
        while (open.TryPop(out var entity))
        {
            yield return entity;
            foreach (var child in entity.Children)
                open.Push(child);
        }
    }

    private static MimeEntity Mail(string text) => MimeEntity.Parse(Encoding.UTF8.GetBytes(text));
}
