using System.Globalization;
using System.Security.Cryptography;
using MailNode.Core.Envelopes;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.Tests.Mime;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>
/// Messages, keys, armor, signatures, setup messages and mails of other implementations that something bit: no exception, no wait, no
/// heap of memory, and no opening with content that nobody wrote. MAILNODE_FUZZ says how many inputs, each of which depends on its number alone.
/// </summary>
public sealed class CorpusMutationTests(ITestOutputHelper output)
{
    private const int Inputs = 3_000;
    private const int MaxBytes = 20_000;
    private const long MostMemory = 256 << 20;

    /// <summary>Several stretched passphrases of the costliest kind, and no more.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    [Fact]
    public void What_is_mutated_harms_nobody_and_opens_as_it_was_or_not_at_all()
    {
        var corpus = new OpenPgpCorpus();
        var request = corpus.Request with { Keys = [.. corpus.Request.Keys, Ben] };
        var seeds = corpus.Files.Select(corpus.Bytes).Concat(Ours()).Where(bytes => bytes.Length is > 0 and < MaxBytes).ToArray();
        var written = seeds.Select(seed => ContentOf(seed, request)).OfType<string>().ToHashSet();
        Assert.NotEmpty(written);
        var inputs = int.TryParse(Environment.GetEnvironmentVariable("MAILNODE_FUZZ"), CultureInfo.InvariantCulture, out var wanted) ? wanted : Inputs;
        var opened = 0;
        for (var i = 0; i < inputs; i++)
        {
            var bytes = Mutate(seeds, new SeededNumbers((20261121 + (ulong)i) * 0x9E3779B97F4A7C15));
            string? content = null;
            var allocated = 0L;
            var took = ThreadWork.Of(() => allocated = Growth.Allocated(() => content = Harmless(i, bytes, request)));
            Assert.True(took < MostTime, $"input {i} took {took}:\n{Convert.ToBase64String(bytes)}");
            Assert.True(allocated < MostMemory, $"input {i} asked for {allocated:N0} bytes:\n{Convert.ToBase64String(bytes)}");
            Assert.True(content is null || written.Contains(content), $"input {i} opens with content that nobody wrote:\n{Convert.ToBase64String(bytes)}");
            opened += content is null ? 0 : 1;
        }
        output.WriteLine($"{inputs} inputs of {seeds.Length} files; {opened} opened, all as they were written");
    }

    private static string? Harmless(int number, byte[] bytes, OpenRequest request)
    {
        string? content = null;
        var failure = Record.Exception(() => content = Everything(bytes, request));
        Assert.True(failure is null, $"input {number}: {failure}\n{Convert.ToBase64String(bytes)}");
        return content;
    }

    private static string? Everything(byte[] bytes, OpenRequest request)
    {
        if (Certificate.TryParse(bytes, Now, out var certificate, out _))
            _ = (certificate.UserId, certificate.Minimal(), certificate.ToArmor(), certificate.CanEncryptAt(Now));
        foreach (var one in Certificate.ParseRing(bytes, Now))
            _ = one.ToBytes();
        if (SecretKey.TryUnlock(bytes, "password", Now, out var key, out _))
            key.Dispose();
        Seal.TryDecryptWithPassphrase(bytes, "password", out _, out _);
        if (SealedBody.TryOpen(bytes, Ben, out var body))
            body.Dispose();
        Assert.False(DetachedSignature.Verify("something else"u8.ToArray(), bytes, Ana.Certificate, Now).Good);
        foreach (var inside in SealedMail.Find(MimeEntity.Parse(bytes)))
            _ = ContentOf(inside, request);
        return ContentOf(bytes, request);
    }

    /// <summary>A hash of what comes out as genuine.</summary>
    private static string? ContentOf(ReadOnlyMemory<byte> bytes, OpenRequest request) =>
        Both.Open(bytes, request) is Opened.Genuine genuine ? Convert.ToHexString(SHA256.HashData(genuine.Content.Span)) : null;

    /// <summary>What others' files have too little of.</summary>
    private static IEnumerable<byte[]> Ours()
    {
        yield return FromAnaToBen();
        yield return Armor.EncodeBytes("PGP MESSAGE", FromAnaToBen());
        yield return Forge.Sealed(Ben.Certificate, Forge.Compressed(Forge.Join(Forge.Literal(Letter), Forge.ContentSignature(Ana, Now))));
        yield return Seal.EncryptWithPassphrase(Letter, "password");
        yield return Ana.ToBytes();
        yield return Ana.Lock("password", isRandom: true);
        yield return DetachedSignature.Sign(Letter, Ana, Now);
    }

    private static byte[] Mutate(byte[][] seeds, SeededNumbers random)
    {
        var bytes = seeds[random.Below(seeds.Length)];
        for (var times = 1 + random.Below(4); times > 0; times--)
        {
            var (from, to) = random.Range(bytes.Length);
            bytes = random.Below(6) switch
            {
                0 or 1 => Flip([.. bytes], random),
                2 => [.. bytes[..from], .. bytes[to..]],
                3 when bytes.Length < MaxBytes * 2 => [.. bytes[..to], .. bytes[from..]],
                4 => [.. bytes[..from], .. seeds[random.Below(seeds.Length)]],
                _ => bytes[..to],
            };
            if (bytes.Length == 0)
                bytes = [(byte)random.Below(256)];
        }
        return bytes;
    }

    /// <summary>Lengths, versions, algorithms and tags do more harm than random bytes.</summary>
    private static byte[] Flip(byte[] bytes, SeededNumbers random)
    {
        ReadOnlySpan<byte> meaningful = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 18, 22, 25, 27, 99, 101, 191, 192, 223, 224, 253, 254, 255, 0xC1, 0xC2, 0xC6, 0xCB, 0xD2, (byte)'-', (byte)'=', (byte)'\n'];
        for (var times = 1 + random.Below(8); times > 0; times--)
            bytes[random.Below(bytes.Length)] = random.Below(2) == 0 ? meaningful[random.Below(meaningful.Length)] : (byte)random.Below(256);
        return bytes;
    }
}
