using MailNode.LoopbackMail;
using static MailNode.Tests.Transport.LoopbackStranger;

namespace MailNode.Tests.Transport;

/// <summary>Small mail programs of other people against the loopback server, where they are installed.</summary>
public sealed class LoopbackStrangersTests
{
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
            "curl", "-sS", "--cacert", post.CaFile, "--url", $"smtps://127.0.0.1:{post.SmtpsPort}/me",
            "-u", $"{Ana}:secret", "--mail-from", Ana, "--mail-rcpt", Ana, "--upload-file", file);
        await RunAsync(
            "curl", "-sS", "--cacert", post.CaFile, "--ssl-reqd", "--url", $"imap://127.0.0.1:{post.ImapPort}/Sent", "-u", $"{Ana}:secret",
            "--upload-file", file);
        var read = await RunAsync(
            "curl", "-sS", "--cacert", post.CaFile, "--url", $"imaps://127.0.0.1:{post.ImapsPort}/INBOX;MAILINDEX=1",
            "-u", $"{Ana}:secret");

        Assert.EndsWith("Subject: Hi\r\nMessage-ID: <1@example.org>\r\n\r\nBody\r\n", read, StringComparison.Ordinal);
        Assert.Contains("with ESMTPSA", read, StringComparison.Ordinal);
        Assert.Equal(2, post.Received.Count);
        Assert.Equal(Mail, Assert.Single(post.Account(Ana).Folder("Sent").Messages).Bytes);
    }

    [Fact]
    public async Task Curl_shows_a_token_instead_of_a_password()
    {
        await using var post = await StartAsync("curl");
        post.Account(Ana).Token = "tok";
        await RunAsync(
            "curl", "-sS", "--cacert", post.CaFile, "--url", $"imaps://127.0.0.1:{post.ImapsPort}/", "-u", Ana + ":", "--oauth2-bearer", "tok",
            "--login-options", "AUTH=OAUTHBEARER");
        await RunAsync(
            "curl", "-sS", "--cacert", post.CaFile, "--url", $"imaps://127.0.0.1:{post.ImapsPort}/", "-u", Ana + ":", "--oauth2-bearer", "tok",
            "--login-options", "AUTH=XOAUTH2");
    }

    [Fact]
    public async Task Python_reads_searches_and_sends()
    {
        await using var post = await StartAsync("python3");
        post.Deliver(Ana, Mail);
        const string script =
            """
            import imaplib, smtplib, ssl, sys
            imaps, smtp, ca, user = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
            trust = ssl.create_default_context(cafile=ca)
            with smtplib.SMTP("127.0.0.1", smtp) as s:
                s.starttls(context=trust)
                s.login(user, "secret")
                s.sendmail(user, [user], "Subject: two\r\n\r\n.dot\r\n", mail_options=["SIZE=20", "BODY=8BITMIME"])
            with imaplib.IMAP4_SSL("127.0.0.1", imaps, ssl_context=trust) as m:
                m.login(user, "secret")
                m.enable("CONDSTORE")
                print(m.select("INBOX"))
                print(m.uid("SEARCH", None, "SUBJECT", '"two"'))
                print(m.uid("FETCH", "1", "(BODYSTRUCTURE ENVELOPE BODY.PEEK[HEADER.FIELDS (SUBJECT)])"))
                print(m.store("1", "+FLAGS", r"(\Deleted)"), m.expunge(), m.getquotaroot("INBOX"), m.unselect())
            """;
        var said = await RunAsync("python3", "-c", script, $"{post.ImapsPort}", $"{post.SmtpPort}", post.CaFile, Ana);
        Assert.Contains("('OK', [b'2'])\n('OK', [b'2'])\n", said, StringComparison.Ordinal);
        Assert.Contains("b'Subject: Hi\\r\\n\\r\\n'", said, StringComparison.Ordinal);
        Assert.EndsWith(".dot\r\n", Assert.Single(post.Account(Ana).Folder("INBOX").Messages).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Swaks_pipelines_and_asks_for_reports()
    {
        await using var post = await StartAsync("swaks");
        await RunAsync(
            "swaks", "--server", "127.0.0.1", "--port", $"{post.SmtpPort}", "--from", Ana, "--to", Ana, "--tls", "--pipeline", "--auth", "LOGIN",
            "--auth-user", Ana, "--auth-password", "secret", "--helo", "me", "--body", ".a\\n.\\nb", "--silent", "1");
        var mail = Assert.Single(post.Received);
        Assert.Contains("\r\n.a\r\n.\r\nb", System.Text.Encoding.Latin1.GetString(mail.Bytes), StringComparison.Ordinal);
    }
}
