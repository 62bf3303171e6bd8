using MailNode.Core.Contacts;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.Tests.Mime;

namespace MailNode.Tests.Core.Contacts;

public sealed class FingerprintLinkTests
{
    private const string Hex = "73EE2314F65FA92EC2390D3A718C070100012282";

    private static readonly Fingerprint Fingerprint = new(Convert.FromHexString(Hex));

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.Equal("OPENPGP4FPR:" + Hex, FingerprintLink.To(Fingerprint));
        Assert.Equal(new FingerprintLink(Fingerprint, null, ""), Read(FingerprintLink.To(Fingerprint)));
    }

    [Theory]
    [InlineData("openpgp4fpr:73ee2314f65fa92ec2390d3a718c070100012282")]
    [InlineData(" <OPENPGP4FPR:73EE 2314 F65F A92E C239\r\n 0D3A 718C 0701 0001 2282> ")]
    [InlineData("OPENPGP4FPR:73EE2314F65FA92EC2390D3A718C070100012282#")]
    [InlineData("OPENPGP4FPR:73EE2314F65FA92EC2390D3A718C070100012282?x=y")]
    [InlineData("https://i.delta.chat/#73EE2314F65FA92EC2390D3A718C070100012282")]
    public void Its_spellings_are_read(string text) => Assert.Equal(new FingerprintLink(Fingerprint, null, ""), Read(text));

    [Theory]
    [InlineData("OPENPGP4FPR:73EE2314F65FA92EC2390D3A718C070100012282#a=ana%2Bx%40example.org&n=Ana+%C3%84.&i=abc&s=def")]
    [InlineData("https://i.delta.chat/#73EE2314F65FA92EC2390D3A718C070100012282&i=abc&s=def&a=ana%2Bx%40example.org&n=Ana+%C3%84.")]
    [InlineData("HTTPS://I.DELTA.CHAT#73ee2314f65fa92ec2390d3a718c070100012282&v=3&x=group&a=ana+x@example.org&n=Ana%20%C3%84.")]
    public void Invites_of_Delta_Chat_say_whose_it_is(string text) =>
        Assert.Equal(new FingerprintLink(Fingerprint, EmailAddress.Parse("ana+x@example.org"), "Ana Ä."), Read(text));

    [Fact]
    public void A_name_is_made_fit_to_be_shown() =>
        Assert.Equal("Ana verified", Read($"OPENPGP4FPR:{Hex}#a=nobody&n=Ana%0A%1B%E2%80%AEverified").Name);

    [Theory]
    [InlineData("")]
    [InlineData("OPENPGP4FPR:")]
    [InlineData("OPENPGP4FPR:73EE2314F65FA92EC2390D3A718C07010001228")]
    [InlineData("OPENPGP4FPR:73EE2314F65FA92EC2390D3A718C0701000122823")]
    [InlineData("OPENPGP4FPR:73EE2314F65FA92EC2390D3A718C07010001228G")]
    [InlineData("OPENPGP4FPR:718C070100012282")]
    [InlineData("73EE2314F65FA92EC2390D3A718C070100012282")]
    [InlineData("https://i.delta.chat.evil.test/#73EE2314F65FA92EC2390D3A718C070100012282")]
    [InlineData("http://i.delta.chat/#73EE2314F65FA92EC2390D3A718C070100012282")]
    [InlineData("mailto:OPENPGP4FPR:73EE2314F65FA92EC2390D3A718C070100012282")]
    public void Other_text_is_no_link(string text) => Assert.False(FingerprintLink.TryParse(text, out _));

    [Fact]
    public void Nothing_in_a_link_throws()
    {
        var random = new SeededNumbers(5);
        var whole = $"OPENPGP4FPR:{Hex}#a=ana%40example.org&n=Ana+%C3%84.&i=abc&s=def";
        for (var i = 0; i < 5_000; i++)
        {
            var text = whole.ToCharArray();
            for (var changes = random.Below(5); changes > 0; changes--) text[random.Below(text.Length)] = (char)random.Below(0xFFFF);
            if (FingerprintLink.TryParse(new string(text)[..random.Below(text.Length + 1)], out var link)) Assert.DoesNotContain(link.Name, char.IsControl);
        }
        Assert.False(FingerprintLink.TryParse(whole + new string('x', 1_000_000), out _));
    }

    private static FingerprintLink Read(string text)
    {
        Assert.True(FingerprintLink.TryParse(text, out var link), text);
        return link;
    }
}
