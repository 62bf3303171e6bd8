using System.Text;
using System.Text.Json;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Keys and signatures that other implementations made: what each is expected to say, and why some say less to us.</summary>
public sealed class KeyCorpusTests
{
    /// <summary>Keys that their writers expect to be read and that we refuse, with our reason.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["gnupg-v1-001"] = "the primary key is not accepted: DSA",
        ["gnupg-v1-002"] = "the primary key is not accepted: DSA",
        ["pgp-6-5-001"] = "the primary key is not accepted: DSA",
    };

    /// <summary>Subkeys that are expected and of which we use none: DSA of 1024 bits.</summary>
    private static readonly string[] WithoutSubkeys = ["openkeychain-001"];

    /// <summary>Files of RNP in which nothing is read, by why.</summary>
    private static readonly Dictionary<string, string[]> RnpRefusals = new()
    {
        ["DSA"] =
        [
            "key-eg-4096-pub.pgp", "key-eg-4096-sec.pgp",
            "key-eg-small-subgroup-pub.pgp", "key-eg-small-subgroup-sec-enc.pgp", "key-eg-small-subgroup-sec.pgp",
        ],
        ["RSA and DSA of 1024 bits"] =
        [
            "key-create-expiry-32bit.asc", "key-unhashed-subpkts.pgp", "pubring-malf-cert.pgp", "pubring-malf-key0.pgp",
            "pubring-malf-key0-sub0.pgp", "pubring-malf-key0-sub0-bind.pgp", "secring-malf-key0.pgp", "secring-malf-key1.pgp",
        ],
        ["secp256k1"] = ["key-binding-hash-alg.asc"],
        ["the primary secret is not in it"] =
        [
            "alice-s2k-101-2-card-len.pgp", "alice-s2k-101-2-card.pgp", "alice-s2k-101-3.pgp", "alice-s2k-101-no-sign-sub.pgp",
            "alice-s2k-101-unknown.pgp", "alice-s2k-101-1-subs.pgp",
        ],
        ["critical notations"] =
            ["key-critical-notations-sec.pgp", "key-critical-notations.pgp", "key-sub-crit-note-pub.pgp", "key-sub-crit-note-sec.pgp"],
        ["damaged"] = ["key-25519-tweaked-wrong-crc.asc", "key-empty-packets.pgp", "key-empty-uid.pgp", "key-malf-sig.pgp"],
    };

    public static TheoryData<string> Imports() => [.. Names("interop/testcases/keys", "*.json")];

    public static TheoryData<string> RnpKeys() => [.. Names("rnp-keys", "*")];

    [Theory]
    [MemberData(nameof(Imports))]
    public void Imported_keys_say_what_is_expected(string name)
    {
        var folder = Folder("interop/testcases/keys");
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, name + ".json")));
        var isRead = Certificate.TryParse(File.ReadAllBytes(Path.Combine(folder, name + ".asc")), Now, out var certificate, out var reason);
        Assert.Equal(Refused.GetValueOrDefault(name, ""), reason);
        if (!isRead)
            return;
        var expected = document.RootElement;
        Assert.Equal(expected.GetProperty("expected_fingerprint").GetString(), certificate!.ToString(), ignoreCase: true);
        Assert.Equal(expected.GetProperty("expected_uids").EnumerateArray().Select(uid => uid.GetString()!).Order(), certificate.UserIds.Order());
        var subkeys = expected.GetProperty("expected_subkeys").EnumerateArray()
            .Select(subkey => subkey.GetProperty("expected_fingerprint").GetString()!.ToUpperInvariant());
        var ours = certificate.Describe(Now).Skip(1).Where(key => key.RevokedAt is null).Select(key => key.Fingerprint.ToString());
        Assert.Equal(WithoutSubkeys.Contains(name) ? [] : subkeys, ours);
    }

    [Theory]
    [InlineData("v4-ed25519-x25519", "0983F61D7BFA0843C07243C9A99D2DDA8CC73AD3", "Ed25519 (legacy), X25519 (legacy)")]
    [InlineData("v4-legacy", "B46C27A5EA7ECEB3AC7F369DEFD5F87B16A9C13A", "Ed25519 (legacy), X25519 (legacy)")]
    [InlineData("v4-nistp", "E023252257B31CEF34C1AF7E910D6D587C873614", "ECDSA P-256, ECDH P-256")]
    [InlineData("v4-rsa", "39ED39564A6FC9F7A006AC5CE16C0D3AA192C2D0", "RSA 4096, RSA 4096")]
    [InlineData("v6-25519-annex-a-4", "CB186C4F0609A697E4D52DFA6C722B0C1F1E27C18A56708F6525EC27BAD9ACC9", "Ed25519, X25519")]
    [InlineData("v6-ed25519-x448", "01350F1FA306D666FD993704C7E529E8FCC5DC0C476BBD1AD2C49136FFA7758F", "Ed25519")]
    [InlineData("v6-nistp", "8940A832040D070DF04923AE6DF89075BC41D8D67B970E243D2C5BF23135B199", "ECDSA P-256, ECDH P-256")]
    [InlineData("v6-rsa", "07B5CE3B900EC2BC207F05AD1BA71037170B5DFA2542E4E36621D329F1177AAB", "RSA 4096, RSA 4096")]
    public void Keys_of_RFC_9580_load(string name, string fingerprint, string algorithms)
    {
        var key = Unlock(Path.Combine(Folder("rfc9580"), name, "tsk.asc"), out var reason);
        Assert.Equal("", reason);
        Assert.Equal(fingerprint, key!.Certificate.ToString());
        Assert.Equal(algorithms, string.Join(", ", key.Certificate.Describe(Now).Select(one => one.Algorithm)));
        Assert.True(DetachedSignature.Verify(Letter, DetachedSignature.Sign(Letter, key, Now), key.Certificate, Now).Good);
    }

    [Theory]
    [InlineData("v6-ed448-x448", "the secret key is of a kind that is not supported")]
    [InlineData("v6-legacy_illegal", "the secret key is of a kind that is not supported")]
    public void Keys_that_are_not_read_or_not_allowed_are_refused(string name, string because)
    {
        Assert.Null(Unlock(Path.Combine(Folder("rfc9580"), name, "tsk.asc"), out var reason));
        Assert.Equal(because, reason);
    }

    /// <summary>Text signatures, of version 6 but for the first.</summary>
    [Theory]
    [InlineData("v4-ed25519-x25519", 4)]
    [InlineData("v6-25519-annex-a-4", 6)]
    [InlineData("v6-ed25519-x448", 6)]
    [InlineData("v6-nistp", 6)]
    [InlineData("v6-rsa", 6)]
    public void Signatures_under_clear_text_verify(string name, int version)
    {
        var folder = Path.Combine(Folder("rfc9580"), name);
        var (text, signature) = ClearText(File.ReadAllText(Path.Combine(folder, "csf.msg")));
        var signer = Unlock(Path.Combine(folder, "tsk.asc"), out _)!.Certificate;
        var verdict = DetachedSignature.Verify(text, signature, signer, Now);
        Assert.True(verdict.Good, verdict.Reason.ToString());
        Assert.True(Armor.TryDecode(signature, out _, out var bytes));
        Assert.Equal(version, Forge.Parsed(bytes).Version);
        Assert.False(DetachedSignature.Verify((byte[])[.. text, (byte)'!'], signature, signer, Now).Good);
    }

    /// <summary>What RNP tests itself with: read, or refused with a reason, each as it should be.</summary>
    [Theory]
    [MemberData(nameof(RnpKeys))]
    public void Keys_of_RNP_are_read_or_refused_for_a_reason(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder("rnp-keys"), name));
        var read = Certificate.ParseRing(bytes, Now).Count;
        foreach (var passphrase in (string?[])[null, "password"])
        {
            if (read == 0 && SecretKey.TryUnlock(bytes, passphrase, Now, out _, out _))
                read = 1;
        }
        Assert.Equal(RnpRefusals.Values.Any(names => names.Contains(name)), read == 0);
    }

    private static SecretKey? Unlock(string file, out string reason) =>
        SecretKey.TryUnlock(File.ReadAllBytes(file), null, Now, out var key, out reason) ? key : null;

    /// <summary>The text up to the line end before the signature, and the signature (RFC 9580, section 7).</summary>
    private static (byte[] Text, byte[] Signature) ClearText(string message)
    {
        var start = message.ReplaceLineEndings("\n").IndexOf("\n\n", StringComparison.Ordinal) + 2;
        var end = message.ReplaceLineEndings("\n").IndexOf("\n-----BEGIN PGP SIGNATURE-----", StringComparison.Ordinal);
        var whole = message.ReplaceLineEndings("\n");
        return (Encoding.UTF8.GetBytes(whole[start..end]), Encoding.ASCII.GetBytes(whole[(end + 1)..]));
    }

    private static IEnumerable<string> Names(string folder, string pattern)
    {
        var corpora = Environment.GetEnvironmentVariable("MAILNODE_CORPORA");
        return corpora is null
            ? ["(no corpora)"]
            : Directory.EnumerateFiles(Path.Combine(corpora, "openpgp", folder), pattern)
                .Where(file => pattern == "*.json" || Path.GetExtension(file) is ".pgp" or ".asc")
                .Select(file => pattern == "*.json" ? Path.GetFileNameWithoutExtension(file) : Path.GetFileName(file)).Order();
    }

    private static string Folder(string name)
    {
        var corpora = Environment.GetEnvironmentVariable("MAILNODE_CORPORA");
        if (corpora is null)
            Assert.Skip("MAILNODE_CORPORA is not set.");
        return Path.Combine(corpora, "openpgp", name);
    }
}
