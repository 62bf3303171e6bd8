using MailNode.Transport;
using MailNode.Transport.Smtp;

namespace MailNode.Tests.Transport;

/// <summary>What real servers answered over SMTP: each reply with its code, and nothing left over.</summary>
public sealed class SmtpTranscriptTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>All the files, and the replies in each: code, enhanced code, lines.</summary>
    private static readonly Dictionary<string, string> Expected = new()
    {
        ["auth-failed"] = "535 1", ["auth-required"] = "530 5.7.0 1", ["auth-successful"] = "235 1", ["auth-too-weak"] = "534 1",
        ["bad-command-sequence"] = "503 1", ["comcast-auth-digest-md5-reset"] = "535 1", ["comcast-auth-digest-md5-response"] = "334 1",
        ["comcast-auth-digest-md5"] = "334 1", ["comcast-auth-login-password"] = "334 1", ["comcast-auth-login-username"] = "334 1",
        ["comcast-auth-login"] = "235 2.7.0 1", ["comcast-auth-plain"] = "235 2.7.0 1", ["comcast-data-done"] = "250 2.0.0 1",
        ["comcast-data"] = "354 1", ["comcast-ehlo+binarymime"] = "250 9", ["comcast-ehlo+digest-md5"] = "250 7",
        ["comcast-ehlo+dsn"] = "250 9", ["comcast-ehlo+pipelining"] = "250 8", ["comcast-ehlo+requiretls"] = "250 8",
        ["comcast-ehlo+smtputf8"] = "250 8", ["comcast-ehlo+x-exps"] = "250 7", ["comcast-ehlo"] = "250 7", ["comcast-greeting"] = "220 1",
        ["comcast-mail-from"] = "250 2.1.0 1", ["comcast-noop"] = "250 2.0.0 1", ["comcast-quit"] = "221 2.0.0 1",
        ["comcast-rcpt-to"] = "250 2.1.5 1", ["comcast-rset"] = "250 2.0.0 1", ["ehlo-failed"] = "504 1", ["greeting-not-ready"] = "221 1",
        ["helo"] = "250 1", ["mailbox-unavailable"] = "550 5.1.0 1", ["pipelined-mail-from-rcpt-to"] = "250 2.1.0 1, 250 2.1.5 1",
        ["pipelined-mailbox-unavailable"] = "250 2.1.0 1, 550 5.1.0 1", ["rfc0821-expn"] = "250 6", ["rfc0821-vrfy"] = "250 1",
    };

    [Fact]
    public async Task Each_reply_is_read_and_nothing_is_left_over()
    {
        var files = Directory.GetFiles(ImapTranscriptTests.Folder("smtp"), "*.txt");
        Assert.Equal(36, files.Length);
        foreach (var file in files)
        {
            await using var stream = new WirePlayback(ImapTranscriptTests.Answers(file), 7).Open();
            Assert.Equal((file, Expected[Path.GetFileNameWithoutExtension(file)]), (file, string.Join(", ", await RepliesAsync(stream))));
        }
    }

    [Fact]
    public async Task A_reply_that_is_cut_off_is_noticed()
    {
        foreach (var file in Directory.GetFiles(ImapTranscriptTests.Folder("smtp"), "*.txt"))
        {
            var bytes = ImapTranscriptTests.Answers(file);
            await using var stream = new WirePlayback(bytes[..^1]).Open();
            var dialog = new SmtpDialog(stream, Server);
            var failure = await Assert.ThrowsAsync<MailException>(async () =>
            {
                while (true)
                    await dialog.ReadAsync(None);
            });
            Assert.Equal((MailProblem.ConnectionLost, Retry.Later), (failure.Problem, failure.Retry));
        }
    }

    [Theory]
    [InlineData("comcast-ehlo", 36700160L, "HELP ENHANCEDSTATUSCODES 8BITMIME STARTTLS", "PIPELINING DSN")]
    [InlineData("comcast-ehlo+binarymime", 36700160L, "BINARYMIME CHUNKING", "SMTPUTF8")]
    [InlineData("comcast-ehlo+dsn", 36700160L, "DSN PIPELINING", "CHUNKING")]
    [InlineData("comcast-ehlo+smtputf8", 36700160L, "SMTPUTF8 STARTTLS", "DSN")]
    [InlineData("comcast-ehlo+requiretls", 36700160L, "REQUIRETLS", "AUTH=LOGIN")]
    public async Task Extensions_in_transcripts_are_understood(string name, long size, string has, string hasNot)
    {
        var file = Path.Combine(ImapTranscriptTests.Folder("smtp"), name + ".txt");
        await using var stream = new WirePlayback(ImapTranscriptTests.Answers(file)).Open();
        var (_, lines) = await new SmtpDialog(stream, Server).ReadLinesAsync(None);
        var offered = new SmtpExtensions(lines.Skip(1));
        Assert.Equal(size, offered.MaxSize);
        Assert.True(offered.HasAuth("PLAIN") && offered.HasAuth("LOGIN"));
        Assert.All(has.Split(' '), one => Assert.True(offered.Has(one), one));
        Assert.All(hasNot.Split(' '), one => Assert.False(offered.Has(one), one));
    }

    private static MailServer Server => new() { Host = "playback", Port = 1, Tls = TlsMode.None, User = "", Password = _ => default };

    private static async Task<List<string>> RepliesAsync(MailNode.Transport.Wire.MailStream stream)
    {
        var dialog = new SmtpDialog(stream, Server);
        var replies = new List<string>();
        try
        {
            while (true)
            {
                var (reply, lines) = await dialog.ReadLinesAsync(None);
                replies.Add(string.Join(' ', ((string[])[$"{reply.Code}", reply.Enhanced, $"{lines.Count}"]).Where(word => word.Length > 0)));
            }
        }
        catch (MailException e) when (e.Problem == MailProblem.ConnectionLost)
        {
            return replies;
        }
    }
}
