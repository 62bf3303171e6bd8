using MailNode.LoopbackMail;
using MailNode.LoopbackMail.Faults;

namespace MailNode.Tests.Transport;

/// <summary>Rubbish in the middle of what a server says, and then nothing more: the client says so by a MailException, and ends.</summary>
public sealed class FaultGarbageTests
{
    private const int Count = 25;

    private static readonly string[] FewWords = ["LIST-EXTENDED", "COMPRESS=DEFLATE", "AUTH=SCRAM-SHA-256"];

    public static TheoryData<string> Kinds => FaultGarbage.Names;

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_imap_client_ends_whatever_it_is_told(string kind)
    {
        await using var post = await LoopbackServer.StartAsync(new LoopbackOptions().Without(FewWords));
        await using var proxy = FaultProxy.Before("127.0.0.1", post.ImapPort);
        await RunAsync(post, proxy, 0, kind);
        var bytes = proxy.BytesToClient;
        foreach (var (at, i) in FaultSession.Offsets(bytes, Count).Select((at, i) => (at, i + 1)))
        {
            proxy.Faults = Say(at, FaultGarbage.Of(kind));
            await RunAsync(post, proxy, i, $"{kind} at byte {at} of {bytes}");
        }
        Assert.InRange(proxy.Connections, Count, int.MaxValue);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_smtp_client_ends_whatever_it_is_told(string kind)
    {
        await using var post = await LoopbackServer.StartAsync(new LoopbackOptions { SmtpNeedsLogin = true });
        await using var proxy = FaultProxy.Before("127.0.0.1", post.SmtpPort);
        post.AddAccount("ana@example.test", "secret");
        var server = FaultSession.Address(proxy.Port, "ana@example.test");
        await FaultSession.SmtpAsync(server, server.User, TimeProvider.System);
        var bytes = proxy.BytesToClient;
        foreach (var at in FaultSession.Offsets(bytes, Count))
        {
            proxy.Faults = Say(at, FaultGarbage.Of(kind));
            var session = FaultSession.SmtpAsync(server, server.User, TimeProvider.System);
            await FaultSession.EndsAsync(session, $"{kind} at byte {at} of {bytes}");
        }
    }

    [Fact]
    public async Task What_other_servers_said_to_other_clients_ends_too()
    {
        var corpora = Environment.GetEnvironmentVariable("MAILNODE_CORPORA");
        if (string.IsNullOrEmpty(corpora))
            Assert.Skip("MAILNODE_CORPORA is not set: no transcripts to replay.");
        await using var post = await LoopbackServer.StartAsync();
        await using var proxy = FaultProxy.Before("127.0.0.1", post.ImapPort);
        await RunAsync(post, proxy, 0, "without rubbish");
        var bytes = proxy.BytesToClient;
        var number = 0;
        var folder = Path.Combine(corpora, "transcripts", "imap");
        foreach (var file in Directory.EnumerateFiles(folder, "*.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            number++;
            var said = await File.ReadAllTextAsync(file, CancellationToken.None);
            var tag = $"A{1 + (number % 15)}";
            var garbage = FaultGarbage.Bytes(said.ReplaceLineEndings("\r\n").Replace("A########", tag, StringComparison.Ordinal));
            garbage[number * 31 % garbage.Length] ^= (byte)number;
            proxy.Faults = Say(bytes * (number % 97) / 97, garbage);
            await RunAsync(post, proxy, number, Path.GetFileName(file));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_falls_silent_at_any_line_is_given_up_in_time(bool isSmtp)
    {
        var lines = await SilenceAsync(isSmtp, int.MaxValue);
        Assert.InRange(lines, 5, 100);
        for (var spared = 0; spared < lines; spared++)
            await SilenceAsync(isSmtp, spared);
    }

    /// <summary>Gives how many lines were heard.</summary>
    private static async Task<int> SilenceAsync(bool isSmtp, int spared)
    {
        var (clock, silent) = (new FaultClock(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var post = await LoopbackServer.StartAsync(new LoopbackOptions { SmtpNeedsLogin = true });
        post.AddAccount("ana@example.test", "secret");
        post.Misbehave = [new Misbehaviour.Retell("", _ => Fall(silent)) { Spared = spared }];
        var server = FaultSession.Address(isSmtp ? post.SmtpPort : post.ImapPort, "ana@example.test");
        Task session = isSmtp ? FaultSession.SmtpAsync(server, server.User, clock) : FaultSession.ImapAsync(server, clock);
        if (await Task.WhenAny(session, silent.Task) == silent.Task)
            clock.Hurry();
        await FaultSession.EndsAsync(session, $"silence after {spared}");
        return post.Heard.Count + 1;
    }

    private static string Fall(TaskCompletionSource silent)
    {
        silent.TrySetResult();
        return "";
    }

    private static Fault[] Say(long at, byte[] garbage) =>
        [.. ((Deed[])[new Deed.Insert(garbage), new Deed.Cut()]).Select(deed => new Fault(Toward.Client, new Place.Byte(at), deed))];

    private static async Task RunAsync(LoopbackServer post, FaultProxy proxy, int number, string when)
    {
        var account = post.AddAccount($"u{number:D6}@example.test", "secret");
        post.Deliver(account.Address, FaultSession.Kept);
        post.Deliver(account.Address, FaultSession.Deleted);
        var session = FaultSession.ImapAsync(FaultSession.Address(proxy.Port, account.Address), TimeProvider.System, looksInside: false);
        await FaultSession.EndsAsync(session, when);
        var all = account.Folders.SelectMany(folder => folder.Messages);
        Assert.Contains(all, message => message.Text.Contains("body of kept", StringComparison.Ordinal));
    }
}
