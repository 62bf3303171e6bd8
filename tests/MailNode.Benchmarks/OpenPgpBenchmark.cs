using System.Security.Cryptography;
using System.Text;
using MailNode.OpenPgp;
using Org.BouncyCastle.Math.EC.Rfc7748;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace MailNode.Benchmarks;

/// <summary>Seal, rewrap and open, against the sum of the primitives that each cannot do without.</summary>
internal static class OpenPgpBenchmark
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    private static readonly SecretKey Ana = Key("ana"), Ben = Key("ben"), Cem = Key("cem");
    private static readonly byte[] Small = RandomNumberGenerator.GetBytes(2_000), Photo = RandomNumberGenerator.GetBytes(400_000);

    public static IReadOnlyList<Row> Run() => [.. Sealing(), .. Rewrapping(), .. Opening()];

    private static IEnumerable<Row> Sealing()
    {
        IReadOnlyList<Certificate> hundred = [.. Enumerable.Range(0, 100).Select(number => Key($"reader{number}").Certificate)];
        var one = new Lane(() => Seal.Encrypt(Small, Ana, [Ben.Certificate], Now));
        var many = new Lane(() => Seal.Encrypt(Small, Ana, hundred, Now));
        var curves = new Curves();
        Lane.Race([one, many, .. curves.Lanes]);
        yield return Row.Of("seal 2 KB to 1", one, "sign + keygen + agreement", 1 / (curves.Sign.Seconds + curves.Wrap), "0.85 x");
        yield return Row.Of("seal 2 KB to 100", many, "sign + 100 x (keygen + agreement)", 1 / (curves.Sign.Seconds + 100 * curves.Wrap), "1.0 x");
    }

    private static IEnumerable<Row> Rewrapping()
    {
        var (small, large) = (ToBen(Small), ToBen(RandomNumberGenerator.GetBytes(1_000_000)));
        using var open = Opened(small);
        using var openLarge = Opened(large);
        Lane[] lanes = [Wrap(open), Wrap(openLarge)];
        var curves = new Curves();
        Lane.Race([.. lanes, .. curves.Lanes]);
        const string Bare = "keygen + agreement";
        yield return Row.Of("rewrap: one more reader of an open 2 KB body", lanes[0], Bare, 1 / curves.Wrap, "0.85 x");
        yield return Row.Of("the same, 1 MB body", lanes[1], Bare, 1 / curves.Wrap, "0.85 x");
    }

    private static IEnumerable<Row> Opening()
    {
        var (small, photo) = (ToBen(Small), ToBen(Photo));
        var request = new OpenRequest { Keys = [Ben], Now = Now, FindCertificate = _ => Ana.Certificate };
        var (one, large) = (new Lane(() => Unseal.Open(small, request)), new Lane(() => Unseal.Open(photo, request)));
        var (curves, bulk) = (new Curves(), new Lane(Bulk()));
        Lane.Race([one, large, bulk, .. curves.Lanes]);
        var least = curves.Agree.Seconds + curves.Verify.Seconds;
        yield return Row.Of("open and verify 2 KB", one, "agreement + verify", 1 / least, "0.85 x");
        yield return Row.Of("open and verify 400 KB", large, "the same + AES-CFB, SHA-1, SHA-256", 1 / (least + bulk.Seconds), "500/s");
    }

    /// <summary>What .NET takes for the bytes alone, without any format around them.</summary>
    private static Action Bulk()
    {
        var (plain, whole) = (new byte[Photo.Length], Photo.AsMemory(0, Photo.Length - Photo.Length % 16));
        var aes = Aes.Create();
        return () =>
        {
            aes.DecryptCfb(whole.Span, new byte[16], plain, PaddingMode.None, 128);
#pragma warning disable CA5350 // the format's own
            SHA1.HashData(Photo);
#pragma warning restore CA5350
            SHA256.HashData(Photo);
        };
    }

    private static SecretKey Key(string name) => SecretKey.Generate($"{name} <{name}@example.org>", Now.AddDays(-30));

    /// <summary>Armored, as it lies in a mail.</summary>
    private static byte[] ToBen(byte[] content) =>
        Encoding.ASCII.GetBytes(Armor.Encode("PGP MESSAGE", Seal.Encrypt(content, Ana, [Ben.Certificate], Now)));

    private static SealedBody Opened(byte[] message) => SealedBody.TryOpen(message, Ben, out var body) ? body : throw new InvalidOperationException();

    private static Lane Wrap(SealedBody body) => new(() => body.TryWrap(Cem.Certificate, false, Now, out _));

    /// <summary>BouncyCastle's curves, called with nothing around them.</summary>
    private sealed class Curves
    {
        private readonly byte[] seed = RandomNumberGenerator.GetBytes(32), scalar = RandomNumberGenerator.GetBytes(32), digest = RandomNumberGenerator.GetBytes(32);
        private readonly byte[] edPoint = new byte[32], point = new byte[32], secret = new byte[32], signature = new byte[64];

        public readonly Lane Sign, Keygen, Agree, Verify;

        public Curves()
        {
            Ed25519.GeneratePublicKey(seed, 0, edPoint, 0);
            Sign = new Lane(() => Ed25519.Sign(seed, 0, digest, 0, digest.Length, signature, 0));
            Keygen = new Lane(() => X25519.GeneratePublicKey(scalar, 0, point, 0));
            Agree = new Lane(() => X25519.CalculateAgreement(scalar, 0, point, 0, secret, 0));
            Verify = new Lane(() => Ed25519.Verify(signature, 0, edPoint, 0, digest, 0, digest.Length));
        }

        public IReadOnlyList<Lane> Lanes => [Sign, Keygen, Agree, Verify];

        /// <summary>Seconds for one reader.</summary>
        public double Wrap => Keygen.Seconds + Agree.Seconds;
    }
}
