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
            await FetchAsync(mailbox, await InboxAsync(mailbox), count, parse);
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
