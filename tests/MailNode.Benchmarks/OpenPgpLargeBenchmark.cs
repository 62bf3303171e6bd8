using System.Diagnostics;
using System.Security.Cryptography;
using MailNode.OpenPgp;

namespace MailNode.Benchmarks;

/// <summary>
/// An attachment of 25 MB as a stream, against what .NET takes for its bytes alone and against gpg; and what memory that takes
/// in a process of its own, against a letter. All times are the processor's.
/// </summary>
internal static class OpenPgpLargeBenchmark
{
    private const int Attachment = 25 << 20, Letter = 2_000, GpgCalls = 3;
    private const string Alone = "large-alone", Message = "message", Content = "content", Bare = "AES-CFB + SHA-1 + SHA-256 of the same bytes";
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    private static readonly SecretKey Ana = Key("ana"), Ben = Key("ben");

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("mb-large-").FullName;
        try
        {
            return [.. await SpeedAsync(folder), .. await MemoryAsync(folder)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The child process: seals and opens a file once, and prints the highest resident memory it had, in KB.</summary>
    public static async Task<int> RunAloneAsync(string folder)
    {
        await SealAsync(folder);
        await using (var message = File.OpenRead(Path.Combine(folder, Message)))
            await OpenAsync(message);
        Console.WriteLine(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);
        return 0;
    }

    private static async Task<IEnumerable<Row>> SpeedAsync(string folder)
    {
        var content = RandomNumberGenerator.GetBytes(Attachment);
        await File.WriteAllBytesAsync(Path.Combine(folder, Content), content);
        await SealAsync(folder);
        var message = await File.ReadAllBytesAsync(Path.Combine(folder, Message));
        var output = new MemoryStream(message.Length + 1_024);
        var sealing = new Lane(() => Done(SealAsync(new MemoryStream(content), Rewound(output))));
        var opening = new Lane(() => Done(OpenAsync(new MemoryStream(message))));
        var (encrypting, decrypting) = (new Lane(Bulk(content, encrypts: true)), new Lane(Bulk(content, encrypts: false)));
        Lane.Race(sealing, opening, encrypting, decrypting);
        var (gpgSeals, gpgOpens) = await GpgAsync(folder);
        Row[] rows =
        [
            In("seal 25 MB as a stream", sealing, Bare, encrypting.Seconds),
            In("open and verify 25 MB as a stream", opening, Bare, decrypting.Seconds),
            In("seal 25 MB as a stream", sealing, "gpg, uncompressed", gpgSeals),
            In("open and verify 25 MB as a stream", opening, "gpg", gpgOpens),
        ];
        return rows.Where(row => double.IsFinite(row.Theirs));
    }

    private static Row In(string work, Lane ours, string baseline, double seconds)
    {
        const double Megabytes = Attachment / 1e6;
        return new Row(work, Megabytes / ours.Seconds, baseline, Megabytes / seconds, " MB/s", Allocated: ours.Allocated);
    }

    private static Action Bulk(byte[] content, bool encrypts)
    {
        var aes = Aes.Create();
        var other = new byte[content.Length];
        return () =>
        {
            if (encrypts) aes.EncryptCfb(content, new byte[16], other, PaddingMode.None, 128);
            else aes.DecryptCfb(content, new byte[16], other, PaddingMode.None, 128);
#pragma warning disable CA5350 // the format's own
            SHA1.HashData(content);
#pragma warning restore CA5350
            SHA256.HashData(content);
        };
    }

    private static async Task<IEnumerable<Row>> MemoryAsync(string folder)
    {
        var large = await PeakAsync(folder, Attachment);
        var small = await PeakAsync(folder, Letter);
        return [new Row("highest memory of a process that seals and opens 25 MB", large, "the same for 2 KB", small, " MB")];
    }

    private static async Task<double> PeakAsync(string folder, int length)
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, Content), RandomNumberGenerator.GetBytes(length));
        return double.Parse(await OutputAsync(Environment.ProcessPath!, Alone, folder)) / 1_000;
    }

    /// <summary>Seconds for sealing and for opening; not a number where there is no gpg.</summary>
    private static async Task<(double Seals, double Opens)> GpgAsync(string folder)
    {
        var home = Directory.CreateTempSubdirectory("mb-gpg-").FullName;
        try
        {
            var (ana, ben) = (Path.Combine(folder, "ana"), Path.Combine(folder, "ben"));
            await File.WriteAllBytesAsync(ana, Ana.ToBytes());
            await File.WriteAllBytesAsync(ben, Ben.ToBytes());
            var gpg = $"gpg --homedir {home} --batch --yes --quiet --trust-model always --compress-algo none";
            await SecondsAsync($"{gpg} --import {ana} {ben}");
            var seals = $"{gpg} --output {folder}/gpg -u {Ana.Certificate.Fingerprint} -r {Ben.Certificate.Fingerprint} -se {folder}/{Content}";
            return (await MedianAsync(seals), await MedianAsync($"{gpg} --output {folder}/out --decrypt {folder}/{Message}"));
        }
        finally
        {
            await OutputAsync("bash", "-c", $"gpgconf --homedir {home} --kill all || true");
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task<double> MedianAsync(string command)
    {
        var seconds = new List<double>();
        for (var call = 0; call < GpgCalls; call++) seconds.Add(await SecondsAsync(command));
        return Lane.Median(seconds);
    }

    /// <summary>The processor's time of a command, as the shell sees it; not a number if it fails.</summary>
    private static async Task<double> SecondsAsync(string command)
    {
        var times = await OutputAsync("bash", "-c", $"TIMEFORMAT='%U %S'; {{ time {command} >/dev/null 2>/dev/null; }} 2>&1 && echo done");
        return times.EndsWith("done", StringComparison.Ordinal) ? times.Split(' ', '\n').Take(2).Sum(double.Parse) : double.NaN;
    }

    private static async Task<string> OutputAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Trim();
    }

    private static async Task SealAsync(string folder)
    {
        await using var content = File.OpenRead(Path.Combine(folder, Content));
        await using var message = File.Create(Path.Combine(folder, Message));
        await SealAsync(content, message);
    }

    private static Task SealAsync(Stream content, Stream message) =>
        Seal.EncryptAsync(content, message, Ana, [Ben.Certificate], armored: false, Now, null, default);

    private static async Task OpenAsync(Stream message)
    {
        var request = new OpenRequest { Keys = [Ben], Now = Now, FindCertificate = _ => Ana.Certificate };
        var opened = await Unseal.OpenAsync(message, request, Path.GetTempPath(), default) as OpenedLarge.Genuine;
        await using var content = opened?.Content ?? throw new InvalidOperationException("It does not open.");
        await content.CopyToAsync(Stream.Null);
    }

    private static MemoryStream Rewound(MemoryStream stream)
    {
        stream.Position = 0;
        return stream;
    }

    /// <summary>From memory to memory nothing is waited for, so that a lane can time it.</summary>
    private static void Done(Task work) => work.GetAwaiter().GetResult();

    private static SecretKey Key(string name) => SecretKey.Generate($"{name} <{name}@example.org>", Now.AddDays(-30));
}
