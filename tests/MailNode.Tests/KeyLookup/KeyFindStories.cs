using System.Text.Json;
using MailNode.Commands;
using MailNode.KeyLookup;
using MailNode.OpenPgp;
using MailNode.Tests.Configuration;
using MailNode.Tests.Discovery;
using MailNode.Tests.OpenPgp;
using MailNode.Tests.People;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.KeyLookup;

/// <summary><c>key find</c> from the command line to a web site on loopback that is directory and keyserver at once.</summary>
public sealed class KeyFindStories : IAsyncDisposable
{
    private const string Advanced = "openpgpkey.example.test";
    private const string Direct = "example.test";
    private const string Server = "keys.example.test";
    private const string Usual = "keys.openpgp.org";

    private static readonly SecretKey Ana = KeyForge.Key($"Ana <{KeyForge.Address}>");
    private static readonly SecretKey Eve = KeyForge.Key("Eve <eve@example.test>");
    private static readonly string InAdvanced = $"{Advanced}/.well-known/openpgpkey/example.test/hu/{WebKeyDirectory.Hash("ana")}";
    private static readonly string InDirect = $"{Direct}/.well-known/openpgpkey/hu/{WebKeyDirectory.Hash("ana")}";
    private static readonly string ByFingerprint = $"/vks/v1/by-fingerprint/{Ana.Certificate.Fingerprint}";

    private readonly TemporaryFolder folder = new();
    private readonly LoopbackSite site = new(Advanced, Direct, Server, Usual);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return site.DisposeAsync();
    }

    [Fact]
    public async Task The_directory_of_the_domain_has_the_key()
    {
        Put(InAdvanced, Ana.Certificate.ToBytes());

        var output = await RunAsync("ana@example.test");

        Assert.Contains(Ana.Certificate.Fingerprint.Grouped() + "  can be used", output, StringComparison.Ordinal);
        Assert.Contains($"Ana <{KeyForge.Address}>", output, StringComparison.Ordinal);
        var expiry = Ana.Certificate.ExpiresAt is { } day ? $"expires on {day:yyyy-MM-dd}" : "does not expire";
        Assert.Contains($"made on 2026-10-22, {expiry}; from {Advanced}", output, StringComparison.Ordinal);
        Assert.Contains("Nothing proves yet whose key this is", output, StringComparison.Ordinal);
        Assert.Equal([InAdvanced + "?l=ana"], site.Heard);
        Assert.False(Directory.Exists(folder["node"]));
    }

    [Fact]
    public async Task The_domain_itself_is_asked_only_where_the_other_host_has_no_address()
    {
        Put(InDirect, Ana.Certificate.ToBytes());

        Assert.Contains($"{Advanced} has no key for ana@example.test", await FailAsync(1, "ana@example.test"), StringComparison.Ordinal);
        Assert.Equal([InAdvanced + "?l=ana"], site.Heard);

        site.Names.Remove(Advanced);
        Assert.Contains($"from {Direct}", await RunAsync("ana@example.test"), StringComparison.Ordinal);
        Assert.Equal(InDirect + "?l=ana", site.Heard.Last());
    }

    [Fact]
    public async Task Without_an_address_of_either_host_the_words_are_others_than_for_a_missing_key()
    {
        var missing = await FailAsync(1, "ana@example.test");
        site.Names.Clear();
        var unknown = await FailAsync(1, "ana@example.test");

        Assert.Contains("has no key", missing, StringComparison.Ordinal);
        Assert.Contains("--keyserver https://keys.openpgp.org", missing, StringComparison.Ordinal);
        Assert.Contains("The name example.test is not known. Check the spelling, and that this computer is online.", unknown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_keyserver_is_asked_for_an_address_only_when_it_is_named_and_needed()
    {
        Put($"{Server}/vks/v1/by-email/ana%40example.test", Ana.Certificate.ToBytes());

        await FailAsync(1, "ana@example.test");
        Assert.DoesNotContain(site.Heard, one => one.StartsWith(Server, StringComparison.Ordinal) || one.StartsWith(Usual, StringComparison.Ordinal));
        Assert.Contains($"from {Server}", await RunAsync("ana@example.test", "--keyserver", $"https://{Server}"), StringComparison.Ordinal);

        site.Heard.Clear();
        Put(InAdvanced, Ana.Certificate.ToBytes());
        await RunAsync("ana@example.test", "--keyserver", $"https://{Server}");
        Assert.Equal([InAdvanced + "?l=ana"], site.Heard);
    }

    [Fact]
    public async Task A_key_that_cannot_be_used_is_shown_and_the_next_place_asked()
    {
        var fresh = KeyForge.Key($"Ana <{KeyForge.Address}>", 2);
        Put(InAdvanced, KeyForge.Expired(Ana));
        Put($"{Server}/vks/v1/by-email/ana%40example.test", fresh.Certificate.ToBytes());

        var output = await RunAsync("ana@example.test", "--keyserver", $"https://{Server}");

        Assert.Contains(fresh.Certificate.Fingerprint.Grouped() + "  can be used", output, StringComparison.Ordinal);
        Assert.Contains(Ana.Certificate.Fingerprint.Grouped() + "  has expired", output, StringComparison.Ordinal);
        Assert.Contains("expired on 2026-11-01", output, StringComparison.Ordinal);
        Assert.True(output.IndexOf("can be used", StringComparison.Ordinal) < output.IndexOf("has expired", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_revoked_key_is_shown_as_such()
    {
        Put(InAdvanced, KeyForge.Revoked(Ana));

        Assert.Contains("was taken back by its owner", await RunAsync("ana@example.test"), StringComparison.Ordinal);
        Assert.Equal("revoked", Assert.Single((await JsonAsync("ana@example.test")).List("keys")).Text("state"));
    }

    [Fact]
    public async Task A_fingerprint_goes_to_the_usual_keyserver()
    {
        Put(Usual + ByFingerprint, System.Text.Encoding.ASCII.GetBytes(Ana.Certificate.ToArmor()));

        await RunAsync(Ana.Certificate.Fingerprint.Grouped().Split(' '));

        Assert.Equal([Usual + ByFingerprint], site.Heard);
    }

    [Fact]
    public async Task An_older_keyserver_is_asked_in_its_language()
    {
        Put($"{Server}/pks/lookup", System.Text.Encoding.ASCII.GetBytes(Ana.Certificate.ToArmor()));

        await RunAsync($"{Ana.Certificate.Fingerprint.KeyId:X16}", "--keyserver", $"hkps://{Server}");

        Assert.Equal([$"{Server}/pks/lookup?op=get&options=mr&search=0x{Ana.Certificate.Fingerprint.KeyId:X16}"], site.Heard);
    }

    [Fact]
    public async Task A_link_leads_to_the_directory_of_its_address_and_only_to_the_key_that_it_names()
    {
        Put(InAdvanced, KeyForge.Key($"Ana <{KeyForge.Address}>").Certificate.ToBytes());
        Put(Usual + ByFingerprint, Ana.Certificate.ToBytes());

        var found = await JsonAsync($"OPENPGP4FPR:{Ana.Certificate.Fingerprint}#a=ana%40example.test&n=Ana&i=1&s=2");

        Assert.Equal(Ana.Certificate.Fingerprint.ToString(), Assert.Single(found.List("keys")).Text("fingerprint"));
        Assert.Equal([InAdvanced + "?l=ana", Usual + ByFingerprint], site.Heard);
        Assert.Contains("nothing that is a key for", Assert.Single(found.List("troubles")).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_key_than_the_one_that_was_asked_for_is_refused()
    {
        Put(Usual + ByFingerprint, Eve.Certificate.ToBytes());
        Put(InAdvanced, Eve.Certificate.ToBytes());

        foreach (var who in (string[])[Ana.Certificate.Fingerprint.ToString(), "ana@example.test"])
        {
            var errors = await FailAsync(1, who);
            Assert.Contains("nothing that is a key for", errors, StringComparison.Ordinal);
            Assert.DoesNotContain("Eve", errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_the_json_says_is_what_the_page_says()
    {
        Put(InAdvanced, KeyForge.WithUserId(Ana, "Ana at work <ana@work.test>"));

        var key = Assert.Single((await JsonAsync("ana@example.test")).List("keys"));

        Assert.Equal(
            (Ana.Certificate.Fingerprint.ToString(), "2026-10-22T08:00:00+00:00", "usable", Advanced),
            (key.Text("fingerprint"), key.Text("created"), key.Text("state"), key.Text("source")));
        Assert.Equal(Ana.Certificate.ExpiresAt, key.GetProperty("expires").Deserialize<DateTimeOffset?>());
        Assert.Equal($"Ana <{KeyForge.Address}>", Assert.Single(key.List("userIds")).GetString());
        Assert.True(Certificate.TryParse(System.Text.Encoding.ASCII.GetBytes(key.Text("armored")), Keys.Now, out _, out var reason), reason);
    }

    [Fact]
    public async Task The_file_has_the_first_key_armored()
    {
        Put(InAdvanced, Forge.Join(KeyForge.Revoked(KeyForge.Key(KeyForge.Address)), Ana.Certificate.ToBytes()));

        await RunAsync("ana@example.test", "--out", folder["ana.asc"]);

        Assert.Equal(Ana.Certificate.ToArmor(), await File.ReadAllTextAsync(folder["ana.asc"], Token));
    }

    [Fact]
    public async Task GnuPG_gives_a_directory_its_key_and_takes_the_file_that_came_of_it()
    {
        const string at = "20261101T080000!";
        await using var gpg = Tool.OrSkip("gpg");
        foreach (var step in (string[][])[["--quick-gen-key", "Ana <ana@example.test>", "default", "default", "0"], ["--quick-add-uid", "ana@example.test", "Ana at work <ana@work.test>"]])
            (await gpg.GpgAsync([], ["--faked-system-time", at, "--passphrase", "", .. step])).Succeeded();
        Put(InAdvanced, (await gpg.GpgAsync([], "--export", "ana@example.test")).Succeeded());

        await RunAsync("ana@example.test", "--out", folder["ana.asc"]);

        var shown = (await gpg.GpgAsync(await File.ReadAllBytesAsync(folder["ana.asc"], Token), "--faked-system-time", at, "--show-keys", "--with-colons")).Succeeded();
        var userId = Assert.Single(System.Text.Encoding.UTF8.GetString(shown).Split('\n'), line => line.StartsWith("uid:", StringComparison.Ordinal));
        Assert.Contains("Ana <ana@example.test>", userId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_named()
    {
        Put(InAdvanced, Ana.Certificate.ToBytes());
        Assert.Contains("cannot be written", await FailAsync(1, "ana@example.test", "--out", folder["no/such/folder.asc"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("example")]
    [InlineData("DEADBEEF")]
    public async Task What_cannot_be_looked_for_asks_nobody(string who)
    {
        await FailAsync(2, who);
        Assert.Empty(site.Heard);
    }

    [Fact]
    public async Task A_keyserver_without_encryption_is_not_asked()
    {
        Assert.Contains("hkps://", await FailAsync(2, "ana@example.test", "--keyserver", $"hkp://{Server}"), StringComparison.Ordinal);
        Assert.Empty(site.Heard);
    }

    [Fact]
    public async Task A_site_of_ones_own_is_trusted_by_its_authority_alone()
    {
        Put(InAdvanced, Ana.Certificate.ToBytes());

        var (code, _, errors) = await TryAsync("ana@example.test");
        Assert.Equal(1, code);
        Assert.Contains("--ca-file", errors, StringComparison.Ordinal);
        Assert.Empty(site.Heard);
    }

    [Fact]
    public async Task Nothing_that_a_key_says_drives_the_terminal()
    {
        var key = KeyForge.Key($"Ana \u001b[2J\nNothing proves\u202E <{KeyForge.Address}>");
        Put(InAdvanced, key.Certificate.ToBytes());

        var output = await RunAsync("ana@example.test");

        Assert.DoesNotContain(output, c => c is '\u001b' or '\u202E');
        Assert.DoesNotContain(output.Split('\n'), line => line.StartsWith("Nothing proves\u202E", StringComparison.Ordinal) || line == "Nothing proves");
        Assert.Contains($"    Ana  [2J Nothing proves  <{KeyForge.Address}>", output, StringComparison.Ordinal);
    }

    private void Put(string page, byte[] key) => site.Files[page] = LoopbackSite.Ok(key);

    private async Task<string> RunAsync(params string[] args)
    {
        var (code, output, errors) = await TryAsync([.. args, "--ca-file", CaFile()]);
        Assert.True(code == 0, errors);
        return output;
    }

    private async Task<string> FailAsync(int expected, params string[] args)
    {
        var (code, output, errors) = await TryAsync([.. args, "--ca-file", CaFile()]);
        Assert.Equal(expected, code);
        Assert.Empty(output);
        return errors;
    }

    private async Task<JsonElement> JsonAsync(string who) => JsonDocument.Parse(await RunAsync(who, "--json")).RootElement.Clone();

    private string CaFile() => folder.Write("ca.pem", site.Roots[0].ExportCertificatePem());

    private async Task<(int Code, string Output, string Errors)> TryAsync(params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var surroundings = new Surroundings(new ManualClock(Keys.Now), new Dictionary<string, string?>(), TextReader.Null, output, errors)
        {
            Network = MailNode.Discovery.Network.None with { Keys = site.KeyWeb },
        };
        var code = await CommandLine.RunAsync(["key", "find", .. args, "--data", folder["node"]], surroundings, Token);
        return (code, output.ToString(), errors.ToString());
    }
}
