using MailNode.LoopbackMail;
using static MailNode.Tests.Transport.LoopbackStranger;

namespace MailNode.Tests.Transport;

/// <summary>neomutt at work in a mailbox of the loopback server: keys are pushed, and the server's folders show what came of it.</summary>
public sealed class LoopbackNeomuttTests
{
    [Theory]
    [InlineData("AUTH=SCRAM-SHA-256")]
    [InlineData("SASL-IR")]
    [InlineData("UIDPLUS", "MOVE", "QRESYNC", "CONDSTORE", "LITERAL+", "IDLE", "ENABLE")]
    public async Task It_logs_in_and_lists_whatever_is_missing(params string[] withheld)
    {
        await using var post = await LoopbackServer.StartAsync(new LoopbackOptions { Tls = true, SmtpNeedsLogin = true }.Without(withheld));
        await using (await StartAsync("neomutt", "script"))
        {
            post.AddAccount(Ana, "secret");
            Deliver(post, "one");
            using var place = new MaildirPlace();

            var screen = await PressAsync(post, place, "<quit>");

            Assert.Contains("Ben", screen, StringComparison.Ordinal);
            Assert.Contains("one", screen, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_message_is_read_searched_for_flagged_and_saved_elsewhere()
    {
        await using var post = await StartAsync("neomutt", "script");
        Deliver(post, "one");
        Deliver(post, "two");
        using var place = new MaildirPlace();
        var piped = Path.Combine(place.Root, "piped");

        await PressAsync(post, place, $"<limit>=b needle-one<enter><pipe-message>cat > {piped}<enter><flag-message><limit>all<enter><quit>");
        await PressAsync(post, place, "<limit>~s two<enter><save-message><kill-line>=Trash<enter><sync-mailbox><quit>");

        Assert.Contains("needle-one", await File.ReadAllTextAsync(piped, CancellationToken.None), StringComparison.Ordinal);
        Assert.Contains(post.Heard, line => line.Contains("SEARCH BODY \"needle-one\"", StringComparison.Ordinal));
        Assert.Contains("\\Flagged", Assert.Single(post.Account(Ana).Folder("INBOX").Messages).Flags);
        Assert.Contains("needle-two", Assert.Single(post.Account(Ana).Folder("Trash").Messages).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_cache_it_fetches_only_what_is_new()
    {
        await using var post = await StartAsync("neomutt", "script");
        Deliver(post, "one");
        using var place = new MaildirPlace();
        await PressAsync(post, place, "<quit>");
        Deliver(post, "two");
        post.Account(Ana).Folder("INBOX").Remove(1);
        var heard = post.Heard.Count;

        var screen = await PressAsync(post, place, "<quit>");

        Assert.Contains("two", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("needle", screen, StringComparison.Ordinal);
        Assert.Contains(post.Heard.Skip(heard), line => line.Contains("VANISHED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_sends_with_an_attachment()
    {
        await using var post = await StartAsync("neomutt");
        using var place = new MaildirPlace();
        var settings = await SettleAsync(post, place);
        string[] arguments = ["-n", "-F", settings, "-s", "From neomutt", "-a", settings, "--", Ana];
        await RunAsync("neomutt", arguments, [("HOME", place.Root), ("TERM", "dumb")], "the body\n");

        var mail = Assert.Single(post.Received);
        Assert.Contains("multipart/mixed", Assert.Single(post.Account(Ana).Folder("INBOX").Messages).Text, StringComparison.Ordinal);
        Assert.Equal(Ana, mail.From);
    }

    private static void Deliver(LoopbackServer post, string subject) => post.Deliver(Ana, System.Text.Encoding.ASCII.GetBytes(
        $"From: Ben <ben@example.org>\r\nTo: {Ana}\r\nSubject: {subject}\r\nDate: Fri, 9 Feb 2024 12:30:45 -0330\r\n"
        + $"Message-ID: <{subject}@example.org>\r\n\r\nneedle-{subject}\r\n"));

    /// <summary>Gives what was on the screen. A terminal is there because neomutt wants one; nobody sits at it.</summary>
    private static async Task<string> PressAsync(LoopbackServer post, MaildirPlace place, string keys)
    {
        var settings = await SettleAsync(post, place);
        var command = $"neomutt -n -F {settings} -e 'push \"{keys}\"'";
        return await RunAsync("script", ["-qec", command, "/dev/null"], [("HOME", place.Root), ("TERM", "xterm")], null);
    }

    private static async Task<string> SettleAsync(LoopbackServer post, MaildirPlace place)
    {
        var file = Path.Combine(place.Root, "neomuttrc");
        var account = Uri.EscapeDataString(Ana);
        await File.WriteAllTextAsync(
            file,
            $"""
            set folder="imaps://{account}@localhost:{post.ImapsPort}/"
            set spoolfile="imaps://{account}@localhost:{post.ImapsPort}/INBOX"
            set imap_pass="secret"
            set smtp_url="smtps://{account}@localhost:{post.SmtpsPort}/"
            set smtp_pass="secret"
            set ssl_ca_certificates_file="{post.CaFile}"
            set certificate_file="{place.Root}/certificates"
            set header_cache="{place.Root}/cache-"
            set from="{Ana}"
            set imap_condstore=yes
            set imap_qresync=yes
            set confirmappend=no
            set delete=yes
            set quit=yes
            set move=no
            set mark_old=no
            set wait_key=no
            set copy=no
            set sleep_time=0

            """,
            CancellationToken.None);
        return file;
    }
}
