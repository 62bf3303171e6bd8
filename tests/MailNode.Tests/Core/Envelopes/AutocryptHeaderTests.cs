using MailNode.Core.Envelopes;
using MailNode.Core.Letters;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.Tests.Core.Letters;
using MailNode.Tests.Mime;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Core.Envelopes;

public sealed class AutocryptHeaderTests
{
    private static readonly EmailAddress Ana = EmailAddress.Parse("ana@example.org"), Ben = EmailAddress.Parse("ben@example.org");

    private static string Good => AutocryptHeader.Write(Ana, Keys.Ana.Certificate);

    private static string Other => AutocryptHeader.Write(Ana, Keys.Eve.Certificate);

    private static string KeyData => Good[Good.IndexOf("keydata", StringComparison.Ordinal)..];

    [Fact]
    public void What_we_write_we_read()
    {
        var read = Read(Good)!;
        Assert.Equal((Ana, Keys.Ana.Certificate.Fingerprint, true), (read.Address, read.Certificate.Fingerprint, read.PrefersEncryption));
    }

    [Theory]
    [InlineData("addr=ana@example.org; ", true, false)]
    [InlineData("addr=ANA@Example.org ; prefer-encrypt=nopreference;", true, false)]
    [InlineData("addr=ana@example.org; _comment=of no matter; prefer-encrypt=mutual;", true, true)]
    [InlineData("addr=ana@example.org; type=1; ", false, false)]
    [InlineData("addr=ana@example.org; Addr=ana@example.org; ", false, false)]
    [InlineData("addr=ana@example.org; addr=ana@example.org; ", false, false)]
    [InlineData("addr=eve@example.org; ", false, false)]
    [InlineData("addr=; ", false, false)]
    [InlineData("", false, false)]
    [InlineData("nonsense; ", false, false)]
    public void Attributes_are_taken_as_the_standard_says(string attributes, bool taken, bool prefers)
    {
        var read = Read(attributes + KeyData);
        Assert.Equal(taken, read is not null);
        Assert.Equal(prefers, read is { PrefersEncryption: true });
        Assert.Equal(taken, Read($"{KeyData}; {attributes}") is not null);
    }

    [Fact]
    public void A_header_without_a_key_that_can_be_used_is_none()
    {
        foreach (var key in (string[])["", "AAAA", "!!", Convert.ToBase64String(new byte[100_000]), new string('A', AutocryptHeader.MaxKeyText + 4)])
            Assert.Null(Read($"addr={Ana}; keydata={key}"));
        Assert.Null(Read(""));
    }

    [Fact]
    public void Of_several_keys_none_is_taken_and_what_is_invalid_does_not_count()
    {
        Assert.Null(Read(Good, Other));
        Assert.Null(Read([.. Enumerable.Repeat(Good, 1000)]));
        Assert.NotNull(Read(Good, "addr=eve@example.org; " + KeyData, "addr=ana@example.org; keydata=AAAA"));
    }

    [Theory]
    [InlineData("From: ana@example.org\r\nFrom: eve@example.org\r\n")]
    [InlineData("From: ana@example.org, eve@example.org\r\n")]
    [InlineData("From: eve@example.org\r\nSender: ana@example.org\r\n")]
    [InlineData("From: \"ana@example.org\" <eve@example.org>\r\n")]
    [InlineData("")]
    [InlineData("From: ana@example.org\r\nContent-Type: multipart/report; boundary=b\r\n")]
    public void Only_the_one_sender_of_an_ordinary_mail_has_a_key(string headers) =>
        Assert.Null(AutocryptHeader.Read(MimeEntity.Parse(Post.Bytes($"{headers}Autocrypt: {Good}\r\n\r\n")), Home.Now));

    [Fact]
    public void Gossip_is_read_inside_an_encrypted_letter_for_those_whom_it_went_to()
    {
        var gossip = $"Autocrypt-Gossip: {AutocryptHeader.WriteGossip(Ben, Keys.Ben.Certificate)}\r\nAutocrypt-Gossip: {AutocryptHeader.WriteGossip(Ana, Keys.Eve.Certificate)}\r\n";
        var (letter, mail) = Gossiping(gossip, "");
        var told = Assert.Single(AutocryptHeader.ReadGossip(letter, mail, Home.Now));
        Assert.Equal((Ben, Keys.Ben.Certificate.Fingerprint, false), (told.Address, told.Certificate.Fingerprint, told.PrefersEncryption));
        Assert.Empty(AutocryptHeader.ReadGossip(letter with { Envelope = new LetterEnvelope(LetterForm.Signed, null) }, mail, Home.Now));
        var two = $"{gossip}Autocrypt-Gossip: {AutocryptHeader.WriteGossip(Ben, Keys.Eve.Certificate)}\r\n";
        Assert.Empty(Told(Gossiping(two, "")));
        // Where To is protected, an address that was added outside gets no key.
        Assert.Empty(Told(Gossiping(gossip, "; hp=\"cipher\"")));
        Assert.Single(Told(Gossiping(gossip, "; protected-headers=\"v1\"")));
    }

    [Fact]
    public void The_keys_of_the_standards_examples_are_read()
    {
        var folder = Path.Combine(MimeCorpus.Root, "openpgp", "autocrypt");
        var then = new DateTimeOffset(2019, 2, 1, 0, 0, 0, TimeSpan.Zero);
        var simple = AutocryptHeader.Read(MimeEntity.Parse(File.ReadAllBytes(Path.Combine(folder, "example-simple-autocrypt.eml"))), then);
        Assert.True(simple is { PrefersEncryption: true });
        Assert.True(SecretKey.TryUnlock(File.ReadAllBytes(Path.Combine(folder, "bob@autocrypt.example.sec.asc")), null, then, out var bob, out var reason), reason);
        var mail = MimeEntity.Parse(File.ReadAllBytes(Path.Combine(folder, "example-gossip.eml")));
        var letter = Assert.IsType<LetterReading.Genuine>(Letter.Read(mail, Keys.Reader(bob, simple.Certificate)));
        Assert.Equal(["bob@autocrypt.example", "carol@autocrypt.example"], AutocryptHeader.ReadGossip(letter, mail, then).Select(one => one.Address.ToString()));
        Assert.Equal("alice@autocrypt.example", letter.From.ToString());
    }

    private static AutocryptHeader? Read(params string[] values) =>
        AutocryptHeader.Read(MimeEntity.Parse(Post.Bytes($"From: Ana <ana@example.org>\r\n{string.Concat(values.Select(value => $"Autocrypt: {value}\r\n"))}\r\n")), Home.Now);

    private static (LetterReading.Genuine Letter, MimeEntity Mail) Gossiping(string gossip, string parameters)
    {
        var mail = Post.Mail(Post.Encrypted(Post.Armored(Post.Bytes($"Content-Type: text/plain{parameters}\r\n{gossip}\r\nhello\r\n"))));
        return (Post.Genuine(mail), MimeEntity.Parse(Post.Bytes(mail)));
    }

    private static IReadOnlyList<AutocryptHeader> Told((LetterReading.Genuine Letter, MimeEntity Mail) one) => AutocryptHeader.ReadGossip(one.Letter, one.Mail, Home.Now);
}
