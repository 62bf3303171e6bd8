using System.Text;
using MailNode.KeyLookup;
using MailNode.Mime;
using MailNode.Tests.OpenPgp;

namespace MailNode.Tests.KeyLookup;

public sealed class WebKeyDirectoryTests
{
    public static TheoryData<string> Locals => ["ana", "Joe.Doe", "UPPER", "a+b", "o'brien", "x", "very.long.name.of.somebody.with.many.first.names"];

    [Fact]
    public void The_example_of_the_draft_comes_out()
    {
        var directory = WebKeyDirectory.Of(EmailAddress.Parse("Joe.Doe@Example.ORG"))!;

        Assert.Equal("https://openpgpkey.example.org/.well-known/openpgpkey/example.org/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe", directory.Advanced.AbsoluteUri);
        Assert.Equal("https://example.org/.well-known/openpgpkey/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe", directory.Direct.AbsoluteUri);
    }

    [Theory]
    [InlineData("a?b&c#d/e", "l=a%3Fb%26c%23d%2Fe")]
    [InlineData("\"../x\"", "l=..%2Fx")]
    [InlineData("zoë", "l=zo%C3%AB")]
    public void A_local_part_is_only_ever_a_parameter(string local, string query)
    {
        var page = WebKeyDirectory.Of(EmailAddress.Parse($"{local}@example.test"))!.Advanced;

        Assert.Equal("?" + query, page.Query);
        Assert.Equal("openpgpkey.example.test", page.Host);
        Assert.Matches("^/.well-known/openpgpkey/example.test/hu/[a-z0-9]{32}$", page.AbsolutePath);
        Assert.Empty(page.Fragment);
    }

    [Fact]
    public void Only_capitals_of_ASCII_become_small()
    {
        Assert.Equal(WebKeyDirectory.Hash("zoË"), WebKeyDirectory.Hash("ZoË"));
        Assert.NotEqual(WebKeyDirectory.Hash("zoë"), WebKeyDirectory.Hash("zoË"));
    }

    [Fact]
    public void A_domain_is_asked_by_its_name_in_the_DNS() =>
        Assert.Equal("openpgpkey.xn--bcher-kva.example", WebKeyDirectory.Of(EmailAddress.Parse("ana@bücher.example"))!.Advanced.Host);

    [Fact]
    public void What_is_no_name_has_no_directory() => Assert.Null(WebKeyDirectory.Of(EmailAddress.Parse("ana@[192.0.2.1]")));

    [Theory, MemberData(nameof(Locals))]
    public async Task Sequoia_asks_at_the_same_places(string local)
    {
        await using var sq = Tool.OrSkip("sq");
        var directory = WebKeyDirectory.Of(EmailAddress.Parse($"{local}@example.org"))!;

        Assert.Equal(Unescaped(directory.Advanced), await PlaceAsync(sq, "url", local));
        Assert.Equal(Unescaped(directory.Direct), await PlaceAsync(sq, "direct-url", local));
    }

    /// <summary>Sequoia leaves some characters of the query as they are that we escape, and the other way round; both are read as the same.</summary>
    private static string Unescaped(Uri page) => Uri.UnescapeDataString(page.AbsoluteUri);

    private static async Task<string> PlaceAsync(Tool sq, string command, string local) =>
        Unescaped(new Uri(Encoding.ASCII.GetString((await sq.RunAsync([], "wkd", command, $"{local}@example.org")).Succeeded()).Trim()));

    [Theory, MemberData(nameof(Locals))]
    public async Task GnuPG_names_the_local_part_as_we_do(string local)
    {
        const string client = "/usr/lib/gnupg/gpg-wks-client";
        if (!File.Exists(client)) Assert.Skip("gpg-wks-client is not installed.");
        await using var gpg = Tool.At(client);

        var said = Encoding.ASCII.GetString((await gpg.RunAsync([], "--print-wkd-hash", $"{local}@example.org")).Succeeded());

        Assert.Equal(WebKeyDirectory.Hash(local), said.Split(' ')[0]);
    }
}
