using System.Text;
using System.Text.RegularExpressions;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

public sealed partial class DeliveryReportTests(ITestOutputHelper output)
{
    private const string Report = """
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b

        Sorry.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org
        Original-Envelope-Id: 4711+2B
        Arrival-Date: Fri, 21 Nov 1997 09:55:06 -0600

        Original-Recipient: rfc822;ann+40@example.org
        Final-Recipient: RFC822; <ann@example.org>
        Action: failed
        Status: 5.1.1 (no such user)
        Remote-MTA: dns; mail.example.org [192.0.2.1]
        Diagnostic-Code: smtp; 550 5.1.1 <ann@example.org>:
         no such user; sorry


        Final-Recipient: utf-8; j\x{F6}rg@example.org
        Action: Delayed
        Status: 4.4.007
        --b
        Content-Type: message/rfc822

        Message-ID: <1@example.org>
        Subject: hello

        text
        --b--
        """;

    [Fact]
    public void A_report_says_what_became_of_the_mail_for_each_recipient()
    {
        var report = Read(Report);
        Assert.NotNull(report);
        Assert.Equal(("mx.example.org", "4711+2B"), (report.ReportingServer, report.EnvelopeId));
        Assert.Equal(
            [
                new ReportedRecipient("ann@example.org", "ann+40@example.org", DeliveryAction.Failed, "5.1.1", "550 5.1.1 <ann@example.org>: no such user; sorry", "mail.example.org [192.0.2.1]"),
                new ReportedRecipient("jörg@example.org", null, DeliveryAction.Delayed, "4.4.7", null, null),
            ],
            report.Recipients);
        Assert.Equal(["1@example.org"], report.Returned?.MessageIds("Message-ID"));
    }

    [Theory]
    [InlineData("Reporting-MTA: dns; a\nFinal-Recipient: rfc822; ann@example.org\nStatus: 5.0.0\nAction: failed", "ann@example.org Failed 5.0.0")]
    [InlineData("junk\nmore junk\n\nFinal-Recipient: ann@example.org\nAction: failed (permanently)\nStatus: 5.1.1", "ann@example.org Failed 5.1.1")]
    [InlineData("\n\n\nFinal-Recipient: x400; /C=de/\nAction: 1\nStatus: none", "/C=de/ Unknown -")]
    [InlineData("Final-Recipient: rfc822;\nAction: eaten\nStatus: 9.1.1", "- Unknown -")]
    [InlineData("Final-Recipient: rfc822; postmaster\nAction: relayed\nStatus: 2.1.5", "postmaster Relayed 2.1.5")]
    [InlineData("Original-Recipient: rfc822; a@example.org\nAction: expanded", "- Expanded -")]
    [InlineData("Reporting-MTA: dns; a", "")]
    [InlineData("", "")]
    public void A_broken_report_is_read_as_far_as_it_goes(string status, string expected)
    {
        var report = Read($"Content-Type: message/delivery-status\n\n{status}");
        Assert.NotNull(report);
        Assert.Equal(expected, string.Join('|', report.Recipients.Select(one => $"{one.Final ?? "-"} {one.Action} {one.Status ?? "-"}")));
        Assert.Null(report.Returned);
    }

    [Fact]
    public void Only_the_header_may_come_back()
    {
        var report = Read("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nAction: failed\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <2@example.org>\n--b--");
        Assert.Equal(["2@example.org"], report?.Returned?.MessageIds("Message-ID"));
    }

    [Fact]
    public void Mail_without_a_report_has_none() => Assert.Null(Read("Subject: x\n\nAction: failed\nStatus: 5.1.1"));

    [Fact]
    public void A_report_inside_a_forwarded_mail_is_not_about_our_mail() =>
        Assert.Null(Read($"Content-Type: message/rfc822\n\n{Report}"));

    [Fact]
    public void A_receipt_says_who_read_what()
    {
        var receipt = DispositionNotification.Find(Mail("""
            Content-Type: multipart/report; report-type=disposition-notification; boundary=b

            --b

            It was read.
            --b
            Content-Type: message/disposition-notification

            Reporting-UA: joes-pc.example.org; Foomail 97.1
            Original-Recipient: rfc822;joe@example.org
            Final-Recipient: rfc822;joe.user@example.org
            Original-Message-ID: <3@example.org>
            Disposition: manual-action/MDN-sent-manually; Displayed/error
            --b--
            """));
        Assert.Equal(new DispositionNotification("joe.user@example.org", "joe@example.org", "3@example.org", "displayed", false, null), receipt);
    }

    [Theory]
    [InlineData("Disposition: automatic-action/MDN-sent-automatically; deleted", "deleted", true)]
    [InlineData("Disposition: displayed", "displayed", false)]
    [InlineData("Final-Recipient: x", "", false)]
    public void A_receipt_may_be_short(string fields, string disposition, bool automatic)
    {
        var receipt = DispositionNotification.Find(Mail($"Content-Type: message/disposition-notification\n\n{fields}"));
        Assert.Equal((disposition, automatic), (receipt?.Disposition, receipt?.IsAutomatic));
    }

    [Fact]
    public void A_receipt_without_fields_is_none() => Assert.Null(DispositionNotification.Find(Mail("Content-Type: message/disposition-notification\n\n")));

    [Fact]
    public void Reports_of_sixty_mail_servers_give_every_status_that_they_hold()
    {
        var (reports, complete) = (0, 0);
        var wrong = new List<string>();
        foreach (var path in MimeCorpus.Bounces())
        {
            var mail = MimeEntity.Parse(File.ReadAllBytes(path));
            if (DeliveryReport.Find(mail) is not { } report)
                continue;
            reports++;
            complete += report.Recipients.Any(one => (one.Final ?? one.Original) is not null && one.Status is not null) ? 1 : 0;
            var part = mail.Leaves().First(leaf => leaf.ContentType.MediaType.EndsWith("delivery-status", StringComparison.Ordinal));
            var held = StatusLine.Matches(part.Text()).Select(match => match.Groups[1].Value);
            if (!held.SequenceEqual(report.Recipients.Select(one => one.Status).OfType<string>()))
                wrong.Add($"{Path.GetFileName(path)}: {string.Join(' ', held)} / {string.Join(' ', report.Recipients.Select(one => one.Status))}");
        }

        output.WriteLine($"{reports} reports, {complete} with recipient and status");
        Assert.Empty(wrong);
        Assert.Contains($"{reports} of the {MimeCorpus.Bounces().Count} bounces", MimePage.Text, StringComparison.Ordinal);
        Assert.Contains($"{complete} of them name a recipient and a status", MimePage.Text, StringComparison.Ordinal);
    }

    private static DeliveryReport? Read(string mail) => DeliveryReport.Find(Mail(mail));

    private static MimeEntity Mail(string text) => MimeEntity.Parse(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex(@"^Status:\s*(\d\.\d{1,3}\.\d{1,3})", RegexOptions.Multiline | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex StatusLine { get; }
}
