using System.Text.Json;
using MailNode.OpenPgp;

namespace MailNode.Tests.OpenPgp;

/// <summary>Files of other implementations: none throws or hangs, and what policy accepts opens.</summary>
public sealed class CorpusTests
{
    private static readonly DateTimeOffset Now = People.Now;
    private static readonly string?[] Passphrases = [null, "password", "encsec"];

    [Theory]
    [InlineData("rnp-messages")]
    [InlineData("rnp-keys")]
    [InlineData("interop")]
    [InlineData("autocrypt")]
    [InlineData("rfc9580")]
    public void No_file_throws_hangs_or_passes_for_more_than_it_is(string folder)
    {
        var (keys, known) = EveryKey();
        foreach (var file in Directory.EnumerateFiles(Folder(folder), "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            ThreadWork.StaysUnder(TimeSpan.FromSeconds(5), () =>
            {
                Both.Open(bytes, Request(keys, known));
                Certificate.TryParse(bytes, Now, out _, out _);
                Certificate.ParseRing(bytes, Now);
                SecretKey.TryUnlock(bytes, "password", Now, out _, out _);
                Seal.TryDecryptWithPassphrase(bytes, "password", out _, out _);
                DetachedSignature.Verify(People.Letter, bytes, People.Ana.Certificate, Now);
            });
        }
    }

    [Theory]
    [InlineData("rnp-messages/message.txt.enc-sign-25519", "eddsa-25519-non-tweaked")]
    [InlineData("autocrypt/example-gossip.eml", "alice@autocrypt.example")]
    public void Signed_and_encrypted_messages_open(string file, string signer)
    {
        var (keys, known) = EveryKey();
        var opened = Assert.IsType<Opened.Genuine>(Both.Open(File.ReadAllBytes(Path.Combine(Folder("."), file)), Request(keys, known)));
        Assert.Equal(signer, opened.Signer.UserId);
    }

    [Theory]
    [InlineData("autocrypt/example-draft.eml", OpenRefusal.NotSigned)]
    [InlineData("rnp-messages/message-encrypted-rsas.txt.pgp", OpenRefusal.NoKeyOpens)]
    [InlineData("rfc9580/v4-ed25519-x25519/enc-seipdv1.msg", OpenRefusal.NotSigned)]
    [InlineData("rnp-messages/message.txt.enc-no-mdc", OpenRefusal.NoIntegrity)]
    [InlineData("rnp-messages/message.zlib-quine", OpenRefusal.NotEncrypted)]
    [InlineData("rnp-messages/message.compr.128-rounds", OpenRefusal.NotEncrypted)]
    [InlineData("rnp-messages/message.txt.enc-aead-ocb", OpenRefusal.Unsupported)]
    [InlineData("rnp-messages/message_mdc_8k_cut22.pgp", OpenRefusal.Malformed)]
    [InlineData("rnp-messages/message.txt.literal", OpenRefusal.NotEncrypted)]
    public void The_rest_is_refused_with_its_reason(string file, OpenRefusal reason)
    {
        var (keys, known) = EveryKey();
        var opened = Both.Open(File.ReadAllBytes(Path.Combine(Folder("."), file)), Request(keys, known));
        Assert.Equal(reason, opened is Opened.Refused refused ? refused.Reason : Assert.IsType<Opened.NotForUs>(opened).Reason);
    }

    [Theory]
    [InlineData("message.txt", "eddsa-zero-r.txt.sig")]
    [InlineData("message.txt", "eddsa-zero-s.txt.sig")]
    [InlineData("shattered-1.pdf", "shattered-1.pdf.sig")]
    public void Forged_detached_signatures_are_nobodys(string content, string signature)
    {
        var (_, known) = EveryKey();
        byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder("rnp-messages"), name));
        Assert.DoesNotContain(known, certificate => DetachedSignature.Verify(Read(content), Read(signature), certificate, Now).Good);
    }

    [Fact]
    public void The_setup_message_of_the_Autocrypt_specification_opens_with_its_code()
    {
        var mail = File.ReadAllBytes(Path.Combine(Folder("autocrypt"), "example-setup-message.eml"));
        const string code = "1742-0185-6197-1303-7016-8412-3581-4441-0597";
        Assert.True(Seal.TryDecryptWithPassphrase(mail, code, out var inside, out var reason), reason.ToString());
        Assert.True(SecretKey.TryUnlock(inside.Span, null, Now, out var key, out var because), because);
        Assert.Equal("alice@autocrypt.example", key.Certificate.UserId);
    }

    [Theory]
    [InlineData("e2e-001")]
    [InlineData("e2e-002")]
    [InlineData("gnupg-v2-1-5-001")]
    [InlineData("gnupg-v2-1-5-002")]
    [InlineData("gnupg-v2-1-5-003")]
    [InlineData("openkeychain-001")]
    public void Messages_of_other_implementations_open(string name)
    {
        var folder = Path.Combine(Folder("interop"), "testcases", "messages");
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, name + ".json")));
        var expected = document.RootElement;
        byte[] Read(string property) => File.ReadAllBytes(Path.Combine(folder, expected.GetProperty(property).GetString()!));
        var passphrase = expected.GetProperty("passphrase").GetString();
        Assert.True(SecretKey.TryUnlock(Read("decryptKey"), passphrase, Now, out var key, out var reason), reason);
        Assert.True(Certificate.TryParse(Read("verifyKey"), Now, out var signer, out reason), reason);
        var opened = Both.Open(File.ReadAllBytes(Path.Combine(folder, name + ".asc")), Request([key], [signer]));
        var content = System.Text.Encoding.UTF8.GetString(Assert.IsType<Opened.Genuine>(opened).Content.Span);
        Assert.Equal(expected.GetProperty("textcontent").GetString(), content);
    }

    private static OpenRequest Request(IReadOnlyList<SecretKey> keys, List<Certificate> known) => new()
    {
        Keys = keys,
        Now = Now,
        FindCertificate = claim => known.Find(certificate => certificate.Holds(claim)),
    };

    private static (List<SecretKey> Keys, List<Certificate> Known) EveryKey()
    {
        var keys = new List<SecretKey>();
        var known = new List<Certificate>();
        string[] folders = [Folder("autocrypt"), Folder("rnp-messages"), Folder("rfc9580")];
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Folder("rnp-keys"), "key-25519*"));
        foreach (var bytes in files.Select(File.ReadAllBytes))
        {
            known.AddRange(Certificate.ParseRing(bytes, Now));
            foreach (var passphrase in Passphrases)
            {
                if (!SecretKey.TryUnlock(bytes, passphrase, Now, out var key, out var reason))
                {
                    if (reason is "a passphrase is needed" or "the passphrase is wrong")
                        continue;
                    break;
                }
                keys.Add(key);
                known.Add(key.Certificate);
                break;
            }
        }
        return (keys, known);
    }

    internal static string Folder(string name)
    {
        var corpora = Environment.GetEnvironmentVariable("MAILNODE_CORPORA");
        if (corpora is null)
            Assert.Skip("MAILNODE_CORPORA is not set.");
        return Path.Combine(corpora, "openpgp", name);
    }
}
