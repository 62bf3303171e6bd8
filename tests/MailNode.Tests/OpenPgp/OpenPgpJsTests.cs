using System.Text;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.Tests.OpenPgp;

/// <summary>OpenPGP.js reads our messages of version 2, and we read what it makes in every mode.</summary>
public sealed class OpenPgpJsTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly SecretKey Ana = SecretKey.Generate("Ana <ana@example.org>", Now.AddHours(-1));

    /// <summary>It writes this version to who says that it is read, and another mode than OCB to who asks for it.</summary>
    [Theory]
    [InlineData("eax", false)]
    [InlineData("ocb", true)]
    [InlineData("gcm", false)]
    public async Task We_open_what_it_seals(string mode, bool alsoToAna)
    {
        await using var node = OrSkip();
        var (cem, theirs) = await NewKeyAsync(node);
        var ours = await node.SaveAsync("ana.asc", Encoding.ASCII.GetBytes(ChunkForge.WithFeatures(Ana, 0x01 | 0x08, Now).ToArmor()));
        var armored = await RunAsync(node, People.Letter, $$"""
            const key = await openpgp.readPrivateKey({ armoredKey: fs.readFileSync('{{theirs}}', 'utf8') });
            const ana = await openpgp.readKey({ armoredKey: fs.readFileSync('{{ours}}', 'utf8') });
            const config = { aeadProtect: true, preferredAEADAlgorithm: openpgp.enums.aead.{{mode}}, aeadChunkSizeByte: 0 };
            process.stdout.write(await openpgp.encrypt({ message: await openpgp.createMessage({ binary: input }),
              encryptionKeys: [key.toPublic(), ...({{(alsoToAna ? "true" : "false")}} ? [ana] : [])], signingKeys: key, config, date: new Date(Date.now() + 60000) }));
            """);
        Assert.True(Armor.TryDecode(armored, out _, out var message));
        var body = SealedMessage.Read(message, OpenLimits.Default).Body.Body.Span;
        Assert.Equal((2, Array.IndexOf(["", "eax", "ocb", "gcm"], mode), 0), (body[0], body[2], body[3]));
        foreach (var reader in alsoToAna ? [Ana, cem] : (SecretKey[])[cem])
        {
            var opened = Unseal.Open(message, People.Reader(reader, cem.Certificate) with { Now = Now.AddMinutes(1) });
            Assert.Equal(People.Letter, Assert.IsType<Opened.Genuine>(opened).Content.ToArray());
        }
    }

    [Theory]
    [InlineData(SealVersion.One, false)]
    [InlineData(SealVersion.Two, false)]
    [InlineData(SealVersion.Two, true)]
    public async Task It_opens_ours_and_verifies_them(SealVersion version, bool anonymous)
    {
        await using var node = OrSkip();
        var (cem, theirs) = await NewKeyAsync(node);
        foreach (var signer in (SecretKey[])[Ana, cem])
        {
            var content = Encoding.ASCII.GetBytes(new string('x', 600_000));
            var options = new SealOptions { Version = version, Anonymous = anonymous, Intended = [cem.Certificate.Fingerprint, Ana.Certificate.Fingerprint] };
            var message = Seal.Encrypt(content, signer, [Ana.Certificate, cem.Certificate], Now, options);
            var certificate = await node.SaveAsync("signer.asc", Encoding.ASCII.GetBytes(signer.Certificate.ToArmor()));
            var output = await RunAsync(node, message, $$"""
                const key = await openpgp.readPrivateKey({ armoredKey: fs.readFileSync('{{theirs}}', 'utf8') });
                const signer = await openpgp.readKey({ armoredKey: fs.readFileSync('{{certificate}}', 'utf8') });
                const opened = await openpgp.decrypt({ message: await openpgp.readMessage({ binaryMessage: input }), decryptionKeys: key,
                  verificationKeys: signer, expectSigned: true, format: 'binary', date: new Date(Date.now() + 60000) });
                fs.writeSync(1, opened.data);
                """);
            Assert.Equal(content, output);
        }
    }

    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public async Task Passphrases_open_each_others_messages(SealVersion version)
    {
        await using var node = OrSkip();
        var output = await RunAsync(node, Seal.EncryptWithPassphrase(People.Letter, "1234-5678", version), """
            const opened = await openpgp.decrypt({ message: await openpgp.readMessage({ binaryMessage: input }), passwords: '1234-5678', format: 'binary' });
            fs.writeSync(1, opened.data);
            """);
        Assert.Equal(People.Letter, output);
        var theirs = await RunAsync(node, People.Letter, $$"""
            process.stdout.write(await openpgp.encrypt({ message: await openpgp.createMessage({ binary: input }), passwords: ['0000', '1234-5678'],
              config: { aeadProtect: {{(version == SealVersion.Two ? "true" : "false")}} } }));
            """);
        Assert.True(Seal.TryDecryptWithPassphrase(theirs, "1234-5678", out var content, out var reason), reason.ToString());
        Assert.Equal(People.Letter, content.ToArray());
    }

    [Fact]
    public async Task A_passphrase_under_Argon2_is_read()
    {
        await using var node = OrSkip();
        if (!Argon2Stretching.IsSupported)
            Assert.Skip("libargon2 is not installed.");
        var theirs = await RunAsync(node, People.Letter, """
            const config = { aeadProtect: true, s2kType: openpgp.enums.s2k.argon2 };
            process.stdout.write(await openpgp.encrypt({ message: await openpgp.createMessage({ binary: input }), passwords: '1234-5678', config }));
            """);
        Assert.True(Seal.TryDecryptWithPassphrase(theirs, "1234-5678", out var content, out var reason), reason.ToString());
        Assert.Equal(People.Letter, content.ToArray());
        Assert.False(Seal.TryDecryptWithPassphrase(theirs, "1234-5679", out _, out reason));
        Assert.Equal(OpenRefusal.IntegrityBroken, reason);
    }

    private static Tool OrSkip()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("MAILNODE_NPM")))
            Assert.Skip("MAILNODE_NPM does not say where the npm package openpgp is.");
        return Tool.OrSkip("node");
    }

    private static async Task<(SecretKey Key, string File)> NewKeyAsync(Tool node)
    {
        var key = await RunAsync(node, [], """
            const { privateKey } = await openpgp.generateKey({ userIDs: { name: 'Cem', email: 'cem@example.org' }, config: { v6Keys: true, aeadProtect: true } });
            process.stdout.write(privateKey);
            """);
        Assert.True(SecretKey.TryUnlock(key, null, Now.AddMinutes(1), out var cem, out var reason), reason);
        return (cem, await node.SaveAsync("cem.asc", key));
    }

    private static async Task<byte[]> RunAsync(Tool node, byte[] input, string script)
    {
        var module = Path.Combine(Environment.GetEnvironmentVariable("MAILNODE_NPM")!, "node_modules", "openpgp");
        var whole = $$"""
            const openpgp = require('{{module}}'), fs = require('fs'), input = fs.readFileSync(0);
            (async () => { {{script}} })().catch(e => { console.error(e.message); process.exit(1); });
            """;
        return (await node.RunAsync(input, "-e", whole)).Succeeded();
    }
}
