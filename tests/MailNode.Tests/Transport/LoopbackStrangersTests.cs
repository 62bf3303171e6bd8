using System.Diagnostics;
using MailNode.LoopbackMail;

namespace MailNode.Tests.Transport;

/// <summary>Other people's mail programs against the loopback server, where they are installed.</summary>
public sealed class LoopbackStrangersTests
{
    private const string Ana = "ana@example.test";

    private static readonly byte[] Mail = "Subject: Hi\r\nMessage-ID: <1@example.org>\r\n\r\nBody\r\n"u8.ToArray();

    [Fact]
    public async Task Curl_sends_and_reads_over_tls()
    {
        await using var post = await StartAsync("curl");
        using var place = new MaildirPlace();
        var file = Path.Combine(place.Root, "mail.eml");
        await File.WriteAllBytesAsync(file, Mail, CancellationToken.None);

        await RunAsync(
            "curl", "-sS", "--cacert", post.CaFile, "--ssl-reqd", "--url", $"smtp://127.0.0.1:{post.SmtpPort}/me",
            "-u", $"{Ana}:secret", "--mail-from", Ana, "--mail-rcpt", Ana, "--upload-file", file);
        await RunAsync(
            "curl", "-sS", "--cacert", post.CaFile, "--ssl-reqd", "--url", $"imap://127.0.0.1:{post.ImapPort}/Sent", "-u", $"{Ana}:secret",
            "--upload-file", file);
        var read = await RunAsync(
            "curl", "-sS", "--cacert", post.CaFile, "--url", $"imaps://127.0.0.1:{post.ImapsPort}/INBOX;MAILINDEX=1",
            "-u", $"{Ana}:secret");

        Assert.EndsWith("Subject: Hi\r\nMessage-ID: <1@example.org>\r\n\r\nBody\r\n", read, StringComparison.Ordinal);
        Assert.Contains("with ESMTPSA", read, StringComparison.Ordinal);
        Assert.Equal(Mail, Assert.Single(post.Account(Ana).Folder("Sent").Messages).Bytes);
    }

    [Fact]
    public async Task Mbsync_mirrors_a_mailbox_both_ways_and_our_maildir_reads_the_mirror()
    {
        await using var post = await StartAsync("mbsync");
        post.Deliver(Ana, Mail);
        post.Account(Ana).Folder("Sent").Add(Mail, ["\\Seen", "\\Flagged"], MaildirPlace.Then);
        using var place = new MaildirPlace();
        var settings = Path.Combine(place.Root, "mbsyncrc");
        await File.WriteAllTextAsync(settings, Settings(post, place.Root), CancellationToken.None);

        await RunAsync("mbsync", "-c", settings, "-a");

        await using var mailbox = place.Open();
        Assert.Equal([(1u, "Hi")], await mailbox.SubjectsAsync("INBOX"));
        var sent = Assert.Single(await mailbox.SummariesAsync("Sent"));
        Assert.Equal(["\\Flagged", "\\Seen"], sent.Flags);
        Assert.Equal(MaildirPlace.Then, sent.InternalDate);
        var inbox = await mailbox.RefAsync("INBOX");
        await mailbox.FlagAsync(inbox, [1], "\\Answered", true, CancellationToken.None);
        await mailbox.AppendAsync("Sent", "Subject: mine\n\nBody\n"u8.ToArray(), [], MaildirPlace.Then, CancellationToken.None);

        await RunAsync("mbsync", "-c", settings, "-a");

        Assert.All(place.Names(".Sent", "new"), name => Assert.Contains(",U=", name, StringComparison.Ordinal));
        Assert.Equal([1u, 2u], (await mailbox.SummariesAsync("Sent")).Select(message => message.Uid));
        Assert.Equal(["\\Answered"], Assert.Single(post.Account(Ana).Folder("INBOX").Messages).Flags);
        Assert.Contains("Subject: mine\r\n", post.Account(Ana).Folder("Sent").Messages[1].Text, StringComparison.Ordinal);
    }

    private static string Settings(LoopbackServer post, string maildir) =>
        $"""
        IMAPStore far
        Host localhost
        Port {post.ImapsPort}
        SSLType IMAPS
        CertificateFile {post.CaFile}
        User {Ana}
        Pass secret

        MaildirStore near
        Inbox {maildir}
        SubFolders Maildir++

        Channel all
        Far :far:
        Near :near:
        Patterns INBOX Sent
        Create Both
        SyncState {maildir}/state-
        CopyArrivalDate yes

        """;

    private static async Task<LoopbackServer> StartAsync(string program)
    {
        var places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!places.Any(place => File.Exists(Path.Combine(place, program))))
            Assert.Skip($"{program} is not installed.");
        var post = await LoopbackServer.StartAsync(new LoopbackOptions { Tls = true, SmtpNeedsLogin = true });
        post.AddAccount(Ana, "secret");
        return post;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync(limit.Token);
        var complaint = await process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{program}: {process.ExitCode}, {complaint}");
        return await said;
    }
}
