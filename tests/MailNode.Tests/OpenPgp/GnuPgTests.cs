using System.Text;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;

namespace MailNode.Tests.OpenPgp;

/// <summary>GnuPG reads ours, and we read GnuPG's.</summary>
public sealed class GnuPgTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly SecretKey Ana = SecretKey.Generate("Ana <ana@example.org>", Now.AddHours(-1));
    private static readonly string[] NoPassphrase = ["--passphrase", ""];

    [Fact]
    public async Task GnuPG_imports_our_key_and_opens_our_message_with_a_good_signature()
    {
        await using var gpg = Tool.OrSkip("gpg");
        var ben = SecretKey.Generate("Ben <ben@example.org>", Now.AddHours(-1));
        (await gpg.GpgAsync(ben.ToBytes(), "--import")).Succeeded();
        (await gpg.GpgAsync(Encoding.ASCII.GetBytes(Ana.Certificate.ToArmor()), "--import")).Succeeded();
        var run = await gpg.GpgAsync(Seal.Encrypt(People.Letter, Ana, [ben.Certificate], Now), "--decrypt");
        Assert.Equal(People.Letter, run.Succeeded());
        Assert.Contains("[GNUPG:] GOODSIG " + Ana.Certificate.Fingerprint.ToString()[24..], run.Errors, StringComparison.Ordinal);
        Assert.Contains("[GNUPG:] GOODMDC", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GnuPG_opens_a_message_that_names_its_readers_and_verifies_what_is_lifted_out_of_it()
    {
        await using var gpg = Tool.OrSkip("gpg");
        var ben = SecretKey.Generate("Ben <ben@example.org>", Now.AddHours(-1));
        (await gpg.GpgAsync(ben.ToBytes(), "--import")).Succeeded();
        (await gpg.GpgAsync(Ana.Certificate.Minimal(), "--import")).Succeeded();
        var options = new SealOptions { Intended = [ben.Certificate.Fingerprint, Ana.Certificate.Fingerprint] };
        var message = Seal.Encrypt(People.Letter, Ana, [ben.Certificate], Now, options);
        var run = await gpg.GpgAsync(message, "--decrypt");
        Assert.Equal(People.Letter, run.Succeeded());
        Assert.Contains("[GNUPG:] GOODSIG", run.Errors, StringComparison.Ordinal);
        var lifted = Unseal.Lift(message, Request(ben, Ana.Certificate))!;
        var signature = await gpg.SaveAsync("lifted.sig", lifted.Signature.ToArray());
        (await gpg.GpgAsync(lifted.Content.ToArray(), "--verify", signature, "-")).Succeeded();
    }

    /// <summary>Why the names are not marked as critical: GnuPG does not know them.</summary>
    [Theory]
    [InlineData(35, true)]
    [InlineData(35 | 0x80, false)]
    public async Task GnuPG_takes_named_readers_only_where_they_are_not_critical(int subpacket, bool good)
    {
        await using var gpg = Tool.OrSkip("gpg");
        (await gpg.GpgAsync(Ana.Certificate.ToBytes(), "--import")).Succeeded();
        using var writer = new SignatureWriter(SignatureTypes.Binary, Ana.SigningKey(Now)!, Now);
        writer.Subpacket(subpacket, [4, .. Ana.Certificate.Fingerprint.ToBytes()]);
        var signature = await gpg.SaveAsync("named.sig", writer.Sign(digest => digest.Bytes(People.Letter)));
        var run = await gpg.GpgAsync(People.Letter, "--verify", signature, "-");
        Assert.Equal(good, run.ExitCode == 0);
        Assert.Equal(good, run.Errors.Contains("[GNUPG:] GOODSIG", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData()]
    [InlineData("--textmode")]
    [InlineData("--compress-algo", "zip")]
    [InlineData("--compress-algo", "zlib")]
    [InlineData("--compress-algo", "none")]
    public async Task What_is_lifted_out_of_GnuPGs_messages_verifies_with_GnuPG(params string[] how)
    {
        await using var gpg = Tool.OrSkip("gpg");
        var (theirs, _) = await NewKeyAsync(gpg, "ed25519", "cv25519");
        Assert.True(SecretKey.TryUnlock(theirs, null, Now, out var cem, out var reason), reason);
        (await gpg.GpgAsync(Ana.Certificate.ToBytes(), "--import")).Succeeded();
        var message = (await gpg.GpgAsync(People.Letter, [.. NoPassphrase, "--encrypt", "--sign", "--recipient", "ana@example.org", .. how])).Succeeded();
        var lifted = Unseal.Lift(message, Request(Ana, cem.Certificate))!;
        var signature = await gpg.SaveAsync("lifted.sig", lifted.Signature.ToArray());
        (await gpg.GpgAsync(lifted.Content.ToArray(), "--verify", signature, "-")).Succeeded();
    }

    [Fact]
    public async Task GnuPG_imports_our_locked_key()
    {
        await using var gpg = Tool.OrSkip("gpg");
        (await gpg.GpgAsync(Ana.Lock("open sesame"), "--passphrase", "open sesame", "--import")).Succeeded();
        var export = (await gpg.GpgAsync([], "--passphrase", "open sesame", "--export-secret-keys")).Succeeded();
        Assert.True(SecretKey.TryUnlock(export, "open sesame", Now, out var back, out var reason), reason);
        Assert.Equal(Ana.Derive("tokens", 32), back.Derive("tokens", 32));
    }

    [Fact]
    public async Task GnuPG_opens_what_was_rewrapped_anonymously()
    {
        await using var gpg = Tool.OrSkip("gpg");
        var ben = SecretKey.Generate("Ben <ben@example.org>", Now.AddHours(-1));
        (await gpg.GpgAsync(ben.ToBytes(), "--import")).Succeeded();
        (await gpg.GpgAsync(Ana.Certificate.Minimal(), "--import")).Succeeded();
        var toSelf = Seal.Encrypt(People.Letter, Ana, [Ana.Certificate], Now);
        var toBen = Assert.IsType<byte[]>(People.Rewrapped(toSelf, Ana, ben.Certificate, anonymous: true, at: Now));
        var run = await gpg.GpgAsync(toBen, "--decrypt");
        Assert.Equal(People.Letter, run.Succeeded());
        Assert.Contains("GOODSIG", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ed25519", "cv25519")]
    [InlineData("rsa2048", "rsa2048")]
    [InlineData("nistp256", "nistp256")]
    [InlineData("nistp384", "nistp384")]
    [InlineData("nistp521", "nistp521")]
    public async Task We_open_what_GnuPG_signs_and_encrypts_and_it_opens_ours(string signing, string encryption)
    {
        await using var gpg = Tool.OrSkip("gpg");
        var (theirs, fingerprint) = await NewKeyAsync(gpg, signing, encryption);
        Assert.True(SecretKey.TryUnlock(theirs, null, Now, out var cem, out var reason), reason);
        (await gpg.GpgAsync(Ana.Certificate.ToBytes(), "--import")).Succeeded();
        var content = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("A long letter, so that it gets packed.\r\n", 500)));
        string[] toAna = [.. NoPassphrase, "-r", Ana.Certificate.Fingerprint.ToString()];
        var message = (await gpg.GpgAsync(content, [.. toAna, "-u", fingerprint, "-se"])).Succeeded();
        var opened = Assert.IsType<Opened.Genuine>(Both.Open(message, Request(Ana, cem.Certificate)));
        Assert.Equal(content, opened.Content.ToArray());
        Assert.Equal(fingerprint, opened.Signer.Fingerprint.ToString());
        Assert.True(DetachedSignature.Verify(content, opened.Signature, cem.Certificate, Now).Good);

        var run = await gpg.GpgAsync(Seal.Encrypt(People.Letter, cem, [cem.Certificate], Now), [.. NoPassphrase, "--decrypt"]);
        Assert.Equal(People.Letter, run.Succeeded());
        Assert.Contains("GOODSIG", run.Errors, StringComparison.Ordinal);
        Assert.IsType<Opened.Genuine>(Both.Open(Seal.Encrypt(People.Letter, cem, [cem.Certificate], Now), Request(cem, cem.Certificate)));
    }

    [Theory]
    [InlineData("--textmode", 1)]
    [InlineData("--throw-keyids", 0)]
    [InlineData("--armor", 0)]
    [InlineData("--compress-algo=zip", 0)]
    [InlineData("--compress-algo=none", 0)]
    public async Task We_open_GnuPGs_variations(string option, int type)
    {
        await using var gpg = Tool.OrSkip("gpg");
        var (theirs, _) = await NewKeyAsync(gpg, "ed25519", "cv25519");
        Assert.True(SecretKey.TryUnlock(theirs, null, Now, out var cem, out _));
        (await gpg.GpgAsync(Ana.Certificate.ToBytes(), "--import")).Succeeded();
        var content = Encoding.UTF8.GetBytes("One line\nand another \nand a last");
        var message = (await gpg.GpgAsync(content, [.. NoPassphrase, "-r", Ana.Certificate.Fingerprint.ToString(), option, "-se"])).Succeeded();
        var opened = Assert.IsType<Opened.Genuine>(Both.Open(message, Request(Ana, cem.Certificate)));
        Assert.Equal(type, opened.SignatureType);
        Assert.Equal("One line\nand another \nand a last", Encoding.UTF8.GetString(opened.Content.Span).ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Passphrase_messages_and_detached_signatures_go_both_ways()
    {
        await using var gpg = Tool.OrSkip("gpg");
        string[] passphrase = ["--passphrase", "1234-5678"];
        var ours = Seal.EncryptWithPassphrase(People.Letter, "1234-5678");
        Assert.Equal(People.Letter, (await gpg.GpgAsync(ours, [.. passphrase, "--decrypt"])).Succeeded());
        var theirs = (await gpg.GpgAsync(People.Letter, [.. passphrase, "--s2k-digest-algo=SHA256", "-c"])).Succeeded();
        Assert.True(Seal.TryDecryptWithPassphrase(theirs, "1234-5678", out var content, out var reason), reason.ToString());
        Assert.Equal(People.Letter, content.ToArray());

        (await gpg.GpgAsync(Ana.Certificate.ToBytes(), "--import")).Succeeded();
        var signature = await gpg.SaveAsync("letter.sig", DetachedSignature.Sign(People.Letter, Ana, Now));
        Assert.Contains("GOODSIG", (await gpg.GpgAsync(People.Letter, "--verify", signature, "-")).Errors, StringComparison.Ordinal);
    }

    private static OpenRequest Request(SecretKey own, Certificate known) =>
        People.Reader(own, known) with { Now = Now.AddMinutes(1) };

    private static async Task<(byte[] Secret, string Fingerprint)> NewKeyAsync(Tool gpg, string signing, string encryption)
    {
        var made = await gpg.GpgAsync([], [.. NoPassphrase, "--quick-gen-key", "Cem <cem@example.org>", signing, "sign,cert", "1y"]);
        made.Succeeded();
        var line = made.Errors.Split('\n').Single(line => line.Contains("KEY_CREATED", StringComparison.Ordinal));
        var fingerprint = line.Split(' ')[3].Trim();
        (await gpg.GpgAsync([], [.. NoPassphrase, "--quick-add-key", fingerprint, encryption, "encrypt", "1y"])).Succeeded();
        return ((await gpg.GpgAsync([], [.. NoPassphrase, "--export-secret-keys", fingerprint])).Succeeded(), fingerprint);
    }
}
