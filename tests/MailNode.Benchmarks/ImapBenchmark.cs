using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Benchmarks;

/// <summary>
/// Fetching by IMAP from a Dovecot on loopback, against a bare socket that asks for the same and throws the bytes away, and beside other
/// clients. By the clock, since both wait for the server; in turns, so that a disturbed machine disturbs them all alike.
/// </summary>
internal static class ImapBenchmark
{
    private const string Everything = "UID FETCH 1:* (UID INTERNALDATE FLAGS BODY.PEEK[])";
    private const int Rounds = 7, Different = 100;
    private static readonly DateTimeOffset At = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var (server, reason) = await Dovecot.StartAsync();
        if (server is null) return [new Row("fetch by IMAP", 0, $"not run: {reason}", 1, "")];
        await using (server)
        {
            var small = Enumerable.Range(0, Different).Select(number => Mail(number, 4_096)).ToList();
            List<Row> rows = [.. await RaceAsync(server, 10_000, small, "1.15, parsed 1.5"), .. await RaceAsync(server, 200, [Mail(0, 400 * 1024)], "1.25, parsed 1.5")];
            rows.AddRange(await FlatAsync(server, small));
            rows.AddRange(Memory(server, "u200", 200));
            return rows;
        }
    }

    private static async Task<IReadOnlyList<Row>> RaceAsync(Dovecot server, int count, List<byte[]> mails, string must)
    {
        var user = $"u{count}";
        server.Fill(user, count, mails);
        using var raw = new RawImap(server.ImapPort, user);
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Imap(user), TimeProvider.System, default);
        var inbox = await ImapFetch.InboxAsync(mailbox);
        var allocated = 0L;
        var (bare, ours, parsed) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -2; round < Rounds; round++)          // the first two warm up
        {
            var times = (Time(() => raw.Run(Everything)), await TimeAsync(() => ImapFetch.FetchAsync(mailbox, inbox, count, parse: false)), await TimeAsync(() => ImapFetch.FetchAsync(mailbox, inbox, count, parse: true)));
            if (round < 0) continue;
            bare.Add(times.Item1);
            ours.Add(times.Item2.Milliseconds);
            parsed.Add(times.Item3.Milliseconds);
            allocated = times.Item2.Allocated / count;
        }
        var what = $"fetch {count:N0} mails of {mails[0].Length:N0} bytes";
        var baseline = Lane.Median(bare);
        List<Row> rows =
        [
            new(what, Lane.Median(ours), "raw socket", baseline, " ms", must, allocated),
            new($"{what}, and parse them", Lane.Median(parsed), "raw socket", baseline, " ms", must),
        ];
        foreach (var peer in ImapPeer.All) rows.Add(await peer.RunAsync(server, user, count) is { } theirs
            ? new Row($"{what}", Lane.Median(ours), peer.Name, theirs, " ms") : new Row(what, Lane.Median(ours), $"not run: {peer.Name} is not installed", 1, " ms"));
        return rows;
    }

    /// <summary>What one mail costs must not depend on how many there are.</summary>
    private static async Task<IReadOnlyList<Row>> FlatAsync(Dovecot server, List<byte[]> mails)
    {
        var each = new Dictionary<int, (double Ours, double Raw)>();
        foreach (var count in (int[])[1_000, 10_000, 100_000])
        {
            var user = $"u{count}";
            if (count != 10_000) server.Fill(user, count, mails);
            using var raw = new RawImap(server.ImapPort, user);
            await using var mailbox = await ImapMailbox.ConnectAsync(server.Imap(user), TimeProvider.System, default);
            var inbox = await ImapFetch.InboxAsync(mailbox);
            var (bare, ours) = (new List<double>(), new List<double>());
            for (var round = -1; round < 3; round++)
            {
                var times = (Time(() => raw.Run(Everything)), await TimeAsync(() => ImapFetch.FetchAsync(mailbox, inbox, count, parse: false)));
                if (round < 0) continue;
                bare.Add(times.Item1);
                ours.Add(times.Item2.Milliseconds);
            }
            each[count] = (Lane.Median(ours) * 1000 / count, Lane.Median(bare) * 1000 / count);
        }
        return [.. each.Select(one => new Row($"one mail of {one.Key:N0}, 4 KB", one.Value.Ours, "raw socket", one.Value.Raw, " µs", "flat"))];
    }

    private static IEnumerable<Row> Memory(Dovecot server, string user, int count)
    {
        foreach (var parse in (bool[])[false, true])
            yield return new Row($"resident memory, fetching 200 mails of 400 KB{(parse ? " and parsing them" : "")}", Resident(server, user, count, parse), "the bar", 60_000, " KB", "60,000");
        yield return new Row("resident memory, fetching nothing", Resident(server, "nobody", 0, parse: false), "the bar", 60_000, " KB");
    }

    private static double Resident(Dovecot server, string user, int count, bool parse)
    {
        string[] arguments = ["fetch-alone", $"{server.ImapPort}", Dovecot.Address(user), $"{count}", $"{parse}"];
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        // As the README's systemd unit starts the worker: by itself the collector waits until the processor's whole cache is full of garbage.
        start.Environment["DOTNET_GCgen0size"] = "600000";
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var child = Process.Start(start)!;
        return double.Parse(child.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
    }

    private static double Time(Action work)
    {
        var began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static async Task<(double Milliseconds, long Allocated)> TimeAsync(Func<Task> work)
    {
        GC.Collect();
        var (allocated, began) = (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
        await work();
        return (Stopwatch.GetElapsedTime(began).TotalMilliseconds, GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }

    private static byte[] Mail(int number, int size)
    {
        var ana = new Address("Ana", EmailAddress.Parse("ana@example.org"));
        var random = RandomNumberGenerator.GetBytes(size < 10_000 ? 2_700 : size * 18 / 25);
        return MimeBuilder.Multipart("mixed", [
                MimeBuilder.Text("text/plain", "The sea was warm today.\n"), MimeBuilder.Binary("image/jpeg", random, "beach.jpg")])
            .Header("From", ana).Header("To", ana).Header("Subject", $"Mail {number}").Date(At).MessageId("Message-ID", $"{number}@example.org").WriteMessage();
    }
}
