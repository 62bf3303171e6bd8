using MailNode.Core.Contacts;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.Tests.OpenPgp;

namespace MailNode.Tests.People;

/// <summary>Keys and invites from hand to hand: cameras and address books.</summary>
public sealed class KeyLinkStories : PeopleStory
{
    public KeyLinkStories() : base(new PostOfficeWorld()) { }

    [Fact]
    public async Task A_camera_reads_the_link_from_the_picture()
    {
        var zbar = Tool.OrSkip("zbarimg");
        await using var _ = zbar;
        var ana = await World.AddNodeAsync("Ana");

        var output = await ana.RunAsync("key", "link", "--png", zbar.PathOf("ana.png"));
        var seen = (await zbar.RunAsync([], "--quiet", "--raw", zbar.PathOf("ana.png"))).Succeeded();

        Assert.Equal($"OPENPGP4FPR:{await ana.FingerprintAsync()}\n", System.Text.Encoding.ASCII.GetString(seen));
        Assert.Contains($"OPENPGP4FPR:{await ana.FingerprintAsync()}", output, StringComparison.Ordinal);
        Assert.Contains("█", output, StringComparison.Ordinal);
        Assert.Equal($"OPENPGP4FPR:{await ana.FingerprintAsync()}", (await ana.JsonAsync("key", "link")).Text("link"));
    }

    [Theory]
    [InlineData("OPENPGP4FPR:{0}")]
    [InlineData("https://i.delta.chat/#{0}&a=somebody%40else.test&n=Nobody")]
    public async Task A_scanned_link_stands_for_the_comparison(string form)
    {
        var (ana, ben) = await AnaAndBenAsync();
        Assert.Equal("invited", await ana.TrustAsync(ben));

        var link = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, await ben.FingerprintAsync());
        var confirmed = Assert.Single((await ana.JsonAsync("confirm", link)).EnumerateArray());

        Assert.Equal(("Ben", ben.Address, "verified"), (confirmed.Text("name"), confirmed.Text("address"), confirmed.Text("trust")));
        Assert.Equal("verified", await ana.TrustAsync(ben));
    }

    [Fact]
    public async Task A_link_to_another_key_confirms_nobody()
    {
        var (ana, ben) = await AnaAndBenAsync();

        await ana.FailAsync(1, "confirm", $"OPENPGP4FPR:{new string('A', 40)}#a={Uri.EscapeDataString(ben.Address)}&n=Ben");
        await ana.FailAsync(2, "confirm", $"OPENPGP4FPR:{(await ben.FingerprintAsync())[24..]}");

        Assert.Equal("invited", await ana.TrustAsync(ben));
    }

    [Fact]
    public async Task An_invite_travels_as_a_vCard()
    {
        var (ana, ben) = (await World.AddNodeAsync("Ana"), await World.AddNodeAsync("Ben"));
        var file = Path.Combine(World.Folder, "ana.vcf");

        var invite = (await ana.JsonAsync("invite", "--vcard", file)).Text("invite");
        var accepted = await ben.JsonAsync("accept", file);
        await World.SyncAsync(ana, ben);

        Assert.Equal(("Ana", ana.Address, "invited"), (accepted.Text("name"), accepted.Text("address"), accepted.Text("trust")));
        Assert.Equal("invited", await ana.TrustAsync(ben));
        Assert.True(VCard.TryRead(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), out var card, out var reason), reason);
        Assert.Equal(("Ana", EmailAddress.Parse(ana.Address), invite), (card.Name, card.Address, card.Invite));
        Assert.True(Certificate.TryParse(Assert.Single(card.Keys).Span, World.Clock.GetUtcNow(), out var certificate, out reason), reason);
        Assert.Equal(await ana.FingerprintAsync(), certificate.Fingerprint.ToString());
    }

    [Fact]
    public async Task On_standard_output_there_is_nothing_but_the_card()
    {
        var ana = await World.AddNodeAsync("Ana");

        foreach (var command in (string[][])[["invite"], ["key", "link"]])
        {
            var output = await ana.RunAsync([.. command, "--vcard", "-"]);
            Assert.StartsWith("BEGIN:VCARD\r\n", output, StringComparison.Ordinal);
            Assert.EndsWith("END:VCARD\r\n", output, StringComparison.Ordinal);
            Assert.Equal(command is ["invite"], output.Contains("URL:mailnode:", StringComparison.Ordinal));
            await ana.FailAsync(2, [.. command, "--vcard", "-", "--json"]);
        }
    }

    [Fact]
    public async Task A_file_without_an_invite_is_refused_with_what_to_do()
    {
        var (ana, ben) = (await World.AddNodeAsync("Ana"), await World.AddNodeAsync("Ben"));
        var file = Path.Combine(World.Folder, "ana.vcf");
        await ana.RunAsync("key", "link", "--vcard", file);

        Assert.Contains("no invite in", await ben.FailAsync(1, "accept", file), StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "mailnode:", TestContext.Current.CancellationToken);
        Assert.Contains("no vCard", await ben.FailAsync(1, "accept", file), StringComparison.Ordinal);
        Assert.Contains("no invite", await ben.FailAsync(1, "accept", file + ".missing"), StringComparison.Ordinal);
        Assert.Contains("There is no file", await ben.FailAsync(1, "accept", file + ".vcf"), StringComparison.Ordinal);
    }
}
