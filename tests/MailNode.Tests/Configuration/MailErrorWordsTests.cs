using MailNode.Configuration;
using MailNode.Transport;

namespace MailNode.Tests.Configuration;

public sealed class MailErrorWordsTests
{
    private const string Server = "mail.example.test:993";

    [Theory]
    [InlineData(MailProblem.HostUnknown, "spelling")]
    [InlineData(MailProblem.PortClosed, "Check the port")]
    [InlineData(MailProblem.TlsUntrusted, "--ca-file")]
    [InlineData(MailProblem.TlsMissing, "imaps://")]
    [InlineData(MailProblem.LoginRefused, "app password")]
    [InlineData(MailProblem.NotThisProtocol, "Check the port")]
    [InlineData(MailProblem.ConnectionLost, "tried again")]
    [InlineData(MailProblem.FolderRefused, "by hand")]
    [InlineData(MailProblem.FolderMissing, "Run the command again")]
    [InlineData(MailProblem.MailRefused, "Check the address")]
    [InlineData(MailProblem.TooLarge, "smaller")]
    [InlineData(MailProblem.OverQuota, "Delete something")]
    [InlineData(MailProblem.Garbage, "right server")]
    [InlineData(MailProblem.FolderChanged, "Run the command again")]
    [InlineData(MailProblem.AskProvider, "ask there")]
    [InlineData(MailProblem.Other, "Try again later")]
    public void Each_problem_says_what_to_do(MailProblem problem, string advice)
    {
        var words = Explain(problem, "It went wrong.");

        Assert.Contains(advice, words, StringComparison.Ordinal);
        Assert.Contains(Server, words, StringComparison.Ordinal);
        Assert.EndsWith("(In detail: It went wrong.)", words, StringComparison.Ordinal);
    }

    [Fact]
    public void No_two_problems_share_their_words()
    {
        var all = Enum.GetValues<MailProblem>().Select(problem => Explain(problem, "")).ToArray();

        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Theory]
    [InlineData("Your account is not enabled for IMAP use.")]
    [InlineData("[ALERT] IMAP access is DISABLED for your domain.")]
    public void An_account_without_imap_is_told_apart_from_a_wrong_password(string said)
    {
        var words = Explain(MailProblem.LoginRefused, said);

        Assert.Contains("Switch on IMAP", words, StringComparison.Ordinal);
        Assert.DoesNotContain("password is wrong", words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("imap.gmail.com:993", "myaccount.google.com")]
    [InlineData("outlook.office365.com", "OAuth")]
    [InlineData("IMAP.GMX.NET:993", "IMAP switched on first")]
    [InlineData("imap.notgmail.com", "app password in the account's settings")]
    public void A_wrong_password_at_a_known_provider_has_its_own_advice(string server, string advice) =>
        Assert.Contains(
            advice,
            MailErrorWords.Explain(new MailException("No.", MailProblem.LoginRefused, Retry.Never), server),
            StringComparison.Ordinal);

    [Fact]
    public void What_has_no_words_says_at_least_whether_to_try_again() =>
        Assert.Contains(
            "has to change",
            MailErrorWords.Explain(new MailException("", MailProblem.Other, Retry.Never), Server),
            StringComparison.Ordinal);

    [Fact]
    public void What_a_server_says_cannot_move_the_cursor_or_fill_the_screen()
    {
        var words = Explain(MailProblem.Garbage, "\u001b[2J\r\n\u202eevil" + new string('x', 5000));

        Assert.DoesNotContain(words, c => char.IsControl(c) || c == '\u202e');
        Assert.Contains("evil", words, StringComparison.Ordinal);
        Assert.InRange(words.Length, 100, 700);
    }

    private static string Explain(MailProblem problem, string said) =>
        MailErrorWords.Explain(new MailException(said, problem, Retry.Later), Server);
}
