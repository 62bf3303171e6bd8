using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>
/// The clients against a real Dovecot and Postfix.
/// </summary>
public sealed class ImapRealServer(RealServers servers) : IAsyncLifetime
{
    private static readonly DateTimeOffset Then = new(2024, 2, 29, 12, 30, 45, TimeSpan.FromHours(2));

    private static readonly CancellationToken None = CancellationToken.None;
    private RealServer? there;

    public async ValueTask InitializeAsync() => there = await servers.GetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(TlsMode.Implicit)]
    [InlineData(TlsMode.StartTls)]
    [InlineData(TlsMode.None)]
    public async Task A_message_that_was_stored_is_read_back_byte_for_byte(TlsMode tls)
    {
        await using var mailbox = await OpenAsync(tls);
        await mailbox.CreateAsync("MailNode/In", None);
        await mailbox.CreateAsync("MailNode/In", None);
        byte[] message = [.. "Subject: Hi\r\nFrom: ben@example.org\r\n\r\n.\r\nbody\r\n"u8, 0xE4, (byte)'\r', (byte)'\n'];

        var uid = await mailbox.AppendAsync("MailNode/In", message, ["\\Seen", "$MailNode"], Then, None);

        var state = await mailbox.StatusAsync("MailNode/In", None);
        var folder = new FolderRef("MailNode/In", state.UidValidity);
        Assert.Equal(1, state.Count);
        var summary = Assert.Single(await ListAsync(mailbox.SummariesAsync(folder, 0, ["Subject"], None)));
        Assert.Equal(uid, summary.Uid);
        Assert.Equal(message.Length, summary.Size);
        Assert.Equal(Then, summary.InternalDate);
        Assert.Equal("Subject: Hi\r\n\r\n", Encoding.UTF8.GetString(summary.Headers.Span));
        var read = Assert.Single(await ListAsync(mailbox.ReadAsync(folder, [uid!.Value, 4711], 1000, None)));
        Assert.Equal(message, read.Bytes.ToArray());
        Assert.Equal(Then, read.InternalDate);
        Assert.Equal(["$MailNode", "\\Seen"], read.Flags.Where(flag => flag != "\\Recent").Order());
        Assert.Empty(await ListAsync(mailbox.ReadAsync(folder, [uid.Value], message.Length - 1, None)));
    }

    [Fact]
    public async Task Reading_never_marks_as_read()
    {
        await using var mailbox = await OpenAsync();
        var folder = await FolderWithAsync(mailbox, "MailNode/In", 1);

        await ListAsync(mailbox.ReadAsync(folder, [1], 100_000, None));

        var summary = Assert.Single(await ListAsync(mailbox.SummariesAsync(folder, 0, [], None)));
        Assert.DoesNotContain("\\Seen", summary.Flags);
        Assert.True(summary.Headers.IsEmpty);
    }

    [Fact]
    public async Task A_move_keeps_flags_and_date_and_touches_nothing_else()
    {
        await using var mailbox = await OpenAsync();
        await mailbox.CreateAsync("MailNode/Archive", None);
        var folder = await FolderWithAsync(mailbox, "MailNode/In", 5);
        await mailbox.FlagAsync(folder, [2, 4], "\\Flagged", on: true, None);
        await mailbox.FlagAsync(folder, [4], "\\Flagged", on: false, None);

        await mailbox.MoveAsync(folder, [4, 2, 2, 99], "MailNode/Archive", None);

        var left = await ListAsync(mailbox.SummariesAsync(folder, 0, [], None));
        Assert.Equal([1u, 3u, 5u], left.Select(message => message.Uid));
        var archive = new FolderRef("MailNode/Archive", (await mailbox.StatusAsync("MailNode/Archive", None)).UidValidity);
        var moved = await ListAsync(mailbox.SummariesAsync(archive, 0, ["Subject"], None));
        Assert.Equal(["Subject: 2", "Subject: 4"], moved.Select(message => Encoding.UTF8.GetString(message.Headers.Span).Trim()));
        Assert.All(moved, message => Assert.Equal(Then, message.InternalDate));
        Assert.Contains("\\Flagged", moved[0].Flags);
        Assert.DoesNotContain("\\Flagged", moved[1].Flags);
    }

    [Fact]
    public async Task Deleting_removes_these_and_not_what_others_have_flagged()
    {
        await using var mailbox = await OpenAsync();
        var folder = await FolderWithAsync(mailbox, "MailNode/In", 3);
        await mailbox.FlagAsync(folder, [1], "\\Deleted", on: true, None);

        await mailbox.DeleteAsync(folder, [2], None);

        var left = await ListAsync(mailbox.SummariesAsync(folder, 0, [], None));
        Assert.Equal([1u, 3u], left.Select(message => message.Uid));
    }

    [Fact]
    public async Task Nothing_new_is_nothing_although_the_server_sends_its_last_message()
    {
        await using var mailbox = await OpenAsync();
        var folder = await FolderWithAsync(mailbox, "MailNode/In", 2);

        Assert.Empty(await ListAsync(mailbox.SummariesAsync(folder, 2, [], None)));
        Assert.Equal([2u], (await ListAsync(mailbox.SummariesAsync(folder, 1, [], None))).Select(message => message.Uid));
    }

    [Fact]
    public async Task What_comes_to_a_folder_that_was_listed_before_is_listed()
    {
        var user = NewUser();
        await using var mailbox = await OpenAsync(user: user);
        await using var other = await OpenAsync(user: user);
        var folder = await FolderWithAsync(mailbox, "MailNode/In", 2);
        Assert.Equal([1u, 2u], (await ListAsync(mailbox.SummariesAsync(folder, 0, [], None))).Select(message => message.Uid));
        Assert.Empty(await ListAsync(mailbox.SummariesAsync(folder, 2, [], None)));

        await other.AppendAsync("MailNode/In", "Subject: 3\r\n\r\n"u8.ToArray(), [], Then, None);
        await other.DeleteAsync(folder, [1], None);

        Assert.Equal([3u], (await ListAsync(mailbox.SummariesAsync(folder, 2, [], None))).Select(message => message.Uid));
        Assert.Equal([2u, 3u], (await ListAsync(mailbox.SummariesAsync(folder, 0, [], None))).Select(message => message.Uid));
    }

    [Fact]
    public async Task Another_uidvalidity_is_noticed()
    {
        await using var mailbox = await OpenAsync();
        var folder = await FolderWithAsync(mailbox, "MailNode/In", 1);
        var old = folder with { UidValidity = folder.UidValidity + 1 };

        var problem = await Assert.ThrowsAsync<MailException>(() => ListAsync(mailbox.SummariesAsync(old, 0, [], None)));

        Assert.Equal(MailProblem.FolderChanged, problem.Problem);
        var delete = () => mailbox.DeleteAsync(old, [1], None);
        Assert.Equal(MailProblem.FolderChanged, (await Assert.ThrowsAsync<MailException>(delete)).Problem);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_missing()
    {
        await using var mailbox = await OpenAsync();
        var status = () => mailbox.StatusAsync("Nowhere", None);
        Assert.Equal(MailProblem.FolderMissing, (await Assert.ThrowsAsync<MailException>(status)).Problem);
        var append = () => mailbox.AppendAsync("Nowhere", "a: b\r\n\r\n"u8.ToArray(), [], Then, None);
        Assert.Equal(MailProblem.FolderMissing, (await Assert.ThrowsAsync<MailException>(append)).Problem);
        var folder = await FolderWithAsync(mailbox, "MailNode/In", 1);
        var move = () => mailbox.MoveAsync(folder, [1], "Nowhere", None);
        Assert.Equal(MailProblem.FolderMissing, (await Assert.ThrowsAsync<MailException>(move)).Problem);
    }

    [Fact]
    public async Task Folders_have_uses_and_names_beyond_ascii()
    {
        await using var mailbox = await OpenAsync();
        await mailbox.CreateAsync("MailNode/Out/Größe & Würfel 東京", None);

        var folders = await mailbox.ListAsync(None);

        Assert.Contains(folders, folder => folder is { Name: "INBOX", Use: FolderUse.Inbox });
        Assert.Contains(folders, folder => folder is { Name: "Junk", Use: FolderUse.Junk });
        Assert.Contains(folders, folder => folder is { Name: "Sent", Use: FolderUse.Sent });
        Assert.Contains(folders, folder => folder.Name == "MailNode/Out/Größe & Würfel 東京" && folder.Selectable);
        Assert.Equal(0, (await mailbox.StatusAsync("MailNode/Out/Größe & Würfel 東京", None)).Count);
    }

    [Fact]
    public async Task The_folder_wakes_the_one_who_waits()
    {
        var user = NewUser();
        await using var waiting = await OpenAsync(user: user);
        await using var other = await OpenAsync(user: user);
        var state = await waiting.StatusAsync("INBOX", None);
        await ListAsync(waiting.SummariesAsync(new FolderRef("INBOX", state.UidValidity), 0, [], None));

        var wait = waiting.WaitAsync("INBOX", TimeSpan.FromSeconds(30), None);
        await other.AppendAsync("INBOX", "Subject: 1\r\n\r\n"u8.ToArray(), [], Then, None);

        Assert.True(await wait);
        Assert.Single(await ListAsync(waiting.SummariesAsync(new FolderRef("INBOX", state.UidValidity), 0, [], None)));
        Assert.False(await waiting.WaitAsync("INBOX", TimeSpan.FromMilliseconds(50), None));
    }

    [Fact]
    public async Task A_wait_that_is_given_up_leaves_the_connection_usable()
    {
        await using var mailbox = await OpenAsync();
        await mailbox.WaitAsync("INBOX", TimeSpan.FromMilliseconds(1), None);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));     // long enough for IDLE to have begun on a busy machine

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => mailbox.WaitAsync("INBOX", TimeSpan.FromMinutes(1), stop.Token));

        Assert.Equal(0, (await mailbox.StatusAsync("INBOX", None)).Count);
    }

    [Fact]
    public async Task The_connection_may_be_used_while_messages_are_read()
    {
        await using var mailbox = await OpenAsync();
        await mailbox.CreateAsync("MailNode/Archive", None);
        var folder = await FolderWithAsync(mailbox, "MailNode/In", 4);
        var seen = new List<uint>();

        await foreach (var message in mailbox.ReadAsync(folder, [1, 2, 3, 4], 100_000, None))
        {
            seen.Add(message.Uid);
            await mailbox.StatusAsync("MailNode/Archive", None);
            await mailbox.MoveAsync(folder, [message.Uid], "MailNode/Archive", None);
            if (seen.Count == 3)
                break;
        }

        Assert.Equal([1u, 2u, 3u], seen);
        Assert.Equal(3, (await mailbox.StatusAsync("MailNode/Archive", None)).Count);
        Assert.Equal(1, (await mailbox.StatusAsync("MailNode/In", None)).Count);
    }

    [Fact]
    public async Task A_wrong_password_is_told_from_everything_else()
    {
        var server = Server(one => one.Imaps, TlsMode.Implicit, NewUser()) with { Password = _ => ValueTask.FromResult("wrong") };
        var problem = await Assert.ThrowsAsync<MailException>(() => ImapMailbox.ConnectAsync(server, TimeProvider.System, None));
        Assert.Equal((MailProblem.LoginRefused, Retry.Never), (problem.Problem, problem.Retry));
        var sending = Server(one => one.Submissions, TlsMode.Implicit, NewUser()) with { Password = _ => ValueTask.FromResult("wrong") };
        problem = await Assert.ThrowsAsync<MailException>(() => SmtpConnection.ConnectAsync(sending, TimeProvider.System, None));
        Assert.Equal((MailProblem.LoginRefused, Retry.Never), (problem.Problem, problem.Retry));
    }

    [Fact]
    public async Task A_certificate_of_unknown_hand_or_other_name_is_refused()
    {
        var unknown = Server(one => one.Imaps, TlsMode.Implicit, NewUser()) with { ExtraRoots = null };
        var problem = await Assert.ThrowsAsync<MailException>(() => ImapMailbox.ConnectAsync(unknown, TimeProvider.System, None));
        Assert.Equal(MailProblem.TlsUntrusted, problem.Problem);
        var otherName = Server(one => one.Submission, TlsMode.StartTls, NewUser()) with { Host = "127.0.0.2" };
        var refused = await Assert.ThrowsAsync<MailException>(() => SmtpConnection.ConnectAsync(otherName, TimeProvider.System, None));
        Assert.Contains(refused.Problem, new[] { MailProblem.TlsUntrusted, MailProblem.PortClosed });
    }

    [Fact]
    public async Task A_name_is_as_good_as_an_address()
    {
        await using var mailbox = await ImapMailbox.ConnectAsync(
            Server(one => one.Imaps, TlsMode.Implicit, NewUser()) with { Host = "localhost" }, TimeProvider.System, None);
        Assert.Equal(0, (await mailbox.StatusAsync("INBOX", None)).Count);
    }

    [Theory]
    [InlineData(TlsMode.StartTls)]
    [InlineData(TlsMode.Implicit)]
    public async Task Mail_arrives_at_those_who_were_accepted(TlsMode tls)
    {
        var (ana, ben) = (NewUser(), NewUser());
        await using var smtp = await SmtpConnection.ConnectAsync(Server(tls == TlsMode.Implicit ? one => one.Submissions : one => one.Submission, tls, ana), TimeProvider.System, None);
        Assert.Equal(52428800, smtp.MaxSize);
        var body = "Subject: dots\nMIME-Version: 1.0\n\n.\n..\r.three\r\n.\r\nMAIL FROM:<x@y>\n"u8.ToArray();

        var first = await smtp.SendAsync(ana, [ben, "nobody@elsewhere.example", "not an address", "a@b>\r\nRSET"], body, None);
        var second = await smtp.SendAsync(ana, ["nobody@elsewhere.example"], body, None);
        var third = await smtp.SendAsync(ana, [ben], body, None);

        Assert.Equal([true, false, false, false], first.Select(outcome => outcome.Accepted));
        Assert.Equal(ben, first[0].Recipient);
        Assert.False(Assert.Single(second).Accepted);
        Assert.True(third[0].Accepted);
        await using var mailbox = await OpenAsync(user: ben);
        var state = await WaitForAsync(mailbox, 2);
        var got = await ListAsync(mailbox.ReadAsync(new FolderRef("INBOX", state.UidValidity), [1, 2], 100_000, None));
        Assert.All(got, message => Assert.EndsWith(
            "\r\n\r\n.\r\n..\r\n.three\r\n.\r\nMAIL FROM:<x@y>\r\n",
            Encoding.UTF8.GetString(message.Bytes.Span), StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_messages_than_one_batch_holds_are_listed_and_read()
    {
        await using var mailbox = await OpenAsync();
        var folder = await FolderWithAsync(mailbox, "Many", 600);
        var summaries = await ListAsync(mailbox.SummariesAsync(folder, 0, ["Subject"], None));
        Assert.Equal(600, summaries.Count);
        var odd = summaries.Where(message => message.Uid % 2 == 1).Select(message => message.Uid).Reverse().ToList();
        var read = await ListAsync(mailbox.ReadAsync(folder, odd, 100_000, None));
        Assert.Equal(odd.Order(), read.Select(message => message.Uid));
    }

    private static async Task<FolderState> WaitForAsync(ImapMailbox mailbox, int count)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var state = await mailbox.StatusAsync("INBOX", None);
            if (state.Count >= count || Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(20))
                return state;
            await mailbox.WaitAsync("INBOX", TimeSpan.FromSeconds(1), None);
        }
    }

    private static async Task<FolderRef> FolderWithAsync(ImapMailbox mailbox, string name, int count)
    {
        await mailbox.CreateAsync(name, None);
        for (var i = 1; i <= count; i++)
            await mailbox.AppendAsync(name, Encoding.ASCII.GetBytes($"Subject: {i}\r\n\r\nbody\r\n"), [], Then, None);
        return new FolderRef(name, (await mailbox.StatusAsync(name, None)).UidValidity);
    }

    private Task<ImapMailbox> OpenAsync(TlsMode tls = TlsMode.Implicit, string? user = null) =>
        ImapMailbox.ConnectAsync(
            Server(tls == TlsMode.Implicit ? one => one.Imaps : one => one.Imap, tls, user ?? NewUser()), TimeProvider.System, None);

    private MailServer Server(Func<RealServer, int> port, TlsMode tls, string user) => new()
    {
        Host = there!.Host,
        Port = port(there),
        Tls = tls,
        User = user,
        Password = _ => ValueTask.FromResult(there.Password),
        ExtraRoots = there.Roots,
    };

    /// <summary>Any name is an account there, so each test has its own.</summary>
    private string NewUser() => $"t{Convert.ToHexString(RandomNumberGenerator.GetBytes(6))}@{there!.Domain}".ToLowerInvariant();

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> all)
    {
        var list = new List<T>();
        await foreach (var one in all)
            list.Add(one);
        return list;
    }
}
