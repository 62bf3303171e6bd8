using System.Globalization;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

/// <summary>
/// Mail that something bit: flipped, cut, doubled and spliced bytes. Nothing may throw or grow, and the bytes stay what they were.
/// MAILNODE_FUZZ says how many inputs, each of which depends on its number alone.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Inputs = 10_000;
    private const int MaxBytes = 20_000;

    [Fact]
    public void Mutated_mails_are_read_without_an_exception()
    {
        var seeds = MimeCorpus.Mails().Concat(MimeCorpus.Bounces()).Select(File.ReadAllBytes).Where(bytes => bytes.Length is > 0 and < MaxBytes).ToArray();
        var inputs = int.TryParse(Environment.GetEnvironmentVariable("MAILNODE_FUZZ"), CultureInfo.InvariantCulture, out var wanted) ? wanted : Inputs;
        for (var i = 0; i < inputs; i++)
        {
            var bytes = Mutate(seeds, new SeededNumbers((20261121 + (ulong)i) * 0x9E3779B97F4A7C15));
            var copy = bytes.ToArray();
            var entity = MimeEntity.Parse(bytes);
            var failure = Record.Exception(() => MimeCorpus.ReadEverything(entity));
            Assert.True(failure is null, $"input {i}: {failure}\n{Convert.ToBase64String(copy)}");
            Assert.True(entity.Raw.Span.SequenceEqual(copy), $"input {i}: Raw changed");
            Assert.True(MimeBuilder.Raw(entity.Raw).Write().AsSpan().SequenceEqual(copy), $"input {i}: it is not written as it was read");
        }

        output.WriteLine($"{inputs} inputs of {seeds.Length} mails");
    }

    private static byte[] Mutate(byte[][] seeds, SeededNumbers random)
    {
        var bytes = seeds[random.Below(seeds.Length)];
        for (var times = 1 + random.Below(4); times > 0; times--)
        {
            var (from, to) = random.Range(bytes.Length);
            bytes = random.Below(5) switch
            {
                0 => Flip([.. bytes], random),
                1 => [.. bytes[..from], .. bytes[to..]],
                2 when bytes.Length < MaxBytes * 2 => [.. bytes[..to], .. bytes[from..]],
                3 => [.. bytes[..from], .. seeds[random.Below(seeds.Length)].AsSpan()[..]],
                _ => bytes[..to],
            };
            if (bytes.Length == 0)
                bytes = [(byte)random.Below(256)];
        }

        return bytes;
    }

    private static byte[] Flip(byte[] bytes, SeededNumbers random)
    {
        // Bytes that mean something to a parser do more harm than random ones.
        var meaningful = "\r\n\t ;:=\"<>(),?*%'-\0\u00FF"u8;
        for (var times = 1 + random.Below(20); times > 0; times--)
            bytes[random.Below(bytes.Length)] = random.Below(2) == 0 ? meaningful[random.Below(meaningful.Length)] : (byte)random.Below(256);
        return bytes;
    }
}
