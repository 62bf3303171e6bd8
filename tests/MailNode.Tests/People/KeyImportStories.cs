using System.Text;
using System.Text.Json;
using MailNode.Core.Contacts;
using MailNode.OpenPgp;

namespace MailNode.Tests.People;

/// <summary>People who have an OpenPGP key already, and the keys of others that come as files.</summary>
public sealed class KeyImportStories : IAsyncLifetime
{
    private readonly PostOfficeWorld world = new();

    private DateTimeOffset Now => world.Clock.GetUtcNow();

    public async ValueTask InitializeAsync() => await world.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await world.DisposeAsync();
    }

    [Fact]
    public async Task An_RSA_key_of_GnuPG_is_the_identity_of_a_node_among_others()
    {
        await using var gpg = GnuPg.Open();
        var ana = world.Add("Ana");
        var fingerprint = await NewGpgKeyAsync(gpg, $"Ana Sample <{ana.Address}>", "rsa3072", "open sesame");
        var exported = await SaveAsync("ana.asc", (await gpg.RunAsync([], "--pinentry-mode", "loopback", "--passphrase", "open sesame", "--armor", "--export-secret-keys")).Output);
        Assert.Contains("passphrase is wrong", await ana.FailAsync(1, "key", "import", exported, "--passphrase-file", await SaveAsync("wrong", "guess\n"u8)), StringComparison.Ordinal);
        Assert.Contains("nobody can be asked", await ana.FailAsync(1, "key", "import", exported), StringComparison.Ordinal);
        var imported = Assert.Single((await ana.JsonAsync("key", "import", exported, "--passphrase-file", await SaveAsync("right", "open sesame\n"u8))).EnumerateArray());
        Assert.Equal((fingerprint, "identity"), (imported.Text("fingerprint"), imported.Text("result")));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(ana.Data, "identity.asc")));
        var made = await ana.InitAsync();
        Assert.Equal(fingerprint, made.Text("fingerprint"));

        var ben = await world.AddNodeAsync("Ben");
        await world.BefriendAsync(ana, ben);
        var post = await ana.PostAsync("Signed by RSA");
        await ben.PostAsync("Sealed to RSA");
        await world.SyncAsync(ana, ben);
        await ben.CommentAsync(post, "It works");
        await world.SyncAsync(ana, ben);
        Assert.Equal(["Ana: Signed by RSA", "Ben: It works", "Ben: Sealed to RSA"], (await ana.LinesAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(["Ana: Signed by RSA", "Ben: It works", "Ben: Sealed to RSA"], (await ben.LinesAsync()).Order(StringComparer.Ordinal));
        var (content, status) = await gpg.RunAsync([.. MailNode.Core.Envelopes.SealedMail.Find((await ana.MailClient.MailsAsync("MailNode/Archive"))[^1])[0].Span],
            "--pinentry-mode", "loopback", "--passphrase", "open sesame", "--decrypt");
        Assert.Contains("DECRYPTION_OKAY", status, StringComparison.Ordinal);
        Assert.NotEmpty(content);

        var again = world.Elsewhere(ana, "new");
        await again.RestoreAsync(made.Text("recoveryCode"));
        Assert.Equal(fingerprint, await again.FingerprintAsync());
    }

    [Fact]
    public async Task A_key_for_another_address_gets_a_user_id_for_this_one()
    {
        var ana = world.Add("Ana");
        using var key = SecretKey.Generate("Ana <ana@elsewhere.example>", Now.AddDays(-400));
        await ana.RunAsync("key", "import", await SaveAsync("key.asc", Encoding.ASCII.GetBytes(key.ToArmor())));
        var words = await ana.RunAsync(["init", ana.Address, "--name", "Ana", .. world.InitArguments(ana.Address)]);
        Assert.Contains($"Ana <{ana.Address}>; Ana <ana@elsewhere.example>", words, StringComparison.Ordinal);
        var shown = await OwnAsync(ana);
        Assert.Equal(key.Certificate.Fingerprint.ToString(), shown.Text("fingerprint"));
        Assert.Equal([$"Ana <{ana.Address}>", "Ana <ana@elsewhere.example>"], shown.List("userIds").Select(one => one.GetString()));
        Assert.True(shown.GetProperty("expires").GetDateTimeOffset() > Now.AddDays(300));
        var ben = await world.AddNodeAsync("Ben");
        await world.BefriendAsync(ana, ben);
    }

    [Fact]
    public async Task What_a_node_cannot_live_with_is_refused_with_words()
    {
        await using var gpg = GnuPg.Open();
        var ana = world.Add("Ana");
        await NewGpgKeyAsync(gpg, $"Ana <{ana.Address}>", "ed25519", "");
        var subkeys = await SaveAsync("subkeys.asc", (await gpg.RunAsync([], "--armor", "--export-secret-subkeys")).Output);
        Assert.Contains("A node needs the whole key", await ana.FailAsync(1, "key", "import", subkeys), StringComparison.Ordinal);
        Assert.Contains("without the secret of the primary key", await ana.RunAsync("key", "show", subkeys), StringComparison.Ordinal);
        Assert.True((await ana.JsonAsync("key", "show", subkeys))[0].GetProperty("primaryMissing").GetBoolean());

        using var old = SecretKey.Generate($"Ana <{ana.Address}>", Now.AddDays(-1000));
        Assert.Contains("expired", await ana.FailAsync(1, "key", "import", await SaveAsync("old.pgp", old.ToBytes())), StringComparison.Ordinal);
        using var mine = SecretKey.Generate($"Ana <{ana.Address}>", Now);
        Assert.True(mine.RevocationCertificate(RevocationReason.Retired, "", Now).TryApply(mine.Certificate, Now, out var revoked));
        using var taken = mine.Merge(revoked, Now);
        Assert.Contains("taken back", await ana.FailAsync(1, "key", "import", await SaveAsync("taken.pgp", taken.ToBytes())), StringComparison.Ordinal);
        Assert.Contains("no node", await ana.FailAsync(1, "key", "import", await SaveAsync("public.pgp", mine.Certificate.ToBytes())), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(ana.Data, "identity.asc")));
        await ana.FailAsync(1, "key", "import", Path.Combine(world.Folder, "nothing"));
    }

    [Fact]
    public async Task A_node_keeps_its_key_and_takes_in_what_is_new_about_it()
    {
        var (ana, ben) = await FriendsAsync();
        using var other = SecretKey.Generate($"Ana <{ana.Address}>", Now);
        var before = await File.ReadAllBytesAsync(Path.Combine(ana.Data, "identity.asc"), TestContext.Current.CancellationToken);
        Assert.Contains("keeps its key for ever", await ana.FailAsync(1, "key", "import", await SaveAsync("other.pgp", other.ToBytes())), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(ana.Data, "identity.asc"), TestContext.Current.CancellationToken));

        using var node = await ModifiedNode.OfAsync(ana, world);
        using var elsewhere = node.Key.Renew(Now.AddYears(9), Now.AddMinutes(1));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        var file = await SaveAsync("renewed.pgp", elsewhere.ToBytes());
        Assert.Equal("merged", await ResultAsync(ana, file));
        Assert.Equal("unchanged", await ResultAsync(ana, file));
        Assert.Equal(Now.AddYears(9).Year, (await OwnAsync(ana)).GetProperty("expires").GetDateTimeOffset().Year);
        await world.SyncAsync(ana, ben);
        using var view = MailNode.Store.View.Open(Path.Combine(ben.Data, "view.db"));
        Assert.Contains(view.Packets.OfTypes(["profile"]), one => one.Packet.Author == node.Fingerprint);
    }

    [Fact]
    public async Task A_key_is_taken_out_of_a_vCard()
    {
        var (ana, _) = await FriendsAsync();
        using var hal = SecretKey.Generate("Hal <hal@example.org>", Now);
        var card = new VCard("Hal", null, [hal.Certificate.ToBytes()], null).ToText();
        Assert.Equal("recorded", await ResultAsync(ana, await SaveAsync("hal.vcf", Encoding.UTF8.GetBytes(card))));
        Assert.Contains("no OpenPGP key in this vCard", await ana.FailAsync(1, "key", "import", await SaveAsync("none.vcf", "BEGIN:VCARD\nFN:Hal\nEND:VCARD\n"u8)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_public_key_is_merged_recorded_or_refused_and_never_replaces_another()
    {
        var (ana, ben) = await FriendsAsync();
        using var bens = await ModifiedNode.OfAsync(ben, world);
        using var renewed = bens.Key.Renew(Now.AddYears(20), Now.AddMinutes(1));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("merged", await ResultAsync(ana, await SaveAsync("ben.asc", Encoding.ASCII.GetBytes(renewed.Certificate.ToArmor()))));
        Assert.Equal("unchanged", await ResultAsync(ana, await SaveAsync("ben.pgp", bens.Key.Certificate.ToBytes())));
        world.Clock.Advance(TimeSpan.FromDays(1500));               // Ben's node sleeps all that time
        Assert.Equal("good", (await ana.ContactAsync(ben))!.Value.Text("key"));
        Assert.Equal("invited", await ana.TrustAsync(ben));

        using var eve = SecretKey.Generate($"Ben <{ben.Address}>", Now);
        var words = await ana.FailAsync(1, "key", "import", await SaveAsync("eve.pgp", eve.Certificate.ToBytes()));
        Assert.Contains("never replaces", words, StringComparison.Ordinal);
        Assert.Equal(await ben.FingerprintAsync(), (await ana.ContactAsync(ben))!.Value.Text("fingerprint"));

        using var second = SecretKey.Generate($"Anna <{ana.Address.ToUpperInvariant()}>", Now);
        Assert.Contains(await GroupedAsync(ana), await ana.FailAsync(1, "key", "import", await SaveAsync("second.pgp", second.Certificate.ToBytes())), StringComparison.Ordinal);
        Assert.Single((await ana.JsonAsync("contacts")).EnumerateArray());

        using var gil = SecretKey.Generate("Gil <gil@example.org>", Now);
        Assert.Equal("recorded", await ResultAsync(ana, await SaveAsync("gil.pgp", gil.Certificate.ToBytes())));
        var stranger = (await ana.JsonAsync("contacts")).EnumerateArray().Single(one => one.Text("address") == "gil@example.org");
        Assert.Equal(("stranger", "openpgp", "good"), (stranger.Text("trust"), stranger.Text("kind"), stranger.Text("key")));
        Assert.Equal(1, (await ana.JsonAsync("post", "To friends only")).GetProperty("sent").GetInt32());
        var (contacts, before) = ((await ana.JsonAsync("contacts")).ToString(), await ana.LinesAsync());
        await ana.RunAsync("rebuild");
        Assert.Equal(contacts, (await ana.JsonAsync("contacts")).ToString());
        Assert.Equal(before, await ana.LinesAsync());

        var retired = await SaveAsync("gil.rev", Encoding.ASCII.GetBytes(gil.RevocationCertificate(RevocationReason.Retired, "", Now).ToArmor()));
        Assert.Equal("taken-back", await ResultAsync(ana, retired));
        Assert.Equal("unchanged", await ResultAsync(ana, retired));
        await ana.FailAsync(1, "key", "import", await SaveAsync("eve.rev", eve.RevocationCertificate(RevocationReason.Retired, "", Now).ToBytes()));
        await ana.FailAsync(1, "key", "import", await SaveAsync("no-key", "not a key"u8));
        var kept = await SaveAsync("kept.rev", Encoding.ASCII.GetBytes(":" + gil.RevocationCertificate(RevocationReason.Retired, "", Now).ToArmor()));
        Assert.Contains("Remove the colon", await ana.FailAsync(1, "key", "import", kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_waits_for_its_node_is_not_lost_to_a_restore()
    {
        var ana = world.Add("Ana");
        var code = (await ana.InitAsync()).Text("recoveryCode");
        var again = world.Elsewhere(ana, "new");
        using var other = SecretKey.Generate("Ana <ana@elsewhere.example>", Now);
        await again.RunAsync("key", "import", await SaveAsync("other.pgp", other.ToBytes()));
        var (exit, _, words) = await again.TryAsync(["restore", ana.Address, "--code", code, .. world.InitArguments(ana.Address)]);
        Assert.Equal(1, exit);
        Assert.Contains(other.Certificate.Fingerprint.Grouped(), words, StringComparison.Ordinal);
        Assert.Contains("imported for a new node", words, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody knows it", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_refused_key_of_a_ring_keeps_no_other_out()
    {
        var (ana, ben) = await FriendsAsync();
        using var bens = await ModifiedNode.OfAsync(ben, world);
        using var renewed = bens.Key.Renew(Now.AddYears(20), Now.AddMinutes(1));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        using var dora = SecretKey.Generate("Dora <dora@example.org>", Now);
        using var nowhere = SecretKey.Generate("No Address", Now);
        using var eve = SecretKey.Generate($"Ben <{ben.Address}>", Now);
        using var zed = SecretKey.Generate("Zed <zed@example.org>", Now);
        var ring = await SaveAsync("ring.pgp", (byte[])[.. new[] { renewed, dora, nowhere, eve, zed }.SelectMany(key => key.Certificate.ToBytes())]);

        var (code, output, errors) = await ana.TryAsync("key", "import", ring, "--json");

        Assert.Equal(1, code);
        var imported = JsonDocument.Parse(output).RootElement.EnumerateArray().ToList();
        Assert.Equal(["merged", "recorded", "refused", "refused", "recorded"], imported.Select(one => one.Text("result")));
        Assert.Contains("names no mail address", imported[2].Text("reason"), StringComparison.Ordinal);
        Assert.Contains("never replaces", imported[3].Text("reason"), StringComparison.Ordinal);
        Assert.False(imported[4].TryGetProperty("reason", out _));
        Assert.Contains("names no mail address", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing was taken in", errors, StringComparison.Ordinal);
        Assert.Contains((await ana.JsonAsync("contacts")).EnumerateArray(), one => one.Text("address") == "zed@example.org");
    }

    [Fact]
    public async Task A_confirmed_key_without_a_node_promises_no_answer()
    {
        var ana = await world.AddNodeAsync("Ana");
        using var zed = SecretKey.Generate("Zed <zed@example.org>", Now);
        await ana.RunAsync("key", "import", await SaveAsync("zed.pgp", zed.Certificate.ToBytes()));
        var confirmed = await ana.RunAsync("confirm", zed.Certificate.Fingerprint.ToString());
        Assert.Contains("verified", confirmed, StringComparison.Ordinal);
        Assert.Contains("invite", confirmed, StringComparison.Ordinal);
        var contacts = await ana.RunAsync("contacts");
        Assert.DoesNotContain("answered", contacts, StringComparison.Ordinal);
        Assert.Contains("has no node that we know of", contacts, StringComparison.Ordinal);
        Assert.Contains("invite", contacts, StringComparison.Ordinal);
        var words = await ana.FailAsync(1, "post", "Hello", "--to", "zed@example.org");
        Assert.DoesNotContain("answered", words, StringComparison.Ordinal);
        Assert.Contains("no node", words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key", "export", "--secret")]
    [InlineData("key", "revoke")]
    public async Task What_cannot_be_written_leaves_no_secret_behind_and_no_file_of_the_user_goes(params string[] command)
    {
        var ana = await world.AddNodeAsync("Ana");
        var folder = Directory.CreateDirectory(Path.Combine(world.Folder, "mine")).FullName;
        Assert.Contains("no name of a file", await ana.FailAsync(1, [.. command, "--out", folder]), StringComparison.Ordinal);
        await ana.FailAsync(1, [.. command, "--out", ""]);
        await ana.FailAsync(1, [.. command, "--out", Path.Combine(folder, "missing", "key.asc")]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Assert.False(File.Exists(folder + ".new"));

        var key = Path.Combine(folder, "key.asc");
        await File.WriteAllTextAsync(key + ".new", "mine", TestContext.Current.CancellationToken);
        await ana.RunAsync([.. command, "--out", key]);
        Assert.Equal("mine", await File.ReadAllTextAsync(key + ".new", TestContext.Current.CancellationToken));
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(folder).Count());
    }

    [Fact]
    public async Task Exported_under_a_passphrase_it_opens_to_that_only_and_the_file_is_private()
    {
        var ana = await world.AddNodeAsync("Ana");
        var file = Path.Combine(world.Folder, "secret.asc");
        await ana.RunAsync("key", "export", "--secret", "--passphrase-file", await SaveAsync("passphrase", "open sesame\n"u8), "--out", file);
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Assert.False(SecretKey.TryUnlock(bytes, null, Now, out _, out _));
        Assert.True(SecretKey.TryUnlock(bytes, "open sesame", Now, out var key, out var reason), reason);
        using (key) Assert.Equal(await ana.FingerprintAsync(), key.Certificate.Fingerprint.ToString());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        await ana.FailAsync(2, "key", "export", "--passphrase");
    }

    [Fact]
    public async Task Keys_are_shown_without_a_node_and_without_their_secrets()
    {
        var nobody = world.Add("Nobody");
        using var key = SecretKey.Generate("Ana \u001b[31m<ana@example.org>", Now);
        using var old = SecretKey.Generate("Old <old@example.org>", Now.AddDays(-1000));
        var damaged = key.Certificate.ToBytes();
        damaged[^1] ^= 1;                                           // the subkey's binding
        var ring = await SaveAsync("ring.pgp", (byte[])[.. key.Certificate.ToBytes(), .. old.ToBytes(), .. damaged, 0x99, 0x00, 0x01, 0x04]);
        var shown = (await nobody.JsonAsync("key", "show", ring)).EnumerateArray().ToList();
        Assert.Equal([true, false, true, false], shown.Select(one => one.GetProperty("canSign").GetBoolean()));
        Assert.Equal([true, false, false, false], shown.Select(one => one.GetProperty("canEncrypt").GetBoolean()));
        Assert.Equal([false, true, false, false], shown.Select(one => one.GetProperty("secret").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, shown[0].GetProperty("refused").ValueKind);
        Assert.NotEmpty(shown[3].Text("refused"));
        Assert.Equal(2, shown[0].GetProperty("keys").GetArrayLength());

        var words = await nobody.RunAsync("key", "show", await SaveAsync("locked.asc", Encoding.ASCII.GetBytes(Armor.Encode("PGP PRIVATE KEY BLOCK", key.Lock("x")))));
        Assert.StartsWith("Secret key " + key.Certificate.Fingerprint.Grouped(), words, StringComparison.Ordinal);
        Assert.Contains("MailNode can seal to it, and accepts its new signatures.", words, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', words);
        Assert.True(key.RevocationCertificate(RevocationReason.Retired, "", Now).TryApply(key.Certificate, Now, out var revoked));
        Assert.Contains("taken back as a whole", await nobody.RunAsync("key", "show", await SaveAsync("revoked.pgp", revoked.ToBytes())), StringComparison.Ordinal);
        await nobody.FailAsync(1, "key", "show", await SaveAsync("empty", Array.Empty<byte>()));
        await nobody.FailAsync(1, "key", "show");
        var ana = await world.AddNodeAsync("Ana");
        Assert.Equal(await ana.FingerprintAsync(), (await OwnAsync(ana)).Text("fingerprint"));
    }

    private static async Task<string> GroupedAsync(Person person) =>
        Fingerprint.TryParse(await person.FingerprintAsync(), out var own) ? own.Grouped() : "";

    private async Task<(Person Ana, Person Ben)> FriendsAsync()
    {
        var (ana, ben) = (await world.AddNodeAsync("Ana"), await world.AddNodeAsync("Ben"));
        await world.BefriendAsync(ana, ben);
        return (ana, ben);
    }

    private async Task<string> SaveAsync(string name, byte[] bytes)
    {
        var path = Path.Combine(world.Folder, name);
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        return path;
    }

    private Task<string> SaveAsync(string name, ReadOnlySpan<byte> bytes) => SaveAsync(name, bytes.ToArray());

    private static async Task<string> ResultAsync(Person person, string file) =>
        Assert.Single((await person.JsonAsync("key", "import", file)).EnumerateArray()).Text("result");

    private static async Task<JsonElement> OwnAsync(Person person) => Assert.Single((await person.JsonAsync("key", "show")).EnumerateArray());

    private static async Task<string> NewGpgKeyAsync(GnuPg gpg, string userId, string algorithm, string passphrase)
    {
        string[] locked = ["--pinentry-mode", "loopback", "--passphrase", passphrase];
        var (_, status) = await gpg.RunAsync([], [.. locked, "--faked-system-time", "20260901T000000", "--quick-generate-key", userId, algorithm, "default", "1y"]);
        var fingerprint = status.Split("KEY_CREATED P ")[1][..40];
        await gpg.RunAsync([], [.. locked, "--faked-system-time", "20260901T000000", "--quick-add-key", fingerprint, algorithm == "ed25519" ? "cv25519" : algorithm, "encr", "1y"]);
        return fingerprint;
    }
}
