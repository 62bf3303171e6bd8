using System.Globalization;
using System.Text.Json;
using MailNode.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["fetch-alone", var port, var user, var count, var parse])
    return await ImapFetch.RunAloneAsync(int.Parse(port), user, int.Parse(count), bool.Parse(parse));
if (args is ["large-alone", var folder])
    return await OpenPgpLargeBenchmark.RunAloneAsync(folder);
var subjects = new Dictionary<string, Func<Task<IReadOnlyList<Row>>>>
{
    ["mime"] = MimeBenchmark.RunAsync,
    ["imap"] = ImapBenchmark.RunAsync,
    ["smtp"] = SmtpBenchmark.RunAsync,
    ["openpgp"] = async () => [.. await OpenPgpBenchmark.RunAsync(), .. await OpenPgpLargeBenchmark.RunAsync()],
    ["digest"] = () => Task.FromResult(DigestBenchmark.Run()),
    ["intake"] = IntakeBenchmark.RunAsync,
};
List<string> chosen = [.. args.Where(arg => arg != "--json").SelectMany(arg => arg == "mail" ? ["mime", "imap", "smtp"] : (string[])[arg])];
if (chosen.Exists(name => !subjects.ContainsKey(name)))
{
    Console.Error.WriteLine($"Usage: MailNode.Benchmarks [mail|{string.Join('|', subjects.Keys)}]… [--json]");
    return 2;
}
#if DEBUG
Console.Error.WriteLine("These figures mean nothing: run it with -c Release.");
#endif
var rows = new List<Row>();
foreach (var name in chosen.Count > 0 ? chosen : [.. subjects.Keys]) rows.AddRange(await subjects[name]());
if (args.Contains("--json")) Console.WriteLine(JsonSerializer.Serialize(rows));
else Print(rows);
return 0;

// A Markdown table, to be put into docs/performance.md as it is.
static void Print(IEnumerable<Row> rows)
{
    Console.WriteLine("| work | ours | baseline, same run | its figure | ours / its | must reach | allocated |");
    Console.WriteLine("| --- | ---: | --- | ---: | ---: | --- | ---: |");
    foreach (var row in rows)
        Console.WriteLine($"| {row.Work} | {row.Ours:N0}{row.Unit} | {row.Baseline} | {row.Theirs:N0}{row.Unit} | {row.Ratio:0.###} | {row.Must} | {Size(row.Allocated)} |");
}

static string Size(long bytes) => bytes == 0 ? "" : $"{bytes / 1024.0:N1} KB";
