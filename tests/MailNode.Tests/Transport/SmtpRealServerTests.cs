using System.Security.Cryptography;
using System.Text;
using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>What Postfix makes of our wishes.</summary>
public sealed class SmtpRealServerTests(RealServers servers)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Postfix_reports_what_it_was_asked_to_report()
    {
        var there = await servers.GetAsync();
        var (ana, ben) = (NewUser(there), NewUser(there));
        await using (var smtp = await SmtpConnection.ConnectAsync(Account(there, ana), TimeProvider.System, None))
        {
            var options = new SendOptions { EnvelopeId = "packet 1+2=3", Return = ReturnedPart.Headers, Notify = ReportWhen.Success | ReportWhen.Failure };
            var outcomes = await smtp.SendAsync(ana, [ben, "nobody@elsewhere.example"], "Subject: tea\r\n\r\nAnyone?\r\n"u8.ToArray(), options, None);
            Assert.True(outcomes[0].Accepted);
        }
        await there.DrainAsync();
        var report = await OnlyMailAsync(there, ana);
        Assert.Contains("\nOriginal-Recipient: rfc822;" + ben, report, StringComparison.Ordinal);
        Assert.Contains("\nOriginal-Envelope-Id: packet 1+2=3", report.Replace("+20", " ", StringComparison.Ordinal)
            .Replace("+2B", "+", StringComparison.Ordinal).Replace("+3D", "=", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("Anyone?", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_of_all_sizes_arrives_as_it_was()
    {
        var there = await servers.GetAsync();
        var (ana, ben) = (NewUser(there), NewUser(there));
        await using (var smtp = await SmtpConnection.ConnectAsync(Account(there, ana), TimeProvider.System, None))
        {
            foreach (var lines in (int[])[1, 400, 4_000, 40_000])
                Assert.True((await smtp.SendAsync(ana, [ben], Mail(lines), None))[0].Accepted);
            var tooLarge = await Assert.ThrowsAsync<MailException>(() => smtp.SendAsync(ana, [ben], new byte[(int)smtp.MaxSize! + 1], None));
            Assert.Equal(MailProblem.TooLarge, tooLarge.Problem);
        }
        await there.DrainAsync();
        var bodies = Directory.GetFiles(Path.Combine(there.MaildirOf(ben), "new")).Select(Body).OrderBy(body => body.Length);
        Assert.Equal(((int[])[1, 400, 4_000, 40_000]).Select(lines => Body(Mail(lines))), bodies);
    }

    private static byte[] Mail(int lines) =>
        Encoding.ASCII.GetBytes("Subject: lines\r\n\r\n" + string.Concat(Enumerable.Range(0, lines).Select(i => i % 5 == 0 ? $".{i}\r\n" : $"line {i}\r\n")));

    private static string Body(string file) => Body(File.ReadAllBytes(file));

    private static string Body(byte[] mail)
    {
        var text = Encoding.ASCII.GetString(mail).Replace("\r\n", "\n", StringComparison.Ordinal);
        return text[text.IndexOf("\n\n", StringComparison.Ordinal)..];
    }

    private static async Task<string> OnlyMailAsync(RealServer there, string user) =>
        await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.Combine(there.MaildirOf(user), "new"))), None);

    private static string NewUser(RealServer there) => $"d{Convert.ToHexString(RandomNumberGenerator.GetBytes(6))}@{there.Domain}".ToLowerInvariant();

    private static MailServer Account(RealServer there, string user) => new()
    {
        Host = there.Host, Port = there.Submissions, Tls = TlsMode.Implicit, User = user, ExtraRoots = there.Roots,
        Password = _ => ValueTask.FromResult(there.Password),
    };
}
