using System.Text;
using MailNode.Transport;
using MailNode.Transport.Imap;

namespace MailNode.Tests.Transport;

/// <summary>What a refusal means: who has to do something, and whether to try again, and when.</summary>
public sealed class ImapFailureTests
{
    /// <summary>All response codes that mean something, each with what it means.</summary>
    private static readonly (string Code, MailProblem Problem, Retry Retry)[] Table =
    [
        ("UNAVAILABLE", MailProblem.Other, Retry.Later), ("INUSE", MailProblem.Other, Retry.Later),
        ("IN-USE", MailProblem.Other, Retry.Later), ("SYS/TEMP", MailProblem.Other, Retry.Later),
        ("LIMIT", MailProblem.Other, Retry.Later), ("MESSAGELIMIT", MailProblem.Other, Retry.Later),
        ("THROTTLED", MailProblem.Other, Retry.Later), ("EXPUNGEISSUED", MailProblem.Other, Retry.Later),
        ("SERVERBUG", MailProblem.Other, Retry.Later), ("CLIENTBUG", MailProblem.Other, Retry.Later),
        ("PARSE", MailProblem.Other, Retry.Later),
        ("NONEXISTENT", MailProblem.FolderMissing, Retry.Later), ("TRYCREATE", MailProblem.FolderMissing, Retry.Later),
        ("AUTHENTICATIONFAILED", MailProblem.LoginRefused, Retry.Never), ("AUTHORIZATIONFAILED", MailProblem.LoginRefused, Retry.Never),
        ("AUTH", MailProblem.LoginRefused, Retry.Never), ("EXPIRED", MailProblem.LoginRefused, Retry.Never),
        ("WEBALERT", MailProblem.LoginRefused, Retry.Never), ("REFERRAL", MailProblem.LoginRefused, Retry.Never),
        ("PRIVACYREQUIRED", MailProblem.TlsMissing, Retry.Never),
        ("OVERQUOTA", MailProblem.OverQuota, Retry.Later), ("TOOBIG", MailProblem.TooLarge, Retry.Never),
        ("READ-ONLY", MailProblem.FolderRefused, Retry.Later), ("ALREADYEXISTS", MailProblem.FolderRefused, Retry.Later),
        ("HASCHILDREN", MailProblem.FolderRefused, Retry.Later), ("NOPERM", MailProblem.FolderRefused, Retry.Never),
        ("CANNOT", MailProblem.FolderRefused, Retry.Never), ("USEATTR", MailProblem.FolderRefused, Retry.Never),
        ("CONTACTADMIN", MailProblem.AskProvider, Retry.Later), ("CORRUPTION", MailProblem.AskProvider, Retry.Later),
        ("SYS/PERM", MailProblem.AskProvider, Retry.Later),
    ];

    public static TheoryData<string> Codes => [.. Table.Select(row => row.Code)];

    [Theory, MemberData(nameof(Codes))]
    public void A_response_code_says_who_must_act_and_whether_to_try_again(string code)
    {
        var expected = Table.Single(row => row.Code == code);
        foreach (var written in (string[])[code, code.ToLowerInvariant(), $"{code} imap://elsewhere.example/"])
        {
            var failure = From($"NO [{written}] whatever the words, as if over quota");
            Assert.Equal((expected.Problem, expected.Retry), (failure.Problem, failure.Retry));
            Assert.Null(failure.After);
        }
    }

    [Fact]
    public void The_table_here_is_the_table_there() =>
        Assert.Equal(ImapFailure.Codes.Keys.Order(StringComparer.Ordinal), Table.Select(row => row.Code).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("NO User is authenticated but not connected.", MailProblem.Other, Retry.Later, null)]                       // Exchange
    [InlineData("BAD User is authenticated but not connected.", MailProblem.Other, Retry.Later, null)]
    [InlineData("NO Server Unavailable. 15", MailProblem.Other, Retry.Later, null)]
    [InlineData("BAD Request is throttled. Suggested Backoff Time: 299748 milliseconds", MailProblem.Other, Retry.Later, 299.748)]
    [InlineData("BAD Suggested Backoff Time: 86400000 milliseconds", MailProblem.Other, Retry.Later, 3600.0)]
    [InlineData("NO [THROTTLED] Suggested Backoff Time: 1000 milliseconds", MailProblem.Other, Retry.Later, 1.0)]
    [InlineData("NO [ALERT] Too many simultaneous connections. (Failure)", MailProblem.Other, Retry.Later, null)]           // Gmail
    [InlineData("NO [OVERQUOTA] Account exceeded command or bandwidth limits. ab12", MailProblem.Other, Retry.Later, null)]
    [InlineData("NO [ALERT] Application-specific password required: https://support.example/1", MailProblem.LoginRefused, Retry.Never, null)]
    [InlineData("NO [ALERT] Invalid credentials (Failure)", MailProblem.LoginRefused, Retry.Never, null)]
    [InlineData("NO [LIMIT] Rate limit hit", MailProblem.Other, Retry.Later, null)]                                         // Yahoo
    [InlineData("NO Session expired, please login again", MailProblem.Other, Retry.Later, null)]
    [InlineData("NO Mailbox is full", MailProblem.OverQuota, Retry.Later, null)]
    [InlineData("NO Quota exceeded (mailbox for user is full)", MailProblem.OverQuota, Retry.Later, null)]
    [InlineData("NO [X-UNKNOWN] LOGIN failed.", MailProblem.LoginRefused, Retry.Never, null)]
    [InlineData("BAD", MailProblem.LoginRefused, Retry.Never, null)]
    public void A_refusal_in_words_is_classified(string said, MailProblem problem, Retry retry, double? pause)
    {
        var failure = From(said);
        Assert.Equal((problem, retry, pause), (failure.Problem, failure.Retry, failure.After?.TotalSeconds));
    }

    private static MailException From(string said) =>
        ImapFailure.From(ImapStatus.Parse(Encoding.UTF8.GetBytes(said))!, "log in", MailProblem.LoginRefused, Retry.Never);
}
