using System.Globalization;
using System.Text;
using MailNode.Core.Contacts;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.Tests.Mime;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Core.Contacts;

public sealed class VCardTests
{
    private const int Mutations = 5_000;

    private static readonly byte[] Key = Keys.Ana.Certificate.Minimal();
    private static readonly string Base64 = Convert.ToBase64String(Key);
    private static readonly EmailAddress Address = EmailAddress.Parse("ana@example.org");
    private static readonly string Link = new Invite(Address, Keys.Ana.Certificate, Invite.NewToken(), "Ana; & Co, ü").ToLink();

    [Theory]
    [InlineData("Ana")]
    [InlineData("Ana \\ Co, Ltd; \"the\" best: ü")]
    [InlineData("Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich")]
    [InlineData("😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀")]
    public void What_is_written_is_read(string name)
    {
        var read = Read(new VCard(name, Address, [Key], Link).ToText());

        Assert.Equal((name, Address, Link), (read.Name, read.Address, read.Invite));
        Assert.Equal(Key, Assert.Single(read.Keys).ToArray());
        Assert.True(Invite.TryParse(read.Invite!, Keys.Now, out _, out var reason), reason);
    }

    [Fact]
    public void It_is_written_as_the_standard_says()
    {
        var text = new VCard("Ana \\ Co, Ltd; ü", Address, [Key], "mailnode:x").ToText();

        Assert.StartsWith("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ana \\\\ Co\\, Ltd\\; ü\r\nEMAIL:ana@example.org\r\nURL:mailnode:x\r\nKEY:data:application/pgp-keys;base64,", text, StringComparison.Ordinal);
        Assert.EndsWith("\r\nEND:VCARD\r\n", text, StringComparison.Ordinal);
        Assert.All(text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public void No_letter_is_torn_by_a_fold()
    {
        for (var before = 0; before < 4; before++)
        {
            var text = new VCard(new string('x', before) + string.Concat(Enumerable.Repeat("😀", 40)), Address, [], null).ToText();
            Assert.All(text.Split("\r\n"), line => Assert.Equal(line, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line))));
        }
    }

    [Fact]
    public void Nothing_in_a_name_adds_a_line()
    {
        var read = new VCard("Ana\r\nKEY:data:application/pgp-keys;base64,AAAA\nURL:mailnode:evil", Address, [], null).ToText();
        Assert.Equal(5, read.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Empty(Read(read).Keys);
        Assert.Null(Read(read).Invite);
    }

    [Fact]
    public void A_name_that_is_missing_is_the_address() => Assert.Contains("\r\nFN:ana@example.org\r\n", new VCard("", Address, [], null).ToText(), StringComparison.Ordinal);

    /// <summary>The shapes in which telephones and other programs write a key: base64 on one line {0}, folded {1}, escaped {2}; armor {3} {4}.</summary>
    [Theory]
    [InlineData("KEY:data:application/pgp-keys;base64,{0}")]
    [InlineData("KEY:data:application/pgp-keys;base64\\,{0}")]
    [InlineData("KEY;MEDIATYPE=application/pgp-keys:data:application/pgp-keys\\;base64\\,{0}")]
    [InlineData("key;pref=1:DATA:application/pgp-keys;BASE64,{2}")]
    [InlineData("KEY;TYPE=PGP;ENCODING=b:{0}")]
    [InlineData("item1.KEY;type=\"pgp\";ENCODING=B:{0}")]
    [InlineData("KEY;PGP;BASE64:\r\n {1}\r\n")]
    [InlineData("KEY;ENCODING=BASE64:{1}\n")]
    [InlineData("KEY;TYPE=PGP:{3}")]
    [InlineData("KEY;PGP;ENCODING=QUOTED-PRINTABLE:{4}")]
    public void Keys_are_found_in_the_shapes_that_others_write(string shape)
    {
        var armor = Keys.Ana.Certificate.ToArmor();
        var line = string.Format(
            CultureInfo.InvariantCulture,
            shape,
            Base64,
            string.Join("\r\n ", Base64.Chunk(70).Select(piece => new string(piece))),
            Uri.EscapeDataString(Base64),
            armor.Replace("\n", "\\n", StringComparison.Ordinal),
            armor.Replace("=", "=3D", StringComparison.Ordinal).Replace("\n", "=0D=0A=\n", StringComparison.Ordinal));

        var read = Read($"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ana;;;;\r\n{line}\r\nEND:VCARD\r\n");

        Assert.True(Certificate.TryParse(Assert.Single(read.Keys).Span, Keys.Now, out var certificate, out var reason), reason);
        Assert.Equal(Keys.Ana.Certificate.Fingerprint, certificate.Fingerprint);
    }

    [Theory]
    [InlineData("KEY:https://example.org/ana.asc")]
    [InlineData("KEY;TYPE=X509;ENCODING=B:MIICajCC")]
    [InlineData("KEY:data:application/pkix-cert;base64,MIICajCC")]
    [InlineData("KEY;ENCODING=B:this is no base64!")]
    [InlineData("KEY:data:application/pgp-keys,plain")]
    [InlineData("KEY:data:application/pgp-keys;base64,")]
    [InlineData("KEY:")]
    [InlineData("NOTE;ENCODING=B:AAAA")]
    public void What_is_elsewhere_or_no_OpenPGP_key_is_left_out(string line) => Assert.Empty(Read($"BEGIN:VCARD\n{line}\nEND:VCARD").Keys);

    [Fact]
    public void A_telephones_card_is_read()
    {
        var read = Read(
            $"\uFEFFBEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=84nne;A=\r\nna;;;\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=84=\r\nnne\r\n"
            + $"TEL;CELL:+491\r\nEMAIL;HOME:nonsense\r\nEMAIL;PREF;INTERNET:ana@example.org\r\nPHOTO;ENCODING=BASE64;JPEG:{Base64}\r\n\r\nitem2.URL;type=pref:{Link.Replace(":", "\\:", StringComparison.Ordinal)}\r\nEND:VCARD\r\n");

        Assert.Equal(("Änne", Address, Link), (read.Name, read.Address, read.Invite));
        Assert.Empty(read.Keys);
    }

    [Theory]
    [InlineData("URL")]
    [InlineData("IMPP;PREF=1")]
    [InlineData("X-SOCIALPROFILE;type=mailnode")]
    public void An_invite_is_found_wherever_an_address_book_put_it(string property) => Assert.Equal(Link, Read($"BEGIN:VCARD\n{property}:{Link}\nEND:VCARD").Invite);

    [Theory]
    [InlineData("", "no vCard")]
    [InlineData("mailnode:x", "no vCard")]
    [InlineData("VERSION:4.0\r\nBEGIN:VCARD\r\n", "no vCard")]
    [InlineData("BEGIN:VCARD\nFN:Ana\nEND:VCARD\nBEGIN:VCARD\nFN:Ben\nEND:VCARD", "more than one person")]
    [InlineData("BEGIN:VCARD\nFN:Ana\nAGENT:\nBEGIN:VCARD\nFN:Ben\nEND:VCARD\nEND:VCARD", "more than one person")]
    public void Other_files_are_refused_with_a_reason(string text, string words)
    {
        Assert.False(VCard.TryRead(Encoding.UTF8.GetBytes(text), out _, out var reason));
        Assert.Contains(words, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_made_fit_to_be_shown() => Assert.Equal("Ana verified", Read("BEGIN:VCARD\nFN:Ana\\n\u001b\u202Everified\nEND:VCARD").Name);

    [Fact]
    public void Large_files_and_many_keys_are_bounded()
    {
        var many = string.Concat(Enumerable.Repeat($"KEY;ENCODING=B:{Base64}\n", 100));
        Assert.Equal(16, Read($"BEGIN:VCARD\n{many}END:VCARD").Keys.Count);
        Assert.False(VCard.TryRead(Encoding.ASCII.GetBytes("BEGIN:VCARD\n" + new string('x', VCard.MaxBytes)), out _, out var reason));
        Assert.Contains("larger", reason, StringComparison.Ordinal);
        foreach (var filling in (string[])["\n ", "\n", ":", ";", "=\n", "\\", "\"", "A:B\n", "KEY;ENCODING=QUOTED-PRINTABLE:=\n", "KEY:data:,\n"])
            Read("BEGIN:VCARD\n" + string.Concat(Enumerable.Repeat(filling, (VCard.MaxBytes - 100) / filling.Length)));
    }

    [Fact]
    public void Nothing_in_a_file_throws()
    {
        var (random, whole) = (new SeededNumbers(3), Encoding.UTF8.GetBytes(new VCard("Ana ü", Address, [Key], Link).ToText().Replace("KEY:data", "KEY;ENCODING=QUOTED-PRINTABLE:data", StringComparison.Ordinal)));
        var signs = "\\=:;\"\r\n\t ,%\0ÿ"u8.ToArray();
        for (var i = 0; i < Mutations; i++)
        {
            var file = whole.ToArray();
            for (var changes = random.Below(20); changes > 0; changes--) file[random.Below(file.Length)] = random.Below(2) == 0 ? signs[random.Below(signs.Length)] : (byte)random.Below(256);
            if (!VCard.TryRead(file.AsSpan(0, random.Below(file.Length + 1)), out _, out var reason)) Assert.NotEmpty(reason);
        }
    }

    private static VCard Read(string text)
    {
        Assert.True(VCard.TryRead(Encoding.UTF8.GetBytes(text), out var card, out var reason), reason);
        return card;
    }
}
