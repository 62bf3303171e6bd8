using System.Text;
using MailNode.LoopbackMail;
using MailNode.LoopbackMail.Faults;
using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>What our clients do in one connection, from the greeting to the farewell; each byte of it is a place for a cut.</summary>
internal static class FaultSession
{
    /// <summary>Much longer than any of this takes: who is not back by then hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>All offsets instead of every k-th: MAILNODE_ALL_CUTS=1.</summary>
    private static readonly bool All = Environment.GetEnvironmentVariable("MAILNODE_ALL_CUTS") == "1";

    public static byte[] Kept { get; } = Message("kept");

    public static byte[] Deleted { get; } = Message("deleted");

    public static byte[] Stored { get; } = Message("stored");

    public static byte[] Message(string subject) =>
        Encoding.ASCII.GetBytes($"Subject: {subject}\r\nFrom: ben@example.org\r\n\r\n.\r\nThe body of {subject}\r\n");

    /// <summary>The offsets to try of so many bytes: all, or so many.</summary>
    public static IEnumerable<long> Offsets(long bytes, int count) => All && count > 0
        ? Enumerable.Range(0, (int)bytes + 1).Select(at => (long)at)
        : Enumerable.Range(0, count).Select(i => bytes * i / (count - 1)).Distinct();

    public static MailServer Address(int port, string user, TlsMode tls = TlsMode.None) => new()
    {
        Host = "127.0.0.1", Port = port, Tls = tls, User = user, Password = _ => ValueTask.FromResult("secret"), Timeout = Patience,
    };

    public static async Task ImapAsync(MailServer server, TimeProvider clock, bool looksInside = true)
    {
        await using var mailbox = await ImapMailbox.ConnectAsync(server, clock, None);
        await mailbox.ListAsync(None);
        await mailbox.CreateAsync("MailNode/Archive", None);
        await mailbox.AppendAsync("MailNode/Archive", Stored, ["\\Seen"], DateTimeOffset.UnixEpoch, None);
        var state = await mailbox.StatusAsync("INBOX", None);
        var inbox = new FolderRef("INBOX", state.UidValidity);
        await foreach (var summary in mailbox.SummariesAsync(inbox, 0, ["Subject"], None))
            Assert.True(summary.Uid > 0 || !looksInside);
        await foreach (var message in mailbox.ReadAsync(inbox, [1, 2], 100_000, None))
            Assert.True(!looksInside || message.Bytes.Span.SequenceEqual(message.Uid == 1 ? Kept : Deleted));
        await mailbox.FlagAsync(inbox, [1], "\\Flagged", true, None);
        await mailbox.MoveAsync(inbox, [1], "MailNode/Archive", None);
        await mailbox.DeleteAsync(inbox, [2], None);
    }

    public static async Task<IReadOnlyList<RecipientOutcome>> SmtpAsync(MailServer server, string to, TimeProvider clock)
    {
        await using var connection = await SmtpConnection.ConnectAsync(server, clock, None);
        var first = await connection.SendAsync(to, [to, "nobody@example.test"], Kept, None);
        var second = await connection.SendAsync(to, [to], Stored, None);
        return [first[0], second[0]];
    }

    /// <summary>Who fails, fails in a way that was foreseen; gives false when it did. A hang is a failure of the test.</summary>
    public static async Task<bool> EndsAsync(Task session, string when)
    {
        try
        {
            await session.WaitAsync(Patience);
            return true;
        }
        catch (MailException)
        {
            return false;
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{when}: the client hangs.");
            throw;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{when}: {e}");
            throw;
        }
    }

    public static Deed Deed(bool isReset) => isReset ? new Deed.Reset() : new Deed.Cut();
}
