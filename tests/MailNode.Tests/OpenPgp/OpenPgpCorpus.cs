using System.Text;
using System.Text.Json;
using MailNode.OpenPgp;

namespace MailNode.Tests.OpenPgp;

/// <summary>Files of other implementations, and what comes of each here: with every key and passphrase that lies among them at hand.</summary>
internal sealed class OpenPgpCorpus
{
    public const string Key = "key", Read = "read", Not = "not";

    private static readonly DateTimeOffset Now = People.Now;
    private static readonly string[] Passphrases = ["password", "encsec", "test", "q", "password1", "password2"];

    /// <summary>Whose contents the detached signatures of rnp are over.</summary>
    private static readonly string[] SignedContents =
        ["message.txt", "message-32k-crlf.txt", "message-trailing-cr.txt", "message.text-sig-crcr", "shattered-1.pdf", "shattered-2.pdf", "message.4k-long-lines"];

    private const string SetupCode = "1742-0185-6197-1303-7016-8412-3581-4441-0597";

    private readonly string root;
    private readonly List<SecretKey> keys = [];
    private readonly List<Certificate> known = [];
    private readonly byte[][] contents;

    public OpenPgpCorpus()
    {
        var corpora = Environment.GetEnvironmentVariable("MAILNODE_CORPORA");
        if (corpora is null)
            Assert.Skip("MAILNODE_CORPORA is not set.");
        root = Path.Combine(corpora, "openpgp");
        Files = [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        foreach (var bytes in Files.Where(file => !file.StartsWith("interop/", StringComparison.Ordinal)).Select(Bytes))
            Learn(bytes);
        contents = [.. SignedContents.Select(name => Bytes("rnp-messages/" + name))];
    }

    public IReadOnlyList<string> Files { get; }

    public OpenRequest Request => new()
    {
        Keys = keys, Now = Now, FindCertificate = claim => known.Find(certificate => certificate.Holds(claim)),
    };

    public IReadOnlyList<Certificate> Known => known;

    public byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(root, file));

    /// <summary>Taken as a key, read as a message or a signature, or neither; then the reason, if there is one.</summary>
    public (string Verdict, string Why) Judge(string file)
    {
        if (file.StartsWith("interop/testcases/", StringComparison.Ordinal) && Path.ChangeExtension(file, ".json") is var test && Files.Contains(test))
            return JudgeCase(test);
        var bytes = Bytes(file);
        if (IsKey(bytes))
            return (Key, "");
        if (HasAutocryptKey(bytes))
            return (Read, "");
        if (IsPassphraseMessage(bytes) || contents.Any(content => known.Exists(signer => DetachedSignature.Verify(content, bytes, signer, Now).Good)))
            return (Read, "");
        return Unseal.Open(bytes, Request) switch
        {
            Opened.Genuine => (Read, ""),
            Opened.Refused { Reason: OpenRefusal.NotSigned } => (Read, ""),
            Opened.Refused refused => (Not, $"{refused.Reason}"),
            Opened.NotForUs { Reason: OpenRefusal.Malformed } => (Not, WhyNoKey(bytes)),
            Opened.NotForUs other => (Not, $"{other.Reason}"),
            _ => (Not, ""),
        };
    }

    private static string WhyNoKey(byte[] bytes)
    {
        Certificate.TryParse(bytes, Now, out _, out var asPublic);
        SecretKey.TryUnlock(bytes, Passphrases[0], Now, out _, out var asSecret);
        return asPublic is "this is not a public key" or "there is more than one key in it" ? asSecret : asPublic;
    }

    private static bool IsPassphraseMessage(byte[] bytes) =>
        Passphrases.Append(SetupCode).Any(passphrase => Seal.TryDecryptWithPassphrase(bytes, passphrase, out _, out _));

    private static bool IsKey(byte[] bytes) =>
        Certificate.ParseRing(bytes, Now).Count > 0 || TryUnlock(bytes) is not null;

    /// <summary>A mail whose Autocrypt header brings a certificate that is accepted.</summary>
    private static bool HasAutocryptKey(byte[] bytes)
    {
        var text = Encoding.ASCII.GetString(bytes);
        var at = text.IndexOf("\nAutocrypt:", StringComparison.Ordinal);
        if (at < 0)
            return false;
        var value = text[(text.IndexOf("keydata=", at, StringComparison.Ordinal) + 8)..];
        var lines = value.ReplaceLineEndings("\n").Split('\n');
        var key = string.Concat(lines.TakeWhile((line, number) => number == 0 || line.StartsWith(' ')).Select(line => line.Trim()));
        var buffer = new byte[key.Length];
        return Convert.TryFromBase64String(key, buffer, out var length) && Certificate.TryParse(buffer.AsSpan(0, length), Now, out _, out _);
    }

    private static SecretKey? TryUnlock(byte[] bytes)
    {
        foreach (var passphrase in Passphrases.Prepend(null))
        {
            if (SecretKey.TryUnlock(bytes, passphrase, Now, out var key, out var reason))
                return key;
            if (reason is not ("a passphrase is needed" or "the passphrase is wrong"))
                return null;
        }
        return null;
    }

    private void Learn(byte[] bytes)
    {
        known.AddRange(Certificate.ParseRing(bytes, Now));
        if (TryUnlock(bytes) is not { } key)
            return;
        keys.Add(key);
        known.Add(key.Certificate);
    }

    /// <summary>A case of the interoperability tests, by its own description.</summary>
    private (string Verdict, string Why) JudgeCase(string json)
    {
        using var document = JsonDocument.Parse(Bytes(json));
        var (expected, bytes) = (document.RootElement, Bytes(Path.ChangeExtension(json, ".asc")));
        return Text(expected, "type") == "import" ? JudgeImport(expected, bytes) : JudgeDecryption(expected, bytes, Path.GetDirectoryName(json)!);
    }

    private static (string Verdict, string Why) JudgeImport(JsonElement expected, byte[] bytes)
    {
        if (!Certificate.TryParse(bytes, Now, out var certificate, out var reason))
            return (Not, reason);
        var names = expected.GetProperty("expected_uids").EnumerateArray().Select(name => name.GetString()).ToList();
        return names.Contains(certificate.UserId)
            && certificate.Fingerprint.ToString().Equals(Text(expected, "expected_fingerprint"), StringComparison.OrdinalIgnoreCase)
            ? (Key, "")
            : (Not, "another name or fingerprint");
    }

    private (string Verdict, string Why) JudgeDecryption(JsonElement expected, byte[] bytes, string folder)
    {
        var file = $"{folder}/{Text(expected, "decryptKey")}";
        if (!Files.Contains(file))
            return (Not, "its key is not among the files");
        if (!SecretKey.TryUnlock(Bytes(file), Text(expected, "passphrase"), Now, out var key, out var reason))
            return (Not, reason);
        using (key)
        {
            ReadOnlyMemory<byte> content = default;
            var signer = Text(expected, "verifyKey") is { } name && Certificate.TryParse(Bytes($"{folder}/{name}"), Now, out var parsed, out _) ? parsed : null;
            var opened = Unseal.Open(bytes, new OpenRequest { Keys = [key], Now = Now, FindCertificate = _ => signer, Recognise = inside => Copy(inside, out content) });
            if (opened is Opened.Genuine genuine)
                content = genuine.Content;
            var isWhole = opened is Opened.Genuine || (Text(expected, "verifyKey") is null && opened is Opened.Refused { Reason: OpenRefusal.NotSigned or OpenRefusal.UnknownSigner });
            return isWhole && Encoding.UTF8.GetString(content.Span) == Text(expected, "textcontent") ? (Read, "") : (Not, $"{opened}");
        }
    }

    private static bool Copy(ReadOnlyMemory<byte> inside, out ReadOnlyMemory<byte> content)
    {
        content = inside.ToArray();
        return true;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
