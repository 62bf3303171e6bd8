using System.Diagnostics;
using System.Text;
using MailNode.Core.Envelopes;
using MailNode.Mime;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Core.Envelopes;

public sealed class SetupMessageTests
{
    private const string Code = "1742-0185-6197-1303-7016-8412-3581-4441-0597";

    private static readonly byte[] Mail = SetupMessage.Write(Keys.Ana, Code, Home.Ana.MailAddress, "Keep this.", Home.Now);

    [Theory]
    [InlineData(Code)]
    [InlineData("174201856197130370168412358144410597")]
    [InlineData(" 1742 0185 6197 1303 7016 8412 3581 4441 0597\n")]
    public void The_code_opens_it_however_it_is_typed(string code)
    {
        Assert.True(SetupMessage.TryRead(Mail, code, Home.Now, out var key, out var reason), reason);
        Assert.Equal(Keys.Ana.ToBytes(), key!.ToBytes());
    }

    [Theory]
    [InlineData("1742-0185-6197-1303-7016-8412-3581-4441-0598")]
    [InlineData("1742")]
    [InlineData("")]
    public void Another_code_does_not(string code)
    {
        Assert.False(SetupMessage.TryRead(Mail, code, Home.Now, out var key, out var reason));
        Assert.Null(key);
        Assert.Contains("code", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_mail_is_none()
    {
        foreach (var mail in (byte[][])[[], Keys.Letter, MimeBuilder.Binary("application/autocrypt-setup", "<html>"u8.ToArray(), "a.html").WriteMessage()])
        {
            Assert.False(SetupMessage.TryRead(mail, Code, Home.Now, out _, out var reason));
            Assert.Contains("not an Autocrypt Setup Message", reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public void What_other_programs_wrote_opens_with_its_code(string lineEnd)
    {
        var folder = Path.Combine(MailNode.Tests.Mime.MimeCorpus.Root, "openpgp", "autocrypt");
        var theirs = Encoding.ASCII.GetBytes(File.ReadAllText(Path.Combine(folder, "example-setup-message.eml")).ReplaceLineEndings(lineEnd));
        Assert.True(SetupMessage.TryRead(theirs, Code, Home.Now, out var key, out var reason), reason);
        Assert.True(MailNode.OpenPgp.SecretKey.TryUnlock(File.ReadAllBytes(Path.Combine(folder, "example-setup-message-cleartext.key")), null, Home.Now, out var expected, out _));
        Assert.Equal(expected.ToBytes(), key!.ToBytes());
        Assert.False(SetupMessage.TryRead(theirs, Code.Replace('7', '8'), Home.Now, out _, out _));
    }

    [Fact]
    public void A_code_of_another_kind_is_taken_as_it_is_typed()
    {
        var content = Encoding.ASCII.GetBytes(Keys.Ana.ToArmor());
        var armored = MailNode.OpenPgp.Armor.EncodeBytes("PGP MESSAGE", MailNode.OpenPgp.Seal.EncryptWithPassphrase(content, "correct horse 1"));
        var mail = MimeBuilder.Multipart("mixed", [MimeBuilder.Binary("application/autocrypt-setup", armored, "setup.asc")]).WriteMessage();
        Assert.True(SetupMessage.TryRead(mail, " correct horse 1\n", Home.Now, out var key, out var reason), reason);
        Assert.Equal(Keys.Ana.ToBytes(), key!.ToBytes());
    }

    [Fact]
    public void It_looks_as_Autocrypt_says()
    {
        var mail = MimeEntity.Parse(Mail);
        Assert.Equal("v1", mail.Headers.Text(SetupMessage.Header));
        var html = Encoding.ASCII.GetString(mail.Children[1].Decode().Span);
        Assert.Contains("Passphrase-Format: numeric9x4\nPassphrase-Begin: 17\n", html, StringComparison.Ordinal);
        Assert.DoesNotContain("0185", Encoding.ASCII.GetString(Mail), StringComparison.Ordinal);
        Assert.Matches("^([0-9]{4}-){8}[0-9]{4}$", SetupMessage.NewCode());
        Assert.NotEqual(SetupMessage.NewCode(), SetupMessage.NewCode());
    }

    [Fact]
    public async Task GnuPG_opens_it_with_the_code()
    {
        var gpg = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "gpg")).FirstOrDefault(File.Exists);
        if (gpg is null) Assert.Skip("GnuPG is not installed.");
        var home = Directory.CreateTempSubdirectory("mailnode-gpg-");
        try
        {
            var html = Encoding.ASCII.GetString(MimeEntity.Parse(Mail).Children[1].Decode().Span);
            var message = Path.Combine(home.FullName, "setup.asc");
            await File.WriteAllTextAsync(message, html[html.IndexOf("-----BEGIN", StringComparison.Ordinal)..html.IndexOf("</pre>", StringComparison.Ordinal)], TestContext.Current.CancellationToken);
            var start = new ProcessStartInfo(gpg, ["--homedir", home.FullName, "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", Code, "--decrypt", message])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Contains("-----BEGIN PGP PRIVATE KEY BLOCK-----\nAutocrypt-Prefer-Encrypt: mutual\n", output, StringComparison.Ordinal);
        }
        finally
        {
            using var stop = Process.Start(new ProcessStartInfo("gpgconf", ["--homedir", home.FullName, "--kill", "all"]));
            await (stop?.WaitForExitAsync(TestContext.Current.CancellationToken) ?? Task.CompletedTask);
            home.Delete(recursive: true);
        }
    }
}
