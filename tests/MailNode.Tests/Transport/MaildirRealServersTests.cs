using System.Text;
using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>Our Maildir and a real Dovecot, both at work in the same directory.</summary>
public sealed class MaildirRealServersTests(RealServers servers)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task What_postfix_delivers_is_read_from_the_maildir_with_the_flags_of_a_mail_program()
    {
        var server = await servers.GetAsync();
        var ana = $"maildir-a@{server.Domain}";
        await SendAsync(server, ana, "one");
        await SendAsync(server, ana, "two");
        await using var mailbox = MaildirMailbox.Open(server.MaildirOf(ana), TimeProvider.System);
        Assert.Equal([(1u, "one"), (2u, "two")], await mailbox.SubjectsAsync("INBOX"));

        await using var client = await LoopbackClient.ImapAsync(server.Imap, ana);
        await client.DoAsync("SELECT INBOX");
        await client.DoAsync("STORE 2 FLAGS (\\Flagged $MailNode)");
        await client.DoAsync("CREATE Kept");
        await client.DoAsync("MOVE 1 Kept");

        Assert.Equal([(2u, "two")], await mailbox.SubjectsAsync("INBOX"));
        Assert.Equal(["$MailNode", "\\Flagged"], Assert.Single(await mailbox.SummariesAsync("INBOX")).Flags.Order());
        Assert.Equal([(1u, "one")], await mailbox.SubjectsAsync("Kept"));
        Assert.Contains(await mailbox.ListAsync(None), folder => folder.Name == "Kept");
    }

    [Fact]
    public async Task What_we_append_flag_and_move_is_seen_by_dovecot()
    {
        var server = await servers.GetAsync();
        var ana = $"maildir-b@{server.Domain}";
        await using var client = await LoopbackClient.ImapAsync(server.Imap, ana);
        await client.DoAsync("CREATE Gr&APYA3w-e");
        await using var mailbox = MaildirMailbox.Open(server.MaildirOf(ana), TimeProvider.System);
        await mailbox.AppendAsync("INBOX", MaildirPlace.Message("three"), ["\\Seen", "$MailNode"], MaildirPlace.Then, None);

        await client.DoAsync("SELECT INBOX");
        var seen = await client.DoAsync("FETCH 1 (FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (SUBJECT)])");
        Assert.Contains("\\Seen", seen, StringComparison.Ordinal);
        Assert.Contains("$MailNode", seen, StringComparison.Ordinal);
        Assert.Contains("\"29-Feb-2024 10:30:45 +0000\"", seen, StringComparison.Ordinal);
        Assert.Contains("Subject: three", seen, StringComparison.Ordinal);

        await mailbox.MoveAsync(await mailbox.RefAsync("INBOX"), [1], "Größe", None);

        await client.DoAsync("UNSELECT");
        Assert.Contains("MESSAGES 0", await client.DoAsync("STATUS INBOX (MESSAGES)"), StringComparison.Ordinal);
        await client.DoAsync("SELECT Gr&APYA3w-e");
        var moved = await client.DoAsync("FETCH 1 (FLAGS INTERNALDATE)");
        Assert.Contains("$MailNode", moved, StringComparison.Ordinal);
        Assert.Contains("\"29-Feb-2024 10:30:45 +0000\"", moved, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_we_make_is_subscribed_beside_those_of_dovecot()
    {
        var server = await servers.GetAsync();
        var ana = $"maildir-d@{server.Domain}";
        await using var mailbox = MaildirMailbox.Open(server.MaildirOf(ana), TimeProvider.System);
        await using var client = await LoopbackClient.ImapAsync(server.Imap, ana);
        await client.DoAsync("CREATE Theirs");
        await client.DoAsync("SUBSCRIBE Theirs");
        foreach (var folder in (string[])["MailNode", "MailNode/Größe", "MailNode/Größe"])
            await mailbox.CreateAsync(folder, None);
        var subscribed = await client.DoAsync("LSUB \"\" *");
        foreach (var name in (string[])["Theirs", "MailNode", "MailNode.Gr&APYA3w-e"])
            Assert.Single(subscribed.Split('\n'), line => line.TrimEnd().EndsWith($" {name}", StringComparison.Ordinal));
        await client.DoAsync("SUBSCRIBE INBOX");
        Assert.Contains("MailNode.Gr&APYA3w-e", await client.DoAsync("LSUB \"\" *"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_from_a_neighbour_wakes_the_one_who_watches_the_maildir()
    {
        var server = await servers.GetAsync();
        var ana = $"maildir-c@{server.Domain}";
        await SendAsync(server, ana, "first");
        await using var mailbox = MaildirMailbox.Open(server.MaildirOf(ana), TimeProvider.System);
        await mailbox.SummariesAsync("INBOX");
        var waiting = mailbox.WaitAsync("INBOX", TimeSpan.FromSeconds(20), None);

        await SendAsync(server, ana, "second");

        Assert.True(await waiting);
        Assert.Equal([(2u, "second")], await mailbox.SubjectsAsync("INBOX", after: 1));
    }

    private static async Task SendAsync(RealServer server, string to, string subject)
    {
        await using var client = await LoopbackClient.ConnectAsync(server.Smtp);
        await client.ReplyAsync();
        await client.AskAsync("EHLO me.example.org");
        await client.AskAsync("MAIL FROM:<ben@example.org>");
        Assert.StartsWith("250", await client.AskAsync($"RCPT TO:<{to}>"), StringComparison.Ordinal);
        await client.AskAsync("DATA");
        var message = Encoding.Latin1.GetString(MaildirPlace.Message(subject));
        Assert.StartsWith("250", await client.AskAsync($"{message}."), StringComparison.Ordinal);
        await server.DrainAsync();
    }
}
