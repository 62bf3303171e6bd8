using System.Diagnostics;
using System.Text.Json;
using MailNode.OpenPgp;

namespace MailNode.Benchmarks;

/// <summary>
/// The same work by gpg, sq and openpgp.js, with the same keys: the programs once for each message, as mail clients call them, the
/// library in one process. By the clock; where one is missing, its row says so.
/// </summary>
internal sealed class OpenPgpPeers : IDisposable
{
    private const int Calls = 5;
    private const string Package = "openpgp@6";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2), PerWork = TimeSpan.FromSeconds(2);
    private static readonly string[] Works = [OpenPgpBenchmark.SealToOne, OpenPgpBenchmark.SealToMany, OpenPgpBenchmark.OpenSmall, OpenPgpBenchmark.OpenPhoto];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mb-pgp-");
    private readonly IReadOnlyList<Certificate> readers;

    private OpenPgpPeers(IReadOnlyList<Certificate> readers)
    {
        this.readers = readers;
        Write("ana.asc", OpenPgpBenchmark.Ana.ToArmor());
        Write("ben.asc", OpenPgpBenchmark.Ben.ToArmor());
        Write("ana.pub", OpenPgpBenchmark.Ana.Certificate.ToArmor());
        Write("ben.pub", OpenPgpBenchmark.Ben.Certificate.ToArmor());
        Directory.CreateDirectory(Place("readers"));
        foreach (var reader in readers) Write(Path.Combine("readers", $"{reader.Fingerprint}.asc"), reader.ToArmor());
        File.WriteAllBytes(Place("letter"), OpenPgpBenchmark.Small);
        File.WriteAllBytes(Place("letter.asc"), OpenPgpBenchmark.ToBen(OpenPgpBenchmark.Small));
        File.WriteAllBytes(Place("photo.asc"), OpenPgpBenchmark.ToBen(OpenPgpBenchmark.Photo));
    }

    /// <summary>A row for each peer and work; <paramref name="ours"/> says what we did in a second.</summary>
    public static async Task<IReadOnlyList<Row>> RunAsync(IReadOnlyList<Certificate> readers, IReadOnlyDictionary<string, double> ours)
    {
        using var peers = new OpenPgpPeers(readers);
        var rows = new List<Row>();
        foreach (var (name, rates) in new[] { ("gpg", await peers.GpgAsync()), ("sq", await peers.SqAsync()), ("openpgp.js", await peers.OpenPgpJsAsync()) })
        {
            if (rates is null) rows.Add(new Row($"the same by {name}", 0, "not run: it is not here, or fails", 1));
            else rows.AddRange(Works.Zip(rates, (work, rate) => new Row(work, ours[work], name, rate)));
        }
        return rows;
    }

    public void Dispose() => folder.Delete(recursive: true);

    private async Task<double[]?> GpgAsync()
    {
        var home = Directory.CreateTempSubdirectory("mb-gpg-").FullName;    // for us alone, and short enough for the socket of its agent
        string[] batch = ["--homedir", home, "--batch", "--yes", "--quiet", "--trust-model", "always", "--compress-algo", "none"];
        try
        {
            if (await SecondsAsync("gpg", [.. batch, "--import", Place("ana.asc"), Place("ben.asc"), .. Directory.GetFiles(Place("readers"))]) is null) return null;
            string[] seal = [.. batch, "--armor", "--output", Place("out"), "--local-user", $"{OpenPgpBenchmark.Ana.Certificate.Fingerprint}", "--sign", "--encrypt"];
            string[] open = [.. batch, "--output", Place("out"), "--decrypt"];
            return await RatesAsync(
                "gpg",
                [.. seal, "--recipient", $"{OpenPgpBenchmark.Ben.Certificate.Fingerprint}", Place("letter")],
                [.. seal, .. readers.SelectMany(reader => (string[])["--recipient", $"{reader.Fingerprint}"]), Place("letter")],
                [.. open, Place("letter.asc")],
                [.. open, Place("photo.asc")]);
        }
        finally
        {
            await SecondsAsync("gpgconf", ["--homedir", home, "--kill", "all"]);       // its agent, and no other
            Directory.Delete(home, recursive: true);
        }
    }

    private Task<double[]?> SqAsync()
    {
        string[] seal = ["encrypt", "--output", Place("out"), "--signer-key", Place("ana.asc"), "--compression", "none"];
        string[] open = ["decrypt", "--output", Place("out"), "--recipient-key", Place("ben.asc"), "--signer-cert", Place("ana.pub")];
        return RatesAsync(
            "sq",
            [.. seal, "--recipient-cert", Place("ben.pub"), Place("letter")],
            [.. seal, .. Directory.GetFiles(Place("readers")).SelectMany(reader => (string[])["--recipient-cert", reader]), Place("letter")],
            [.. open, Place("letter.asc")],
            [.. open, Place("photo.asc")]);
    }

    private async Task<double[]?> OpenPgpJsAsync()
    {
        if (await SecondsAsync("npm", ["install", "--silent", "--no-save", "--no-audit", "--no-fund", "--prefix", folder.FullName, Package]) is null) return null;
        var script = Place("openpgp.mjs");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "peers", "openpgp.mjs"), script);
        return await PeerProgram.OutputAsync(folder.FullName, Patience, "node", [script, folder.FullName, $"{PerWork.TotalMilliseconds:F0}"]) is { } said ? JsonSerializer.Deserialize<double[]>(said) : null;
    }

    /// <summary>How often in a second each command runs, process and all; null if one fails.</summary>
    private async Task<double[]?> RatesAsync(string program, params string[][] commands)
    {
        var rates = new List<double>();
        foreach (var command in commands)
        {
            var times = new List<double>();
            for (var call = -1; call < Calls; call++)                      // the first fills the caches
            {
                File.Delete(Place("out"));
                if (await SecondsAsync(program, command) is not { } seconds) return null;
                if (call >= 0) times.Add(seconds);
            }
            rates.Add(1 / Lane.Median(times));
        }
        return [.. rates];
    }

    private async Task<double?> SecondsAsync(string program, string[] arguments)
    {
        var began = Stopwatch.GetTimestamp();
        return await PeerProgram.OutputAsync(folder.FullName, Patience, program, arguments) is null ? null : Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private string Place(string name) => Path.Combine(folder.FullName, name);

    private void Write(string name, string text) => File.WriteAllText(Place(name), text);
}
