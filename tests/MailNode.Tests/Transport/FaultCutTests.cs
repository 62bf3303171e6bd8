using MailNode.LoopbackMail;
using MailNode.LoopbackMail.Faults;

namespace MailNode.Tests.Transport;

/// <summary>
/// The connection ends behind every byte of a conversation: the client says so by a MailException, at once, and no mail is lost.
/// Here it is every k-th byte; MAILNODE_ALL_CUTS=1 takes all of them, in some minutes.
/// </summary>
public sealed class FaultCutTests
{
    private const int Count = 60;

    public static TheoryData<Toward, bool, string> Ways
    {
        get
        {
            var data = new TheoryData<Toward, bool, string>();
            foreach (var toward in Enum.GetValues<Toward>())
            {
                foreach (var isReset in (bool[])[false, true])
                {
                    data.Add(toward, isReset, "");
                    data.Add(toward, isReset, "MOVE LITERAL+ PIPELINING CHUNKING COMPRESS=DEFLATE AUTH=SCRAM-SHA-256");
                }
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task An_imap_client_ends_well_wherever_it_is_cut_and_no_mail_is_lost(Toward toward, bool isReset, string withheld)
    {
        await using var post = await LoopbackServer.StartAsync(new LoopbackOptions().Without(withheld.Split(' ')));
        await using var proxy = FaultProxy.Before("127.0.0.1", post.ImapPort);
        Assert.True(await RunAsync(post, proxy, 0, "without a cut"));
        var bytes = toward == Toward.Client ? proxy.BytesToClient : proxy.BytesToServer;
        Assert.InRange(bytes, 300, 100_000);

        var done = 0;
        foreach (var (at, i) in FaultSession.Offsets(bytes, Count).Select((at, i) => (at, i + 1)))
        {
            proxy.Faults = [new Fault(toward, new Place.Byte(at), FaultSession.Deed(isReset))];
            done += await RunAsync(post, proxy, i, $"byte {at} of {bytes} toward the {toward}") ? 1 : 0;
            Assert.Equal(i + 1, proxy.Connections);
        }
        Assert.InRange(done, 0, proxy.Connections / 5); // who does not notice the cut is saying goodbye
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task An_smtp_client_ends_well_wherever_it_is_cut_and_says_sent_only_of_what_was_sent(Toward toward, bool isReset, string withheld)
    {
        await using var post = await LoopbackServer.StartAsync(new LoopbackOptions { SmtpNeedsLogin = true }.Without(withheld.Split(' ')));
        await using var proxy = FaultProxy.Before("127.0.0.1", post.SmtpPort);
        Assert.True(await SendAsync(post, proxy, 0, "without a cut"));
        var bytes = toward == Toward.Client ? proxy.BytesToClient : proxy.BytesToServer;

        var done = 0;
        foreach (var (at, i) in FaultSession.Offsets(bytes, Count).Select((at, i) => (at, i + 1)))
        {
            proxy.Faults = [new Fault(toward, new Place.Byte(at), FaultSession.Deed(isReset))];
            done += await SendAsync(post, proxy, i, $"byte {at} of {bytes} toward the {toward}") ? 1 : 0;
            Assert.Equal(i + 1, proxy.Connections);
        }
        Assert.InRange(done, 0, proxy.Connections / 5);
    }

    private static async Task<bool> RunAsync(LoopbackServer post, FaultProxy proxy, int number, string when)
    {
        var account = post.AddAccount($"u{number:D6}@example.test", "secret");
        post.Deliver(account.Address, FaultSession.Kept);
        post.Deliver(account.Address, FaultSession.Deleted);

        var session = FaultSession.ImapAsync(FaultSession.Address(proxy.Port, account.Address), TimeProvider.System);

        var isDone = await FaultSession.EndsAsync(session, when);

        // The server may still be at work on what it heard before the cut.
        var all = account.Folders.SelectMany(folder => folder.Messages).Select(message => message.Text).ToList();
        Assert.True(all.Exists(text => text.Contains("body of kept", StringComparison.Ordinal)), $"{when}: the mail is gone");
        Assert.True(all.Count(text => text.Contains("body of stored", StringComparison.Ordinal)) <= 1, $"{when}: stored twice");
        if (isDone)
            Assert.Equal(2, account.Folder("MailNode/Archive").Messages.Count);
        return isDone;
    }

    private static async Task<bool> SendAsync(LoopbackServer post, FaultProxy proxy, int number, string when)
    {
        var account = post.AddAccount($"u{number:D6}@example.test", "secret");
        var session = FaultSession.SmtpAsync(FaultSession.Address(proxy.Port, account.Address), account.Address, TimeProvider.System);

        var isDone = await FaultSession.EndsAsync(session, when);

        var inbox = account.Folder("INBOX").Messages;
        Assert.True(inbox.Count(message => message.Text.Contains("body of kept", StringComparison.Ordinal)) <= 1, $"{when}: twice");
        Assert.True(inbox.Count(message => message.Text.Contains("body of stored", StringComparison.Ordinal)) <= 1, $"{when}: twice");
        if (!isDone)
            return false;
        var outcomes = await session;
        Assert.Equal(outcomes.Count(outcome => outcome.Accepted), inbox.Count);
        return true;
    }
}
