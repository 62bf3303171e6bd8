using System.Diagnostics;
using System.Security.Cryptography;
using MailNode.OpenPgp;

namespace MailNode.Benchmarks;

/// <summary>
/// Seal, rewrap and open, against the sum of the primitives that each cannot do without: those in use, and BouncyCastle's; with
/// other programs that do the same beside them.
/// </summary>
internal static class OpenPgpBenchmark
{
    public const string SealToOne = "seal 2 KB to 1", SealToMany = "seal 2 KB to 100", OpenSmall = "open and verify 2 KB", OpenPhoto = "open and verify 400 KB";
    private const int Readers = 100, ClockRounds = 25;

    public static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    public static readonly SecretKey Ana = Key("ana"), Ben = Key("ben"), Cem = Key("cem");
    public static readonly byte[] Small = RandomNumberGenerator.GetBytes(2_000), Photo = RandomNumberGenerator.GetBytes(400_000);

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        IReadOnlyList<Certificate> hundred = [.. Enumerable.Range(0, Readers).Select(number => Key($"reader{number}").Certificate)];
        List<Row> rows = [.. Sealing(hundred), .. Rewrapping(), .. Opening()];
        var ours = rows.Where(row => row.Work.StartsWith("seal", StringComparison.Ordinal) || row.Work.StartsWith("open", StringComparison.Ordinal))
            .DistinctBy(row => row.Work).ToDictionary(row => row.Work, row => row.Ours);
        return [.. rows, .. await OpenPgpPeers.RunAsync(hundred, ours)];
    }

    private static IEnumerable<Row> Sealing(IReadOnlyList<Certificate> hundred)
    {
        var one = new Lane(() => Seal.Encrypt(Small, Ana, [Ben.Certificate], Now));
        var many = new Lane(() => Seal.Encrypt(Small, Ana, hundred, Now));
        var (kinds, bulk) = (Kinds(), new Lane(Bulk(Small, seals: true)));
        Lane.Race([one, many, bulk, .. kinds.SelectMany(curves => curves.Lanes)]);
        foreach (var curves in kinds)
        {
            var least = curves.Sign.Seconds + curves.Wrap;
            var bar = curves == kinds[0] ? "0.85 x" : "";
            yield return Row.Of(SealToOne, one, $"sign + keygen + agreement, {curves.Name}", 1 / least, bar);
            yield return Row.Of(SealToOne, one, $"the same + random bytes, AES-CFB, SHA-1, SHA-256 of .NET, {curves.Name}", 1 / (least + bulk.Seconds), bar);
        }
        foreach (var curves in kinds)
            yield return Row.Of(SealToMany, many, $"sign + 100 x (keygen + agreement), {curves.Name}", 1 / (curves.Sign.Seconds + Readers * curves.Wrap), "1.0 x of BouncyCastle's");
        var (together, oneByOne) = ByTheClock(() => Seal.Encrypt(Small, Ana, hundred, Now), () => SealOneByOne(hundred));
        yield return new Row(SealToMany + ", by the clock", together, "one reader after the other", oneByOne, Must: "both processors");
    }

    private static IEnumerable<Row> Rewrapping()
    {
        var (small, large) = (ToBen(Small), ToBen(RandomNumberGenerator.GetBytes(1_000_000)));
        using var open = Opened(small);
        using var openLarge = Opened(large);
        Lane[] lanes = [Wrap(open), Wrap(openLarge)];
        var kinds = Kinds();
        Lane.Race([.. lanes, .. kinds.SelectMany(curves => curves.Lanes)]);
        foreach (var curves in kinds)
        {
            var bare = $"keygen + agreement, {curves.Name}";
            yield return Row.Of("rewrap: one more reader of an open 2 KB body", lanes[0], bare, 1 / curves.Wrap, curves == kinds[0] ? "0.85 x" : "");
            yield return Row.Of("the same, 1 MB body", lanes[1], bare, 1 / curves.Wrap, curves == kinds[0] ? "0.85 x" : "");
        }
    }

    private static IEnumerable<Row> Opening()
    {
        var (small, photo) = (ToBen(Small), ToBen(Photo));
        var request = new OpenRequest { Keys = [Ben], Now = Now, FindCertificate = _ => Ana.Certificate };
        var (one, large) = (new Lane(() => Unseal.Open(small, request)), new Lane(() => Unseal.Open(photo, request)));
        var (kinds, bulk) = (Kinds(), new Lane(Bulk(Photo, seals: false)));
        Lane.Race([one, large, bulk, .. kinds.SelectMany(curves => curves.Lanes)]);
        foreach (var curves in kinds)
        {
            var least = curves.Agree.Seconds + curves.Verify.Seconds;
            yield return Row.Of(OpenSmall, one, $"agreement + verify, {curves.Name}", 1 / least, curves == kinds[0] ? "0.85 x" : "");
            yield return Row.Of(OpenPhoto, large, $"the same + AES-CFB, SHA-1, SHA-256 of .NET, {curves.Name}", 1 / (least + bulk.Seconds), "500/s");
        }
    }

    private static List<Curves> Kinds() => [.. new[] { Curves.InUse(), Curves.BouncyCastle() }.OfType<Curves>()];

    private static void SealOneByOne(IReadOnlyList<Certificate> readers)
    {
        using var open = Opened(Seal.Encrypt(Small, Ana, [Ben.Certificate], Now));
        foreach (var reader in readers) open.TryWrap(reader, false, Now, out _);
    }

    /// <summary>How often in a second of the clock, in turns: what runs on two processors takes half of it.</summary>
    private static (double One, double Other) ByTheClock(Action one, Action other)
    {
        var (ones, others) = (new List<double>(), new List<double>());
        for (var round = 0; round < ClockRounds; round++)
        {
            ones.Add(SecondsOf(one));
            others.Add(SecondsOf(other));
        }
        return (1 / Lane.Median(ones), 1 / Lane.Median(others));
    }

    private static double SecondsOf(Action work)
    {
        var began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>What .NET takes for the bytes alone, without any format around them.</summary>
    private static Action Bulk(byte[] content, bool seals)
    {
        var (plain, whole) = (new byte[content.Length], content.AsMemory(0, content.Length - content.Length % 16));
        var aes = Aes.Create();
        return () =>
        {
            if (seals) RandomNumberGenerator.Fill(plain.AsSpan(0, 32));
            if (seals) aes.EncryptCfb(whole.Span, new byte[16], plain, PaddingMode.None, 128);
            else aes.DecryptCfb(whole.Span, new byte[16], plain, PaddingMode.None, 128);
#pragma warning disable CA5350 // the format's own
            SHA1.HashData(content);
#pragma warning restore CA5350
            SHA256.HashData(content);
        };
    }

    private static SecretKey Key(string name) => SecretKey.Generate($"{name} <{name}@example.org>", Now.AddDays(-30));

    /// <summary>Armored, as it lies in a mail.</summary>
    public static byte[] ToBen(byte[] content) => Armor.EncodeBytes("PGP MESSAGE", Seal.Encrypt(content, Ana, [Ben.Certificate], Now));

    private static SealedBody Opened(byte[] message) => SealedBody.TryOpen(message, Ben, out var body) ? body : throw new InvalidOperationException();

    private static Lane Wrap(SealedBody body) => new(() => body.TryWrap(Cem.Certificate, false, Now, out _));
}
