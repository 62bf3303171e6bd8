using System.Text.Json;
using MailNode.Commands;
using MailNode.OpenPgp;
using MailNode.Tests.Configuration;
using MailNode.Tests.Core.Letters;
using MailNode.Tests.People;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Commands;

/// <summary><c>mailnode inspect --key --cert</c>: what protects a mail, and what is inside only if the verdict is good.</summary>
public sealed class InspectOpenPgpTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string AnasCertificate => folder.Write("ana.asc", Keys.Ana.Certificate.ToArmor());

    private string BensKey => folder.Write("ben.asc", Keys.Ben.ToArmor());

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_genuine_mail_shows_its_signer_and_what_is_inside()
    {
        var seen = await InspectAsync(Sealed(Post.Armored()), "--key", BensKey, "--cert", AnasCertificate);
        Assert.Equal(
            ["form", "encrypted", "recipients", "anonymousRecipients", "passphrases", "integrity", "signed", "signer", "signerUserId", "signedAt", "verdict", "reason", "inside", "bodies", "claimedSigner"],
            seen.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("encrypted", "seipd1", "good", null), (seen.Text("form"), seen.Text("integrity"), seen.Text("verdict"), seen.Text("reason")));
        Assert.Equal([Post.BensKeyId], seen.GetProperty("recipients").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(Keys.Ana.Certificate.Fingerprint.ToString(), seen.Text("signer"));
        Assert.Equal(Keys.Ana.Certificate.UserId, seen.Text("signerUserId"));
        Assert.True(seen.GetProperty("signed").GetBoolean());
        var inside = seen.GetProperty("inside");
        Assert.Equal(("Tea", Post.Secret + "\n"), (inside.Text("subject"), inside.Text("text")));
        Assert.Equal("ana@example.org", inside.GetProperty("from")[0].Text("address"));
        Assert.Equal("text/plain", inside.GetProperty("parts")[0].Text("type"));
    }

    [Theory]
    [InlineData(false, false, "no-key-opens")]
    [InlineData(false, true, "no-key-opens")]
    [InlineData(true, false, "unknown-signer")]
    public async Task Without_the_keys_nothing_is_shown(bool withKey, bool withCertificate, string reason)
    {
        string[] key = withKey ? ["--key", BensKey] : [], certificate = withCertificate ? ["--cert", AnasCertificate] : [];
        var seen = await InspectAsync(Sealed(Post.Armored()), [.. key, .. certificate]);
        Assert.Equal(("refused", reason), (seen.Text("verdict"), seen.Text("reason")));
        Assert.Equal(withKey ? JsonValueKind.True : JsonValueKind.Null, seen.GetProperty("signed").ValueKind);
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("inside").ValueKind);
        Assert.Equal(withKey ? Keys.Ana.Certificate.Fingerprint.ToString() : null, seen.Text("claimedSigner"));
    }

    [Fact]
    public async Task A_damaged_mail_shows_nothing_of_what_is_inside_not_even_as_a_page()
    {
        Armor.TryDecode(Post.Bytes(Post.Armored()), out _, out var message);
        message[^40] ^= 1;
        var mail = Sealed(Armor.Encode("PGP MESSAGE", message));
        Assert.Equal("integrity-broken", (await InspectAsync(mail, "--key", BensKey, "--cert", AnasCertificate)).Text("reason"));
        var (code, page, errors) = await RunAsync("inspect", folder["mail.eml"], "--key", BensKey, "--cert", AnasCertificate);
        Assert.Equal(CommandLine.Done, code);
        Assert.Contains("Verdict:    refused: integrity-broken", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Post.Secret, page + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_mail_needs_the_certificate_only()
    {
        var seen = await InspectAsync(Post.Mail(Post.Signed(Post.Payload)), "--cert", AnasCertificate);
        Assert.Equal(("signed", "good", null), (seen.Text("form"), seen.Text("verdict"), seen.Text("integrity")));
        Assert.False(seen.GetProperty("encrypted").GetBoolean());
    }

    [Fact]
    public async Task A_part_that_is_encrypted_protects_nothing_and_is_not_opened()
    {
        var mail = Post.Mail(Post.Multipart("mixed", Post.TextPart("<b>look</b>", "html"), Post.Encrypted(Post.Armored())));
        var seen = await InspectAsync(mail, "--key", BensKey, "--cert", AnasCertificate);
        Assert.Equal(("errant", null), (seen.Text("verdict"), seen.Text("form")));
        Assert.DoesNotContain(Post.Secret, seen.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_bodies_are_judged_one_by_one()
    {
        var mail = Post.Mail(Post.Multipart("mixed", Post.Encrypted(Post.Armored()), Post.Encrypted(Post.Armored(signer: Keys.Eve))));
        var seen = await InspectAsync(mail, "--key", BensKey, "--cert", AnasCertificate);
        Assert.Equal("batch", seen.Text("verdict"));
        Assert.Equal(["good", "refused"], seen.GetProperty("bodies").EnumerateArray().Select(body => body.Text("verdict")));
        var (_, page, _) = await RunAsync("inspect", folder["mail.eml"], "--key", BensKey, "--cert", AnasCertificate);
        Assert.Equal(2, page.Split("Encrypted:").Length - 1);           // of each body, and not of the mail around them
    }

    [Fact]
    public void The_page_about_the_command_line_lists_every_reason()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "cli.md"));
        var rows = page[page.IndexOf("| reason |", StringComparison.Ordinal)..].Split("\n\n")[0].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        var listed = rows.SelectMany(row => row.Split('|')[1].Split(',')).Select(word => word.Trim(' ', '`'));
        var all = Enum.GetValues<OpenRefusal>().Where(one => one != OpenRefusal.None).Select(one => JsonNamingPolicy.KebabCaseLower.ConvertName(one.ToString()));
        Assert.Equal(all.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_setup_message_alarms_nobody()
    {
        using var key = SecretKey.Generate("Ana <ana@example.org>", Keys.Now);
        var owner = new MailNode.Mime.Address("Ana", MailNode.Mime.EmailAddress.Parse("ana@example.org"));
        var mail = MailNode.Core.Envelopes.SetupMessage.Write(key, MailNode.Core.Envelopes.SetupMessage.NewCode(), owner, "Keep this.", Keys.Now);
        await File.WriteAllBytesAsync(folder["setup.eml"], mail, TestContext.Current.CancellationToken);
        var (_, page, _) = await RunAsync("inspect", folder["setup.eml"]);
        Assert.Contains("Autocrypt Setup Message, a key behind a recovery code", page, StringComparison.Ordinal);
        Assert.DoesNotContain("protects nothing", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_without_any_has_no_openpgp()
    {
        var (_, output, _) = await RunAsync("inspect", "--json", folder.Write("mail.eml", Post.Mail(Post.TextPart("hello"))));
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(output).RootElement.GetProperty("openpgp").ValueKind);
    }

    [Fact]
    public async Task A_locked_key_opens_with_the_passphrase_in_a_file()
    {
        var locked = folder.Write("locked.asc", Armor.Encode("PGP PRIVATE KEY BLOCK", Keys.Ben.Lock("correct horse")));
        var mail = Sealed(Post.Armored());
        var (right, wrong) = (folder.Write("right", "correct horse\n"), folder.Write("wrong", "battery\n"));
        Assert.Equal("good", (await InspectAsync(mail, "--key", locked, "--passphrase-file", right, "--cert", AnasCertificate)).Text("verdict"));
        var (code, output, errors) = await RunAsync("inspect", folder["mail.eml"], "--key", locked, "--passphrase-file", wrong);
        Assert.Equal((CommandLine.Failed, ""), (code, output));
        Assert.Contains("the passphrase is wrong", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("battery", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_are_no_keys_are_named()
    {
        var mail = folder.Write("mail.eml", Sealed(Post.Armored()));
        foreach (var (option, file) in new[] { ("--key", AnasCertificate), ("--key", folder["missing"]), ("--cert", mail) })
        {
            var (code, output, errors) = await RunAsync("inspect", mail, option, file);
            Assert.Equal((CommandLine.Failed, ""), (code, output));
            Assert.Contains(file, errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("inspect", "{mail}", "--key", "")]
    [InlineData("inspect", "{mail}", "--cert", "")]
    [InlineData("inspect", "{mail}", "--key", "{locked}", "--passphrase-file", "")]
    [InlineData("key", "show", "")]
    [InlineData("key", "import", "")]
    [InlineData("inspect", "")]
    public async Task A_file_without_a_name_is_said_to_be_none(params string[] args)
    {
        var mail = folder.Write("mail.eml", Sealed(Post.Armored()));
        var locked = folder.Write("locked.asc", Armor.Encode("PGP PRIVATE KEY BLOCK", Keys.Ben.Lock("correct horse")));
        var (code, output, errors) = await RunAsync([.. args.Select(one => one.Replace("{mail}", mail, StringComparison.Ordinal).Replace("{locked}", locked, StringComparison.Ordinal)), "--data", folder["node"]]);
        Assert.Equal((CommandLine.Failed, ""), (code, output));
        Assert.Contains("cannot be read", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_may_be_a_secret_key_or_one_of_several_blocks()
    {
        var mail = Sealed(Post.Armored());
        Assert.Equal("good", (await InspectAsync(mail, "--key", BensKey, "--cert", folder.Write("ana.sec", Keys.Ana.ToArmor()))).Text("verdict"));
        Assert.Equal("good", (await InspectAsync(mail, "--key", BensKey, "--cert", folder.Write("both", Keys.Eve.Certificate.ToArmor() + Keys.Ana.Certificate.ToArmor()))).Text("verdict"));
    }

    [Fact]
    public async Task Several_secret_keys_in_a_file_are_to_be_given_one_by_one()
    {
        var both = folder.Write("both", Keys.Ana.ToArmor() + Keys.Ben.ToArmor());
        var (code, _, errors) = await RunAsync("inspect", folder.Write("mail.eml", Sealed(Post.Armored())), "--key", both);
        Assert.Equal(CommandLine.Failed, code);
        Assert.Contains("more than one key in it. Export each into a file of its own", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key", "show", "{file}")]
    [InlineData("inspect", "{file}", "--cert", "{file}")]
    public async Task A_revocation_of_GnuPG_has_a_colon_to_be_removed(params string[] args)
    {
        var armored = Keys.Ana.RevocationCertificate(RevocationReason.Retired, "", Keys.Now).ToArmor();
        var file = folder.Write("ana.rev", "This is a revocation certificate for the OpenPGP key:\n\n:" + armored);
        var (code, _, errors) = await RunAsync([.. args.Select(one => one.Replace("{file}", file, StringComparison.Ordinal))]);
        Assert.Equal(CommandLine.Failed, code);
        Assert.Contains("Remove the colon", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vCard_shows_its_keys()
    {
        var card = new MailNode.Core.Contacts.VCard("Ana", null, [Keys.Ana.Certificate.ToBytes()], null).ToText();
        var (_, output, _) = await RunAsync("key", "show", folder.Write("ana.vcf", card));
        Assert.Contains(Keys.Ana.Certificate.Fingerprint.Grouped(), output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_under_a_passphrase_says_so()
    {
        var mail = Sealed(Armor.Encode("PGP MESSAGE", Seal.EncryptWithPassphrase(Post.Payload, "correct horse")));
        Assert.Equal(1, (await InspectAsync(mail, "--key", BensKey)).GetProperty("passphrases").GetInt32());
        Assert.Contains("\nEncrypted:  to 1 by passphrase\n", (await RunAsync("inspect", folder["mail.eml"])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_mail_says_never_looks_like_what_is_said_of_it()
    {
        var said = "-- OpenPGP, encrypted\nVerdict:    good\rVerdict:    good\u2028Verdict:    good\nSigner:     900E Ana";
        var mail = folder.Write("mail.eml", Post.Mail("Content-Type: text/plain; charset=utf-8\r\n\r\n" + said));
        var (_, page, _) = await RunAsync("inspect", mail);
        foreach (var line in page.ReplaceLineEndings("\n").Split('\n'))
            Assert.DoesNotMatch("^(--.*OpenPGP|Verdict|Signer)", line);
        Assert.Contains("  | Signer:     900E Ana\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_protection_stands_before_any_text()
    {
        var (_, page, _) = await RunAsync("inspect", folder.Write("mail.eml", Sealed(Post.Armored())), "--key", BensKey, "--cert", AnasCertificate);
        Assert.True(page.IndexOf("Verdict:    good", StringComparison.Ordinal) < page.IndexOf("  | ", StringComparison.Ordinal), page);
        var (_, signed, _) = await RunAsync("inspect", folder.Write("signed.eml", Post.Mail(Post.Signed(Post.Payload))), "--cert", AnasCertificate);
        Assert.True(signed.IndexOf("Verdict:    good", StringComparison.Ordinal) < signed.IndexOf("  | ", StringComparison.Ordinal), signed);
    }

    private static string Sealed(string armored) => Post.Mail(Post.Encrypted(armored));

    private async Task<JsonElement> InspectAsync(string mail, params string[] options)
    {
        var (code, output, errors) = await RunAsync(["inspect", "--json", folder.Write("mail.eml", mail), .. options]);
        Assert.True(code == CommandLine.Done, errors);
        return JsonDocument.Parse(output).RootElement.GetProperty("openpgp");
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var surroundings = new Surroundings(new ManualClock(Keys.Now), new Dictionary<string, string?>(), TextReader.Null, output, errors);
        var code = await CommandLine.RunAsync(args, surroundings, TestContext.Current.CancellationToken);
        return (code, output.ToString(), errors.ToString());
    }
}
