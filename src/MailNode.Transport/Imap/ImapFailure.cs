using System.Globalization;
using System.Text.RegularExpressions;

namespace MailNode.Transport.Imap;

/// <summary>Turns a NO or BAD into a problem and a decision whether to try again (response codes of RFC 9051, section 7.1).</summary>
internal static partial class ImapFailure
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>An exception for a command that failed; <paramref name="otherwise"/> is the problem where the server names none.</summary>
    public static MailException From(ImapStatus status, string doing, MailProblem otherwise = MailProblem.Other, Retry retry = Retry.Later)
    {
        var (problem, decision) = status.Code switch
        {
            "OVERQUOTA" => (MailProblem.OverQuota, Retry.Later),
            "TOOBIG" => (MailProblem.TooLarge, Retry.Never),
            "NONEXISTENT" or "TRYCREATE" => (MailProblem.FolderMissing, Retry.Later),
            "NOPERM" => (MailProblem.FolderRefused, Retry.Never),
            "CANNOT" => (MailProblem.FolderRefused, Retry.Never),
            "AUTHENTICATIONFAILED" or "AUTHORIZATIONFAILED" or "EXPIRED" => (MailProblem.LoginRefused, Retry.Never),
            "PRIVACYREQUIRED" => (MailProblem.TlsMissing, Retry.Never),
            "UNAVAILABLE" or "INUSE" or "LIMIT" or "SERVERBUG" or "CONTACTADMIN" or "THROTTLED" => (MailProblem.Other, Retry.Later),
            _ when IsBusy(status) => (MailProblem.Other, Retry.Later),
            _ => (otherwise, retry),
        };
        var said = status.Text.Length > 0 ? $": {status.Text}" : ".";
        return new MailException($"The server refused to {doing}{said}", problem, decision) { After = Pause(status) };
    }

    /// <summary>The server said no to what it may well accept in a while, such as a login while it is overloaded.</summary>
    private static bool IsBusy(ImapStatus status) => Pause(status) is not null || Busy().IsMatch(status.Text);

    // Quirk: Exchange throttles with "BAD ... Suggested Backoff Time: 299748 milliseconds".
    private static TimeSpan? Pause(ImapStatus status)
    {
        var match = Backoff().Match(status.Text);
        if (!match.Success)
            return null;
        var milliseconds = double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var asked = milliseconds < LongestPause.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : LongestPause;
        return asked;
    }

    [GeneratedRegex(@"Backoff Time:?\s*(\d{1,15})", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Backoff();

    // "User is authenticated but not connected" is Exchange's way to say that the mailbox server is away.
    [GeneratedRegex("temporar|try again|too many|not connected|unavailable|throttl",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Busy();
}
