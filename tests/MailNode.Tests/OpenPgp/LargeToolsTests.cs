using System.Text;
using MailNode.OpenPgp;

namespace MailNode.Tests.OpenPgp;

/// <summary>25 MB from us to GnuPG and Sequoia and back, without having them in memory on our side.</summary>
public sealed class LargeToolsTests
{
    private const int Attachment = 25 << 20;
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly SecretKey Ana = SecretKey.Generate("Ana <ana@example.org>", Now.AddHours(-1));
    private static readonly SecretKey Ben = SecretKey.Generate("Ben <ben@example.org>", Now.AddHours(-1));
    private static readonly string[] Quiet = ["--passphrase", "", "--yes"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GnuPG_opens_25_MB_of_ours(bool armored)
    {
        await using var gpg = Tool.OrSkip("gpg");
        (await gpg.GpgAsync(Ben.ToBytes(), "--import")).Succeeded();
        (await gpg.GpgAsync(Ana.Certificate.ToBytes(), "--import")).Succeeded();
        var run = await gpg.GpgAsync([], "--output", gpg.PathOf("content"), "--decrypt", await SealAsync(gpg, armored));
        run.Succeeded();
        Assert.Contains("[GNUPG:] GOODSIG " + Ana.Certificate.Fingerprint.ToString()[24..], run.Errors, StringComparison.Ordinal);
        Assert.Contains("[GNUPG:] GOODMDC", run.Errors, StringComparison.Ordinal);
        await AssertContentAsync(gpg.PathOf("content"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sequoia_opens_25_MB_of_ours(bool armored)
    {
        await using var sqop = Tool.OrSkip("sqop");
        var key = await sqop.SaveAsync("ben.key", Ben.ToBytes());
        var certificate = await sqop.SaveAsync("ana.cert", Encoding.ASCII.GetBytes(Ana.Certificate.ToArmor()));
        var verdict = sqop.PathOf("verdict");
        var message = await File.ReadAllBytesAsync(await SealAsync(sqop, armored));
        var run = await sqop.RunAsync(message, "decrypt", "--verify-with=" + certificate, "--verifications-out=" + verdict, key);
        Endless.AssertFrom(0, run.Succeeded());
        Assert.Equal(Attachment, run.Output.Length);
        Assert.Contains(Ana.Certificate.Fingerprint.ToString(), await File.ReadAllTextAsync(verdict), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true, "--armor")]
    [InlineData(true, "--compress-algo=zip", "-z", "1")]
    [InlineData(true, "--compress-algo=zlib", "--textmode")]
    [InlineData(true, "--compress-algo=none")]
    public async Task We_open_25_MB_of_GnuPGs(bool fromPipe, params string[] options)
    {
        await using var gpg = Tool.OrSkip("gpg");
        (await gpg.GpgAsync(Ana.ToBytes(), "--import")).Succeeded();
        (await gpg.GpgAsync(Ben.Certificate.ToBytes(), "--import")).Succeeded();
        var content = Endless.Bytes(Attachment);
        var message = gpg.PathOf("message");
        string[] seal = [.. Quiet, "-r", Ben.Certificate.Fingerprint.ToString(), "-u", Ana.Certificate.Fingerprint.ToString(), .. options, "-o", message, "-se"];
        // What comes by a pipe has no known length, and is written in pieces.
        (await (fromPipe ? gpg.GpgAsync(content, seal) : gpg.GpgAsync([], [.. seal, await gpg.SaveAsync("content", content)]))).Succeeded();
        await AssertOpensAsync(message, isText: options.Contains("--textmode"));
    }

    [Theory]
    [InlineData("--as=binary")]
    [InlineData("--no-armor")]
    public async Task We_open_25_MB_of_Sequoias(string option)
    {
        await using var sqop = Tool.OrSkip("sqop");
        var key = await sqop.SaveAsync("ana.key", Ana.ToBytes());
        var certificate = await sqop.SaveAsync("ben.cert", Ben.Certificate.ToBytes());
        var message = (await sqop.RunAsync(Endless.Bytes(Attachment), "encrypt", option, "--sign-with=" + key, certificate)).Succeeded();
        await AssertOpensAsync(await sqop.SaveAsync("message", message), isText: false);
    }

    private static async Task AssertOpensAsync(string message, bool isText)
    {
        await using var file = File.OpenRead(message);
        var request = People.Reader(Ben, Ana.Certificate) with { Now = Now.AddMinutes(5) };
        if (isText)
        {
            // GnuPG changes line ends: there the answer in memory is what it has to be.
            Assert.Equal(1, Assert.IsType<Opened.Genuine>(Both.Open(await File.ReadAllBytesAsync(message), request)).SignatureType);
            return;
        }
        var opened = Assert.IsType<OpenedLarge.Genuine>(await Unseal.OpenAsync(file, request, Path.GetTempPath(), CancellationToken.None));
        await using var content = opened.Content;
        Assert.Equal(0, opened.SignatureType);
        Assert.Equal(Attachment, await Endless.CompareAsync(content));
    }

    private static async Task<string> SealAsync(Tool tool, bool armored)
    {
        await using var message = File.Create(tool.PathOf("message"));
        await Seal.EncryptAsync(new Endless(Attachment), message, Ana, [Ben.Certificate], armored, Now, null, CancellationToken.None);
        return message.Name;
    }

    private static async Task AssertContentAsync(string file)
    {
        await using var content = File.OpenRead(file);
        Assert.Equal(Attachment, await Endless.CompareAsync(content));
    }
}
