using MailNode.Configuration;
using MailNode.KeyLookup;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Tests.KeyLookup;

public sealed class KeyQueryTests
{
    private const string Hex = "0123456789ABCDEF0123456789ABCDEF01234567";

    private static readonly Fingerprint Fingerprint = new(Convert.FromHexString(Hex));

    [Theory]
    [InlineData(Hex)]
    [InlineData("0x0123456789abcdef0123456789abcdef01234567")]
    [InlineData("0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567")]
    [InlineData("OPENPGP4FPR:" + Hex)]
    public void A_fingerprint_is_known_in_its_spellings(string text) => Assert.Equal(new KeyQuery.ByFingerprint(Fingerprint, null), KeyQuery.Parse(text));

    [Fact]
    public void A_link_that_names_an_address_is_looked_for_in_its_directory_too() =>
        Assert.Equal(EmailAddress.Parse("ana@example.test"), KeyQuery.Parse($"https://i.delta.chat/#{Hex}&a=ana%40example.test&n=Ana&i=x&s=y").Whose);

    [Fact]
    public void A_key_id_and_an_address_are_known()
    {
        Assert.Equal(new KeyQuery.ByKeyId(0x0123456789ABCDEF), KeyQuery.Parse("0x0123456789abcdef"));
        Assert.Equal(new KeyQuery.ByAddress(EmailAddress.Parse("ana@example.test")), KeyQuery.Parse("ana@example.test"));
    }

    [Theory]
    [InlineData("01234567", "anybody can make another")]
    [InlineData("0x01234567", "anybody can make another")]
    [InlineData("", "neither")]
    [InlineData("ana", "neither")]
    [InlineData(Hex + "89", "neither")]
    [InlineData("Ana <ana@example.test>", "neither")]
    public void What_names_no_key_is_refused(string text, string words)
    {
        var error = Assert.Throws<UserError>(() => KeyQuery.Parse(text));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal(UserError.Usage, error.ExitCode);
    }

    [Theory]
    [InlineData("https://keys.example.test", "https://keys.example.test/vks/v1/by-email/a%2Bb%40example.test", "https://keys.example.test/vks/v1/by-fingerprint/" + Hex, "https://keys.example.test/vks/v1/by-keyid/0123456789ABCDEF")]
    [InlineData("HTTPS://keys.example.test:8443/", "https://keys.example.test:8443/vks/v1/by-email/a%2Bb%40example.test", "https://keys.example.test:8443/vks/v1/by-fingerprint/" + Hex, "https://keys.example.test:8443/vks/v1/by-keyid/0123456789ABCDEF")]
    [InlineData("hkps://keys.example.test", "https://keys.example.test/pks/lookup?op=get&options=mr&search=a%2Bb%40example.test", "https://keys.example.test/pks/lookup?op=get&options=mr&search=0x" + Hex, "https://keys.example.test/pks/lookup?op=get&options=mr&search=0x0123456789ABCDEF")]
    [InlineData("hkps://keys.example.test:4443", "https://keys.example.test:4443/pks/lookup?op=get&options=mr&search=a%2Bb%40example.test", "https://keys.example.test:4443/pks/lookup?op=get&options=mr&search=0x" + Hex, "https://keys.example.test:4443/pks/lookup?op=get&options=mr&search=0x0123456789ABCDEF")]
    [InlineData("hkp://localhost", "http://localhost:11371/pks/lookup?op=get&options=mr&search=a%2Bb%40example.test", "http://localhost:11371/pks/lookup?op=get&options=mr&search=0x" + Hex, "http://localhost:11371/pks/lookup?op=get&options=mr&search=0x0123456789ABCDEF")]
    [InlineData("hkp://[::1]:9", "http://[::1]:9/pks/lookup?op=get&options=mr&search=a%2Bb%40example.test", "http://[::1]:9/pks/lookup?op=get&options=mr&search=0x" + Hex, "http://[::1]:9/pks/lookup?op=get&options=mr&search=0x0123456789ABCDEF")]
    public void Keyservers_are_asked_in_their_own_language(string server, params string[] pages)
    {
        KeyQuery[] queries =
            [new KeyQuery.ByAddress(EmailAddress.Parse("a+b@example.test")), new KeyQuery.ByFingerprint(Fingerprint, null), new KeyQuery.ByKeyId(0x0123456789ABCDEF)];

        Assert.Equal(pages, queries.Select(query => KeyServer.Parse(server).PageOf(query).AbsoluteUri));
    }

    [Theory]
    [InlineData("hkp://keys.example.test", "hkps://")]
    [InlineData("hkp://127.0.0.1.example.test", "hkps://")]
    [InlineData("http://keys.example.test", "https://")]
    [InlineData("keys.example.test", "https://")]
    [InlineData("ldap://keys.example.test", "https://")]
    [InlineData("file:///etc/passwd", "https://")]
    [InlineData("https://ana:secret@keys.example.test", "https://")]
    [InlineData("https://keys.example.test/path", "https://")]
    [InlineData("https://keys.example.test/?x", "https://")]
    [InlineData("https://", "https://")]
    [InlineData("", "https://")]
    public void Other_places_are_not_asked(string server, string words)
    {
        var error = Assert.Throws<UserError>(() => KeyServer.Parse(server));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Equal(UserError.Usage, error.ExitCode);
    }
}
