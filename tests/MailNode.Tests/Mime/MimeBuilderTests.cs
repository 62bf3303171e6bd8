using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

public sealed class MimeBuilderTests
{
    private static readonly Address Ana = new("Ana Lima", EmailAddress.Parse("ana@example.org"));

    [Fact]
    public void A_whole_message_is_written_as_it_should_be()
    {
        var message = MimeBuilder.Text("text/plain", "Hello\nBen")
            .Header("From", Ana)
            .Header("To", new Address("Müller, Jörg", EmailAddress.Parse("j@example.org")), new Address("B. \"Q\"", EmailAddress.Parse("\"b q\"@example.org")))
            .Header("Subject", "Grüße")
            .Date(new DateTimeOffset(2026, 11, 21, 8, 15, 30, TimeSpan.FromHours(1)))
            .MessageId("Message-ID", "1@example.org")
            .WriteMessage();
        Assert.Equal(
            """
            From: Ana Lima <ana@example.org>
            To: =?utf-8?b?TcO8bGxlciwgSsO2cmc=?= <j@example.org>, "B. \"Q\"" <"b
             q"@example.org>
            Subject: =?utf-8?b?R3LDvMOfZQ==?=
            Date: Sat, 21 Nov 2026 08:15:30 +0100
            Message-ID: <1@example.org>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 7bit

            Hello
            Ben
            """.ReplaceLineEndings("\r\n"),
            Encoding.ASCII.GetString(message));
    }

    [Theory]
    [InlineData("plain\n", "7bit")]
    [InlineData("", "7bit")]
    [InlineData("mostly plain with an é", "quoted-printable")]
    [InlineData("日本語日本語日本語", "base64")]
    [InlineData("From Ana", "quoted-printable")]
    [InlineData("-- \nAna", "quoted-printable")]
    [InlineData("nul \0 in plain words", "quoted-printable")]
    [InlineData("form feed \f in plain words", "quoted-printable")]
    public void Text_takes_the_shortest_safe_encoding(string text, string encoding)
    {
        var entity = MimeEntity.Parse(MimeBuilder.Text("text/plain", text).Write());
        Assert.Equal(encoding, entity.Headers.First("Content-Transfer-Encoding")?.Value);
        Assert.Equal(text, entity.Text());
    }

    [Fact]
    public void Long_lines_are_never_written()
    {
        var text = new string('x', 5000);
        var bytes = MimeBuilder.Text("text/plain", text).Write();
        AssertFitForTravel(bytes);
        Assert.Equal(text, MimeEntity.Parse(bytes).Text());
    }

    [Fact]
    public void Bytes_are_attached()
    {
        var bytes = Enumerable.Range(0, 1000).Select(i => (byte)i).ToArray();
        var entity = MimeEntity.Parse(MimeBuilder.Binary("image/png", bytes, "Bild für Ben.png", "inline", "pic@1").Write());
        Assert.Equal(bytes, entity.Decode().ToArray());
        Assert.Equal(("image/png", "inline", "Bild für Ben.png", "pic@1"), (entity.ContentType.MediaType, entity.Disposition, entity.FileName, entity.ContentId));
        Assert.Equal("", MimeEntity.Parse(MimeBuilder.Binary("a/b", bytes, null, "").Write()).Disposition);
    }

    [Fact]
    public void Seven_bit_bytes_stay_but_for_their_line_ends()
    {
        var bytes = MimeBuilder.SevenBit("application/pgp-encrypted", "a \nb\r\nc\rFrom d"u8.ToArray()).Write();
        Assert.EndsWith("Content-Transfer-Encoding: 7bit\r\n\r\na \r\nb\r\nc\r\nFrom d", Encoding.ASCII.GetString(bytes), StringComparison.Ordinal);
        var dirty = MimeBuilder.SevenBit("text/plain", "é"u8.ToArray()).Write();
        AssertFitForTravel(dirty);
        Assert.Equal("é", MimeEntity.Parse(dirty).Text());
    }

    [Fact]
    public void A_multipart_is_the_same_bytes_every_time()
    {
        MimeBuilder Mail(string text) => MimeBuilder.Multipart("mixed", [MimeBuilder.Text("text/plain", text), MimeBuilder.Binary("a/b", new byte[10])])
            .ContentParameter("protocol", "application/pgp-encrypted");
        Assert.Equal(Mail("one").WriteMessage(), Mail("one").WriteMessage());
        Assert.NotEqual(Boundary(Mail("one")), Boundary(Mail("two")));
        var twice = Mail("one");
        Assert.Equal(twice.Write(), twice.Write());
        Assert.Equal("application/pgp-encrypted", MimeEntity.Parse(twice.Write()).ContentType.Parameter("protocol"));
    }

    [Fact]
    public void A_part_may_hold_lines_that_look_like_boundaries()
    {
        var inner = MimeBuilder.Multipart("mixed", [MimeBuilder.Text("text/plain", "one")]);
        var quoted = "--" + Boundary(inner) + "\n--" + Boundary(inner) + "--\n";
        var outer = MimeBuilder.Multipart("mixed", [inner, MimeBuilder.Text("text/plain", quoted)]);
        Assert.Equal(["one", quoted], MimeEntity.Parse(outer.Write()).Leaves().Select(leaf => leaf.Text()));
    }

    [Fact]
    public void An_entity_that_is_written_is_embedded_byte_for_byte()
    {
        var raw = "Content-Type: x/y\nOdd : header\n\nbody with bare\nline ends \u00FF"u8.ToArray();
        var multipart = MimeBuilder.Multipart("encrypted", [MimeBuilder.Raw(raw), MimeBuilder.Text("text/plain", "x")]);
        Assert.Equal(raw, MimeEntity.Parse(multipart.Write()).Children[0].Raw.ToArray());
        Assert.Equal(raw, MimeBuilder.Raw(raw).Write());
        Assert.Throws<InvalidOperationException>(() => MimeBuilder.Raw(raw).Header("Subject", "x"));
        Assert.Throws<InvalidOperationException>(() => MimeBuilder.Raw(raw).ContentParameter("a", "x"));
    }

    [Fact]
    public void A_multipart_without_parts_is_still_a_multipart() =>
        Assert.Empty(MimeEntity.Parse(MimeBuilder.Multipart("mixed", []).Write()).Children);

    [Fact]
    public void Nobody_to_name_is_said_in_the_usual_words() =>
        Assert.StartsWith("To: undisclosed-recipients:;\r\n", Encoding.ASCII.GetString(MimeBuilder.Text("text/plain", "").Header("To", Array.Empty<Address>()).Write()), StringComparison.Ordinal);

    [Fact]
    public void References_are_folded()
    {
        var ids = Enumerable.Range(0, 50).Select(i => $"some-long-id-{i}@mail.example.org").ToArray();
        var bytes = MimeBuilder.Text("text/plain", "").MessageId("References", ids).Write();
        AssertFitForTravel(bytes);
        Assert.Equal(ids, MimeEntity.Parse(bytes).Headers.MessageIds("References"));
    }

    [Fact]
    public void Domains_of_other_alphabets_become_punycode()
    {
        var bytes = MimeBuilder.Text("text/plain", "").Header("To", new Address("", EmailAddress.Parse("ana@münchen.example"))).Write();
        Assert.StartsWith("To: ana@xn--mnchen-3ya.example\r\n", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jörg@example.org")]
    [InlineData("ana@☃\u0338.example")]
    public void An_address_that_only_utf8_can_carry_is_written_in_utf8(string text)
    {
        var address = EmailAddress.Parse(text);
        var bytes = MimeBuilder.Text("text/plain", "").Header("To", new Address("", address)).Write();
        Assert.Equal(address.Local, MimeEntity.Parse(bytes).Headers.Addresses("To").Single().Email.Local);
    }

    [Fact]
    public void A_long_word_of_ascii_stays_whole_so_that_machines_can_read_it()
    {
        var link = "<mailto:ana@example.org?subject=" + new string('x', 300) + ">";
        var entity = MimeEntity.Parse(MimeBuilder.Text("text/plain", "").Header("List-Unsubscribe", "see " + link).Write());
        Assert.Equal("see " + link, entity.Headers.First("List-Unsubscribe")?.Value);
    }

    [Fact]
    public void A_double_blank_between_long_words_does_not_keep_them_on_one_line()
    {
        var text = new string('x', 70) + "  " + new string('y', 70);
        var bytes = MimeBuilder.Text("text/plain", "").Header("Subject", text).Write();
        AssertFitForTravel(bytes);
        Assert.Equal(text, MimeEntity.Parse(bytes).Headers.Text("Subject"));
    }

    private static string? Boundary(MimeBuilder builder) => MimeEntity.Parse(builder.Write()).ContentType.Parameter("boundary");

    internal static void AssertFitForTravel(ReadOnlySpan<byte> bytes)
    {
        Assert.True(Ascii.IsValid(bytes), "not 7-bit");
        Assert.Equal(-1, bytes.IndexOf((byte)0));
        var text = Encoding.ASCII.GetString(bytes);
        Assert.DoesNotContain('\r', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.All(text.Split("\r\n"), line => Assert.True(line.Length <= 78, line));
    }
}
