using MailNode.Core.Contacts;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.Tests.Mime;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Core.Contacts;

public sealed class InviteTests
{
    private static readonly string Token = Invite.NewToken();

    private static Invite Anas => new(EmailAddress.Parse("ana@example.org"), Keys.Ana.Certificate, Token, "Ana & Co. = 100 % ü");

    [Fact]
    public void A_link_says_who_invites()
    {
        Assert.True(Invite.TryParse(Anas.ToLink(), Keys.Now, out var invite, out _));
        Assert.Equal((Anas.Address, Anas.Token, Anas.Name), (invite.Address, invite.Token, invite.Name));
        Assert.Equal(Keys.Ana.Certificate.Fingerprint, invite.Certificate.Fingerprint);
        Assert.True(invite.Certificate.CanEncrypt);
    }

    [Theory]
    [InlineData("a+b@example.org")]
    [InlineData("a?b=c&d@example.org")]
    [InlineData("a%41@example.org")]
    [InlineData("a#b@example.org")]
    [InlineData("\"a b\"@example.org")]
    public void Odd_addresses_survive(string address)
    {
        var key = SecretKey.Generate("Odd", Keys.Now);
        var invite = new Invite(EmailAddress.Parse(address), key.Certificate, Token, "Odd");
        Assert.True(Invite.TryParse(invite.ToLink(), Keys.Now, out var read, out var reason), reason);
        Assert.Equal(EmailAddress.Parse(address), read.Address);
    }

    [Fact]
    public void What_mail_clients_do_to_links_is_undone()
    {
        var broken = string.Join("\r\n ", Anas.ToLink().Chunk(60).Select(line => new string(line)));
        Assert.True(Invite.TryParse($"<{broken}>", Keys.Now, out _, out var reason), reason);
        Assert.True(Invite.TryParse("MAILNODE:" + Anas.ToLink()[Invite.Scheme.Length..] + "&colour=blue&key=twice", Keys.Now, out _, out reason), reason);
    }

    [Fact]
    public void Every_slip_in_the_token_is_noticed()
    {
        for (var at = 0; at < Token.Length; at++)
        {
            var slip = Anas with { Token = Token[..at] + (Token[at] == 'q' ? 'z' : 'q') + Token[(at + 1)..] };
            Assert.False(Invite.TryParse(slip.ToLink(), Keys.Now, out _, out var reason));
            Assert.Contains("token", reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_address_that_is_not_the_keys_is_noticed()
    {
        Assert.False(Invite.TryParse((Anas with { Address = EmailAddress.Parse("anna@example.org") }).ToLink(), Keys.Now, out _, out var reason));
        Assert.Contains("not the key of", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_links_are_refused_in_words()
    {
        var (random, link) = (new SeededNumbers(7), Anas.ToLink());
        for (var round = 0; round < 300; round++)
        {
            var (from, to) = random.Range(link.Length);
            var damaged = random.Below(2) == 0 ? link[..from] + link[to..] : link[..from] + (char)(32 + random.Below(200)) + link[Math.Min(from + 1, link.Length)..];
            if (!Invite.TryParse(damaged, Keys.Now, out var invite, out var reason)) Assert.NotEmpty(reason);
            else Assert.Equal(Keys.Ana.Certificate.Fingerprint, invite.Certificate.Fingerprint);
        }
        foreach (var none in (string[])["", "mailnode:", "mailto:ana@example.org", "mailnode:ana@example.org", "mailnode:?key=%", new string('m', 30_000)])
            Assert.False(Invite.TryParse(none, Keys.Now, out _, out _));
    }
}
