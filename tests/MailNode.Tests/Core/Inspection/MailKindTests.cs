using System.Text;
using MailNode.Core.Inspection;
using MailNode.Mime;
using MailNode.Tests.Mime;

namespace MailNode.Tests.Core.Inspection;

public sealed class MailKindTests
{
    [Theory]
    [InlineData("Subject: hello\n\nhello", MailKind.Plain)]
    [InlineData("Subject: Re: hello\n\nhello", MailKind.Reply)]
    [InlineData("Subject: SV: AW: hello\n\nhello", MailKind.Reply)]
    [InlineData("Subject: hello\nIn-Reply-To: <1@example.org>\n\nhello", MailKind.Reply)]
    [InlineData("Subject: hello\nReferences: <1@example.org>\n\nhello", MailKind.Reply)]
    [InlineData("Subject: Fwd: hello\nReferences: <1@example.org>\n\nhello", MailKind.Plain)]
    [InlineData("Subject: hello\n\nYes.\n\nOn Fri, 21 Nov 1997, Ann wrote:\n> Tea?", MailKind.Reply)]
    [InlineData("Subject: hello\n\n> Tea?\n> Or milk?\n\nYes.", MailKind.Reply)]
    [InlineData("Subject: hello\n\n> just a mark", MailKind.Plain)]
    [InlineData("Subject: Regatta\n\nhello", MailKind.Plain)]
    [InlineData("Subject: Re: hello\nAuto-Submitted: auto-replied\n\nhello", MailKind.Automatic)]
    [InlineData("Subject: Away\nFrom: vacation@example.org\n\nhello", MailKind.Automatic)]
    [InlineData("Subject: Undeliverable: hello\nFrom: Postmaster <postmaster@example.org>\n\nhello", MailKind.Bounce)]
    [InlineData("Subject: Undeliverable: hello\nFrom: ann@example.org\n\nhello", MailKind.Automatic)]
    [InlineData("Subject: hello\nFrom: <MAILER-DAEMON>\n\nYour mail could not be delivered.", MailKind.Bounce)]
    [InlineData("Subject: hello\nReturn-Path: <>\nFrom: ann@example.org\n\nI am away: what you wrote was not sent on.", MailKind.Automatic)]
    [InlineData("Subject: Mail delivery failed\nReturn-Path: <>\nFrom: system@example.org\n\nhello", MailKind.Bounce)]
    [InlineData("Subject: [BOUNCE]\nFrom: postmaster@example.org\n\nhello", MailKind.Bounce)]
    [InlineData("Subject: [Postmaster] Email Delivery Failure\nFrom: Postmaster <postmaster@example.org>\n\nhello", MailKind.Bounce)]
    [InlineData("Subject: NOTICE: mail delivery status.\nFrom: \"Courier mail server at example.org\" <@>\n\nhello", MailKind.Bounce)]
    [InlineData("Subject: Undeliverable: hello\nFrom: System Administrator <admin@example.org>\n\nhello", MailKind.Bounce)]
    [InlineData("Subject: Mail System Error - Returned Mail\nFrom: Postmaster@example.org\n\nhello", MailKind.Bounce)]
    [InlineData("Subject: Sorry, your message could not be delivered\nFrom: Somebody <mailer-daemon@example.org>\n\nhello", MailKind.Bounce)]
    [InlineData("Subject: Undeliverable Message\nFrom: post_master@example.org\n\nhello", MailKind.Bounce)]
    [InlineData("Subject: Mail delivery of flowers\nFrom: Ann <ann@example.org>\n\nhello", MailKind.Plain)]
    [InlineData("Subject: Your quota\nFrom: postmaster@example.org\n\nIt is full.", MailKind.Automatic)]
    [InlineData("Subject: hello\nX-Failed-Recipients: ann@example.org\n\nhello", MailKind.Bounce)]
    [InlineData("Content-Type: multipart/report; report-type=disposition-notification; boundary=a\n\n--a\n\nread\n--a\nContent-Type: message/disposition-notification\n\nDisposition: x\n--a--", MailKind.Automatic)]
    [InlineData("Content-Type: multipart/mixed; boundary=a\n\n--a\n\nsorry\n--a\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a\n--a--", MailKind.Bounce)]
    [InlineData("Subject: see below\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\nLook.\n--a\nContent-Type: message/rfc822\n\nContent-Type: message/delivery-status\n\nAction: failed\n--a--", MailKind.Plain)]
    [InlineData("Content-Type: multipart/encrypted; boundary=a\n\n--a\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--a\nContent-Type: application/octet-stream\n\nx\n--a--", MailKind.Sealed)]
    public void A_mail_is_of_the_first_kind_that_fits(string mail, MailKind expected) =>
        Assert.Equal(expected, InspectedMail.KindOf(MimeEntity.Parse(Encoding.UTF8.GetBytes(mail))));

    [Fact]
    public void Bounces_of_sixty_mail_servers_are_bounces_and_their_other_notices_are_automatic()
    {
        // Two notices of a mailing service that report no failure, and a list manager's alert.
        string[] automatic = ["lhost-amazonses-11.eml", "lhost-amazonses-13.eml", "lhost-fml-03.eml"];
        var wrong = from path in MimeCorpus.Bounces()
                    let name = Path.GetFileName(path)
                    let isBounce = !name.StartsWith("arf-", StringComparison.Ordinal) && !name.StartsWith("rfc3834-", StringComparison.Ordinal) && !automatic.Contains(name)
                    let kind = InspectedMail.KindOf(MimeEntity.Parse(File.ReadAllBytes(path)))
                    where kind != (isBounce ? MailKind.Bounce : MailKind.Automatic)
                    select $"{name} is {kind}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Replies_of_all_clients_are_replies()
    {
        var folder = Path.Combine(MimeCorpus.Root, "replies", "talon", "standard_replies");
        Assert.All(Directory.EnumerateFiles(folder, "*.eml"), path => Assert.Equal(MailKind.Reply, InspectedMail.KindOf(MimeEntity.Parse(File.ReadAllBytes(path)))));
    }

    [Fact]
    public void The_text_of_an_enclosed_mail_is_not_that_of_the_mail()
    {
        var mail = MimeEntity.Parse(Encoding.UTF8.GetBytes(
            "Subject: Re: x\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: message/rfc822\n\nSubject: y\n\nsecret\n--a\nContent-Type: text/html\n\n<p>mine\n--a--"));
        var inspected = InspectedMail.Of(mail);
        Assert.Equal((null, "<p>mine", "mine"), (inspected.Text, inspected.Html, inspected.NewText));
    }
}
