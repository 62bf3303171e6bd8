using System.Globalization;
using System.Text.RegularExpressions;

namespace MailNode.Transport.Smtp;

/// <summary>What a refusal means: the one table of codes (RFC 5321, section 4.2; RFC 3463 and its registry), and words where codes lie.</summary>
internal static partial class SmtpVerdict
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    public static (MailProblem Problem, Retry Retry) Of(SmtpReply reply) => (reply.Code, reply.Enhanced) switch
    {
        ( < 400, _) => (MailProblem.Other, Retry.Later),
        (421, _) => (MailProblem.ConnectionLost, Retry.Later),
        // A login that cannot be judged now.
        (432 or 454, _) => (MailProblem.Other, Retry.Later),
        // A full mailbox, under a code for now or for good; it may be emptied.
        (_, "4.2.2" or "5.2.2") => (MailProblem.OverQuota, Retry.Later),
        ( < 500, _) => (MailProblem.MailRefused, Retry.Later),
        // Larger than the server, the recipient's server or its owner wants.
        (_, "5.3.4" or "5.2.3") or (552, "") => (MailProblem.TooLarge, Retry.Never),
        (530 or 534 or 535, _) or (_, "5.7.8") => (MailProblem.LoginRefused, IsForNow(reply) ? Retry.Later : Retry.Never),
        (538, _) or (_, "5.7.11") => (MailProblem.TlsMissing, Retry.Never),
        // Quirk: servers say 5.5.0 for troubles of their own, and 5.4.5 or 5.7.28 for what is only too much for today.
        (_, "5.5.0" or "5.4.5" or "5.7.28") => (MailProblem.MailRefused, Retry.Later),
        // Too many recipients in one mail: fewer next time.
        (_, "5.5.3") => (MailProblem.MailRefused, Retry.Later),
        _ => (MailProblem.MailRefused, IsForNow(reply) ? Retry.Later : Retry.Never),
    };

    /// <summary>How long to wait, where a reply names it: greylisting mostly does.</summary>
    public static TimeSpan? Pause(SmtpReply reply)
    {
        if (reply.Code < 400)
            return null;
        if (ClockTime().Match(reply.Text) is { Success: true } time)
            return Shorter(new TimeSpan(Number(time, 1), Number(time, 2), Number(time, 3)));
        if (Duration().Match(reply.Text) is not { Success: true } words)
            return null;
        var unit = char.ToLowerInvariant(words.Groups[2].ValueSpan[0]) switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            _ => TimeSpan.FromHours(1),
        };
        return Shorter(Number(words, 1) * unit);
    }

    // Quirk: some greylist, and some limit the rate, with a code that means for good.
    private static bool IsForNow(SmtpReply reply) => ForNow().IsMatch(reply.Text);

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static TimeSpan Shorter(TimeSpan asked) => asked < LongestPause ? asked : LongestPause;

    [GeneratedRegex(@"gr[ea]y-?list|try(ing)? (again|later)|(retry|again) later|temporar|rate[ -]limit|too (many|fast)|(sending|daily|hourly) (limit|quota)|throttl",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex ForNow();

    [GeneratedRegex(@"\b(?:in|for|after|wait|within) (?:another |about )?(\d{1,6}) ?(s|secs?|seconds?|m|mins?|minutes?|h|hours?)\b",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Duration();

    [GeneratedRegex(@"\b(?:in|for|after|wait) (\d{2}):(\d{2}):(\d{2})\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex ClockTime();
}
