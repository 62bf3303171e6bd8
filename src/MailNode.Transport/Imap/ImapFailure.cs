using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MailNode.Transport.Imap;

/// <summary>
/// Turns a NO or BAD into a problem, that is into who has to do something, and a decision whether to try again. Response codes
/// come first (RFC 5530, RFC 9051, section 7.1), then the words of servers that use none.
/// </summary>
internal static partial class ImapFailure
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>What the response codes mean. One that is not here means what the command's failure means.</summary>
    public static readonly FrozenDictionary<string, (MailProblem Problem, Retry Retry)> Codes = new Dictionary<string, (MailProblem, Retry)>
    {
        // Passing troubles: nobody has to do anything.
        ["UNAVAILABLE"] = (MailProblem.Other, Retry.Later),
        ["INUSE"] = (MailProblem.Other, Retry.Later),
        ["IN-USE"] = (MailProblem.Other, Retry.Later),              // RFC 3206, of POP3, said by some in IMAP
        ["SYS/TEMP"] = (MailProblem.Other, Retry.Later),            // the same
        ["LIMIT"] = (MailProblem.Other, Retry.Later),
        ["MESSAGELIMIT"] = (MailProblem.Other, Retry.Later),        // RFC 9738
        ["THROTTLED"] = (MailProblem.Other, Retry.Later),           // Gmail, Exchange
        ["EXPUNGEISSUED"] = (MailProblem.Other, Retry.Later),
        ["SERVERBUG"] = (MailProblem.Other, Retry.Later),
        ["CLIENTBUG"] = (MailProblem.Other, Retry.Later),           // Yandex says so of what its own state forbids
        ["PARSE"] = (MailProblem.Other, Retry.Later),
        ["NONEXISTENT"] = (MailProblem.FolderMissing, Retry.Later),
        ["TRYCREATE"] = (MailProblem.FolderMissing, Retry.Later),

        // The owner of the account.
        ["AUTHENTICATIONFAILED"] = (MailProblem.LoginRefused, Retry.Never),
        ["AUTHORIZATIONFAILED"] = (MailProblem.LoginRefused, Retry.Never),
        ["AUTH"] = (MailProblem.LoginRefused, Retry.Never),         // RFC 3206
        ["EXPIRED"] = (MailProblem.LoginRefused, Retry.Never),
        ["WEBALERT"] = (MailProblem.LoginRefused, Retry.Never),     // Gmail wants a login in a browser first
        ["REFERRAL"] = (MailProblem.LoginRefused, Retry.Never),     // RFC 2221: the account lives on another server
        ["PRIVACYREQUIRED"] = (MailProblem.TlsMissing, Retry.Never),
        ["OVERQUOTA"] = (MailProblem.OverQuota, Retry.Later),
        ["TOOBIG"] = (MailProblem.TooLarge, Retry.Never),
        ["READ-ONLY"] = (MailProblem.FolderRefused, Retry.Later),
        ["ALREADYEXISTS"] = (MailProblem.FolderRefused, Retry.Later),
        ["HASCHILDREN"] = (MailProblem.FolderRefused, Retry.Later),
        ["NOPERM"] = (MailProblem.FolderRefused, Retry.Never),
        ["CANNOT"] = (MailProblem.FolderRefused, Retry.Never),
        ["USEATTR"] = (MailProblem.FolderRefused, Retry.Never),     // RFC 6154

        // The provider.
        ["CONTACTADMIN"] = (MailProblem.AskProvider, Retry.Later),
        ["CORRUPTION"] = (MailProblem.AskProvider, Retry.Later),
        ["SYS/PERM"] = (MailProblem.AskProvider, Retry.Later),      // RFC 3206
    }.ToFrozenDictionary();

    /// <summary>An exception for a command that failed; <paramref name="otherwise"/> is the problem where the server names none.</summary>
    public static MailException From(ImapStatus status, string doing, MailProblem otherwise = MailProblem.Other, Retry retry = Retry.Later)
    {
        var (problem, decision) = InWords(status) ?? Codes.GetValueOrDefault(status.Code, (otherwise, retry));
        var said = status.Text.Length > 0 ? $": {status.Text}" : ".";
        return new MailException($"The server refused to {doing}{said}", problem, decision) { After = Pause(status) };
    }

    /// <summary>What the text says and the code, if any, does not; null where the code or the command decides.</summary>
    private static (MailProblem, Retry)? InWords(ImapStatus status)
    {
        // Quirk: Gmail says OVERQUOTA of the traffic of a day, too (A_refusal_in_words_is_classified).
        if (status.Code == "OVERQUOTA" && Traffic().IsMatch(status.Text))
            return (MailProblem.Other, Retry.Later);
        if (Codes.ContainsKey(status.Code))
            return null;
        if (Pause(status) is not null || Busy().IsMatch(status.Text))
            return (MailProblem.Other, Retry.Later);
        return Full().IsMatch(status.Text) ? (MailProblem.OverQuota, Retry.Later) : null;
    }

    // Quirk: Exchange throttles with "BAD ... Suggested Backoff Time: 299748 milliseconds" (A_refusal_in_words_is_classified).
    private static TimeSpan? Pause(ImapStatus status)
    {
        var match = Backoff().Match(status.Text);
        if (!match.Success)
            return null;
        var milliseconds = double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        return milliseconds < LongestPause.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : LongestPause;
    }

    [GeneratedRegex(@"Backoff Time:?\s*(\d{1,15})", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Backoff();

    // "User is authenticated but not connected" is Exchange's way to say that the mailbox server is away.
    [GeneratedRegex("temporar|try again|too many|not connected|unavailable|throttl|session expired",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Busy();

    [GeneratedRegex("over ?quota|quota (has been )?exceeded|exceed(s|ed|ing)? (the |your )?quota|mailbox (is )?full",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Full();

    [GeneratedRegex("bandwidth|command limit", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Traffic();
}
