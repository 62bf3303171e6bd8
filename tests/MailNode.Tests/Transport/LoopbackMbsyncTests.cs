using MailNode.LoopbackMail;
using static MailNode.Tests.Transport.LoopbackStranger;

namespace MailNode.Tests.Transport;

/// <summary>mbsync keeps a Maildir and the loopback server alike, and our own Maildir reads what it wrote.</summary>
public sealed class LoopbackMbsyncTests
{
    private static readonly byte[] Mail = "Subject: Hi\r\nMessage-ID: <1@example.org>\r\n\r\nBody\r\n"u8.ToArray();

    [Fact]
    public async Task Mbsync_mirrors_a_mailbox_both_ways_and_our_maildir_reads_the_mirror()
    {
        await using var post = await StartAsync("mbsync");
        post.Deliver(Ana, Mail);
        post.Account(Ana).Folder("Sent").Add(Mail, ["\\Seen", "\\Flagged"], MaildirPlace.Then);
        using var place = new MaildirPlace();
        var settings = await SettleAsync(post, place);

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

    [Fact]
    public async Task Flags_deletions_and_new_mail_go_both_ways_and_then_there_is_nothing_left_to_do()
    {
        await using var post = await StartAsync("mbsync");
        for (var i = 1; i <= 4; i++)
            post.Deliver(Ana, System.Text.Encoding.ASCII.GetBytes($"Subject: {i}\r\nMessage-ID: <{i}@example.org>\r\n\r\nBody\r\n"));
        using var place = new MaildirPlace();
        var settings = await SettleAsync(post, place);
        await RunAsync("mbsync", "-c", settings, "-a");
        var far = post.Account(Ana).Folder("INBOX");
        await using var near = place.Open();

        // There: 1 is gone, 2 is read, 5 is new. Here: 3 is gone, 4 is flagged, 6 is new.
        far.Remove(1);
        far.SetFlags(2, ["\\Seen"]);
        post.Deliver(Ana, "Subject: 5\r\nMessage-ID: <5@example.org>\r\n\r\nBody\r\n"u8.ToArray());
        var inbox = await near.RefAsync("INBOX");
        await near.DeleteAsync(inbox, [3], CancellationToken.None);
        await near.FlagAsync(inbox, [4], "\\Flagged", true, CancellationToken.None);
        await near.AppendAsync("INBOX", "Subject: 6\n\nBody\n"u8.ToArray(), [], MaildirPlace.Then, CancellationToken.None);
        await RunAsync("mbsync", "-c", settings, "-a");

        string[] expected = ["2 \\Seen", "4 \\Flagged", "5 ", "6 "];
        Assert.Equal(expected, far.Messages.Select(message => $"{Subject(message)} {string.Join(' ', message.Flags)}").Order());
        var mirrored = (await near.SubjectsAsync("INBOX")).ToDictionary(entry => entry.Uid, entry => entry.Subject);
        Assert.Equal(expected, (await near.SummariesAsync("INBOX")).Select(one => $"{mirrored[one.Uid]} {string.Join(' ', one.Flags)}").Order());

        var (heard, before) = (post.Heard.Count, far.HighestModSeq);
        await RunAsync("mbsync", "-c", settings, "-a");

        Assert.Equal(before, far.HighestModSeq);
        string[] deeds = ["STORE", "BODY.PEEK[]", "APPEND", "COPY", "EXPUNGE"];
        Assert.DoesNotContain(post.Heard.Skip(heard), line => deeds.Any(deed => line.Contains(deed, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_folder_that_was_made_here_is_made_there()
    {
        await using var post = await StartAsync("mbsync");
        using var place = new MaildirPlace();
        var settings = await SettleAsync(post, place, "*");
        await using var near = place.Open();
        await near.CreateAsync("Notes", CancellationToken.None);
        await near.AppendAsync("Notes", "Subject: n\n\nBody\n"u8.ToArray(), ["\\Seen"], MaildirPlace.Then, CancellationToken.None);

        await RunAsync("mbsync", "-c", settings, "-a");

        Assert.Equal(["\\Seen"], Assert.Single(post.Account(Ana).Folder("Notes").Messages).Flags);
    }

    private static string Subject(LoopbackMessage message) =>
        message.Text.Split("\r\n").First(line => line.StartsWith("Subject: ", StringComparison.Ordinal))[9..];

    private static async Task<string> SettleAsync(LoopbackServer post, MaildirPlace place, string patterns = "INBOX Sent")
    {
        var file = Path.Combine(place.Root, "mbsyncrc");
        await File.WriteAllTextAsync(file, Settings(post, place.Root, patterns), CancellationToken.None);
        return file;
    }

    private static string Settings(LoopbackServer post, string maildir, string patterns) =>
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
        Patterns {patterns}
        Create Both
        Expunge Both
        SyncState {maildir}/state-
        CopyArrivalDate yes

        """;
}
