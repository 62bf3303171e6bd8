using MailNode.Core.Envelopes;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Tests.Core.Envelopes;

public sealed class SealedMailTests
{
    private static readonly SealedMailHeaders Headers = new(
        Home.Ana.MailAddress, Home.Now, "one@example.org", AutocryptHeader.Write(Home.Ana.Address, Home.Ana.Certificate));

    private static readonly Address Ben = new("Ben", EmailAddress.Parse("ben@example.org"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(SealedMail.MaxBodies)]
    public void As_many_bodies_come_out_as_went_in(int count)
    {
        var bodies = Bodies(count);
        var found = SealedMail.Find(MimeEntity.Parse(SealedMail.Write(Headers, Ben, bodies)));
        Assert.Equal(bodies.Select(System.Text.Encoding.ASCII.GetString), found.Select(body => System.Text.Encoding.ASCII.GetString(body.Span).ReplaceLineEndings("\n").TrimEnd('\n') + "\n"));
    }

    [Fact]
    public void More_bodies_than_one_mail_may_have_are_not_looked_at() =>
        Assert.Empty(SealedMail.Find(MimeEntity.Parse(SealedMail.Write(Headers, Ben, Bodies(SealedMail.MaxBodies + 1)))));

    [Fact]
    public void A_body_is_copied_once()
    {
        byte[][] bodies = [Armor.EncodeBytes("PGP MESSAGE", new byte[1_000_000])];
        var length = SealedMail.Write(Headers, Ben, bodies).Length;
        Assert.InRange(Growth.Allocated(() => SealedMail.Write(Headers, Ben, bodies)), length, length + 20_000);
    }

    [Fact]
    public void The_outside_tells_what_every_sealed_mail_tells()
    {
        var mail = MimeEntity.Parse(SealedMail.Write(Headers, Ben, Bodies(1)));
        Assert.Equal("[...]", mail.Headers.Text("Subject"));
        Assert.Equal("auto-generated", mail.Headers.Text("Auto-Submitted"));
        Assert.Equal("ben@example.org", Assert.Single(mail.Headers.Addresses("To")).Email.ToString());
        Assert.Equal("application/pgp-encrypted", mail.ContentType.Parameter("protocol"));
        var autocrypt = mail.Headers.Text("Autocrypt")!;
        Assert.StartsWith("addr=ana@example.org; prefer-encrypt=mutual; keydata=", autocrypt, StringComparison.Ordinal);
        var key = Convert.FromBase64String(string.Concat(autocrypt.Split("keydata=")[1].Where(c => !char.IsWhiteSpace(c))));
        Assert.True(Certificate.TryParse(key, Home.Now, out var certificate, out _));
        Assert.Equal(Home.Ana.Fingerprint, certificate.Fingerprint);
    }

    [Fact]
    public void A_mail_to_many_names_none() => Assert.Empty(MimeEntity.Parse(SealedMail.Write(Headers, null, Bodies(1))).Headers.Addresses("To"));

    [Fact]
    public void What_Exchange_makes_of_it_is_read()
    {
        var parts = Parts();
        Assert.Single(Find("mixed", [MimeBuilder.Text("text/plain", " \r\n"), .. parts]));
        Assert.Single(Find("mixed", parts));
        Assert.Single(Find("mixed", [MimeBuilder.Text("text/plain", ""), .. parts, MimeBuilder.Text("text/plain", "\u00a0")]));
    }

    [Fact]
    public void What_anybody_added_is_refused()
    {
        var (footer, sealedBody) = (MimeBuilder.Text("text/plain", "To unsubscribe, write to the list.\n"), MimeBuilder.Raw(Entity()));
        Assert.Empty(Find("mixed", [sealedBody, footer]));
        Assert.Empty(Find("mixed", [.. Parts(), footer]));
        Assert.Empty(Find("mixed", [footer, .. Parts()]));
        Assert.Empty(Find("mixed", [.. Parts(), .. Parts()]));
        Assert.Empty(Find("mixed", []));
        Assert.Empty(Find("alternative", Parts()));
        Assert.Empty(Find("encrypted", [Parts()[1], Parts()[0]]));
        Assert.Empty(Find("encrypted", [Parts()[0]]));
        Assert.Empty(Find("mixed", [MimeBuilder.Multipart("mixed", [sealedBody])]));
        Assert.Empty(SealedMail.Find(MimeEntity.Parse("hello"u8.ToArray())));
    }

    [Fact]
    public void Each_body_of_a_mail_is_read_by_itself() =>
        Assert.Single(Find("mixed", [MimeBuilder.Raw(Entity()), MimeBuilder.Multipart("encrypted", [MimeBuilder.Text("text/plain", "odd")])]));

    private static List<byte[]> Bodies(int count) => [.. Enumerable.Range(0, count).Select(at => Armor.EncodeBytes("PGP MESSAGE", [1, 2, (byte)at]))];

    private static MimeBuilder[] Parts() =>
        [MimeBuilder.SevenBit("application/pgp-encrypted", "Version: 1\r\n"u8.ToArray()), MimeBuilder.Binary("application/octet-stream", "sealed"u8.ToArray(), "encrypted.asc")];

    private static byte[] Entity() => MimeBuilder.Multipart("encrypted", Parts()).Write();

    private static IReadOnlyList<ReadOnlyMemory<byte>> Find(string subtype, IEnumerable<MimeBuilder> parts) =>
        SealedMail.Find(MimeEntity.Parse(MimeBuilder.Multipart(subtype, parts).WriteMessage()));
}
