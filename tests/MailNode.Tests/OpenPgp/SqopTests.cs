using System.Text;
using MailNode.OpenPgp;

namespace MailNode.Tests.OpenPgp;

/// <summary>Sequoia reads ours, and we read Sequoia's.</summary>
public sealed class SqopTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly SecretKey Ana = SecretKey.Generate("Ana <ana@example.org>", Now.AddHours(-1));

    [Fact]
    public async Task Sequoia_opens_our_message_and_verifies_it()
    {
        await using var sqop = Tool.OrSkip("sqop");
        var ben = SecretKey.Generate("Ben <ben@example.org>", Now.AddHours(-1));
        var key = await sqop.SaveAsync("ben.key", ben.ToBytes());
        var certificate = await sqop.SaveAsync("ana.cert", Encoding.ASCII.GetBytes(Ana.Certificate.ToArmor()));
        var message = Seal.Encrypt(People.Letter, Ana, [Ana.Certificate, ben.Certificate], Now);
        var verdict = sqop.PathOf("verdict");
        var run = await sqop.RunAsync(message, "decrypt", "--verify-with=" + certificate, "--verifications-out=" + verdict, key);
        Assert.Equal(People.Letter, run.Succeeded());
        Assert.Contains(Ana.Certificate.Fingerprint.ToString(), await File.ReadAllTextAsync(verdict), StringComparison.Ordinal);
    }

    /// <summary>Sequoia refuses a signature that is meant for others, so that it opens proves that our names are the right ones.</summary>
    [Fact]
    public async Task Sequoia_opens_a_message_that_names_its_readers_and_verifies_what_is_lifted_out_of_it()
    {
        await using var sqop = Tool.OrSkip("sqop");
        var ben = SecretKey.Generate("Ben <ben@example.org>", Now.AddHours(-1));
        var key = await sqop.SaveAsync("ben.key", ben.ToBytes());
        var certificate = await sqop.SaveAsync("ana.cert", Ana.Certificate.ToBytes());
        Task<ToolRun> OpenAsync(byte[] message, string verdict) =>
            sqop.RunAsync(message, "decrypt", "--verify-with=" + certificate, "--verifications-out=" + sqop.PathOf(verdict), key);
        byte[] ForReader(SecretKey reader) => Seal.Encrypt(
            People.Letter, Ana, [ben.Certificate], Now, new SealOptions { Intended = [reader.Certificate.Fingerprint] });
        Assert.Equal(People.Letter, (await OpenAsync(ForReader(ben), "good")).Succeeded());
        Assert.NotEqual(0, (await OpenAsync(ForReader(Ana), "bad")).ExitCode);

        var lifted = Unseal.Lift(ForReader(ben), People.Reader(ben, Ana.Certificate) with { Now = Now })!;
        var signature = await sqop.SaveAsync("lifted.sig", lifted.Signature.ToArray());
        (await sqop.RunAsync(lifted.Content.ToArray(), "verify", signature, certificate)).Succeeded();
    }

    [Fact]
    public async Task We_open_what_Sequoia_signs_and_encrypts()
    {
        await using var sqop = Tool.OrSkip("sqop");
        var theirs = (await sqop.RunAsync([], "generate-key", "Cem <cem@example.org>")).Succeeded();
        var key = await sqop.SaveAsync("cem.key", theirs);
        Assert.True(SecretKey.TryUnlock(theirs, null, Now.AddMinutes(1), out var cem, out var reason), reason);
        var certificate = await sqop.SaveAsync("ana.cert", Ana.Certificate.ToBytes());
        var content = new byte[300_000];
        content.AsSpan().Fill((byte)'x');
        var message = (await sqop.RunAsync(content, "encrypt", "--sign-with=" + key, certificate)).Succeeded();
        var request = People.Reader(Ana, cem.Certificate) with { Now = Now.AddMinutes(1) };
        Assert.Equal(content, Assert.IsType<Opened.Genuine>(Both.Open(message, request)).Content.ToArray());

        var detached = (await sqop.RunAsync(content, "sign", key)).Succeeded();
        Assert.True(DetachedSignature.Verify(content, detached, cem.Certificate, Now.AddMinutes(1)).Good);
        Assert.Equal(OpenRefusal.BadSignature, DetachedSignature.Verify(content.AsMemory(1), detached, cem.Certificate, Now.AddMinutes(1)).Reason);
    }

    [Fact]
    public async Task Sequoia_verifies_with_our_minimal_certificate_and_opens_our_passphrase_message()
    {
        await using var sqop = Tool.OrSkip("sqop");
        var certificate = await sqop.SaveAsync("ana.cert", Ana.Certificate.Minimal());
        var signature = await sqop.SaveAsync("letter.sig", DetachedSignature.Sign(People.Letter, Ana, Now));
        (await sqop.RunAsync(People.Letter, "verify", signature, certificate)).Succeeded();
        var passphrase = await sqop.SaveAsync("passphrase", "1234-5678"u8.ToArray());
        var sealedLetter = Seal.EncryptWithPassphrase(People.Letter, "1234-5678");
        Assert.Equal(People.Letter, (await sqop.RunAsync(sealedLetter, "decrypt", "--with-password=" + passphrase)).Succeeded());
    }
}
