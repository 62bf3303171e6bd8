using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Benchmarks;

/// <summary>Fetching an inbox with our own client, as it is timed; and alone in a process of its own, to see what memory it takes.</summary>
internal static class ImapFetch
{
    private const long MaxBytes = 40 << 20;

    public static async Task<FolderRef> InboxAsync(IMailbox mailbox) => new("INBOX", (await mailbox.StatusAsync("INBOX", default)).UidValidity);

    public static async Task<int> FetchAsync(IMailbox mailbox, FolderRef folder, int count, bool parse)
    {
        var found = 0;
        await foreach (var mail in mailbox.ReadAsync(folder, [.. Enumerable.Range(1, count).Select(uid => (uint)uid)], MaxBytes, default))
        {
            if (parse) Parse(mail.Bytes);
            found++;
        }
        return found == count ? found : throw new InvalidOperationException($"{found} of {count} mails came.");
    }

    /// <summary>The child process: fetches once, and prints the highest resident memory it had, in KB.</summary>
    public static async Task<int> RunAloneAsync(int port, string user, int count, bool parse)
    {
        var server = new MailServer
        {
            Host = "127.0.0.1", Port = port, Tls = TlsMode.None, User = user, Password = _ => ValueTask.FromResult(Dovecot.Password),
        };
        await using (var mailbox = await ImapMailbox.ConnectAsync(server, TimeProvider.System, default))
        {
            var folder = await InboxAsync(mailbox);
            var raw = Environment.GetEnvironmentVariable("RAWUSER") is { } ru ? new RawImap(port, ru) : null;
            for (var i = 0; i < int.Parse(Environment.GetEnvironmentVariable("ROUNDS") ?? "1"); i++)
            {
                var t0 = System.Diagnostics.Stopwatch.GetTimestamp();
                raw?.Run("UID FETCH 1:* (UID INTERNALDATE FLAGS BODY.PEEK[])");
                var t1 = System.Diagnostics.Stopwatch.GetElapsedTime(t0).TotalMilliseconds; GC.Collect(); var a = GC.GetTotalAllocatedBytes(true); t0 = System.Diagnostics.Stopwatch.GetTimestamp(); var cpu=Environment.CpuUsage.TotalTime;
                await FetchAsync(mailbox, folder, count, parse);
                var t2 = System.Diagnostics.Stopwatch.GetElapsedTime(t0).TotalMilliseconds;
                if (raw != null) Console.Error.WriteLine($"raw {t1:0} ours {t2:0} cpu {(Environment.CpuUsage.TotalTime-cpu).TotalMilliseconds:0} alloc/msg {(GC.GetTotalAllocatedBytes(true)-a)/count}");
            }
        }
        Console.WriteLine(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);
        return 0;
    }

    private static void Parse(ReadOnlyMemory<byte> bytes)
    {
        var mail = MimeEntity.Parse(bytes);
        mail.Headers.Addresses("From");
        mail.Headers.MessageIds("Message-ID");
        foreach (var leaf in mail.Leaves()) leaf.Decode();
    }
}
