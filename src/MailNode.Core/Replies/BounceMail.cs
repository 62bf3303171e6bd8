using System.Text.RegularExpressions;
using MailNode.Mime;

namespace MailNode.Core.Replies;

/// <summary>Tells reports that a mail did not arrive, or not yet, from all other mail: RFC 3464, and what servers write who never read it.</summary>
public static partial class BounceMail
{
    private const int MaxText = 4000;
    private const int MaxSubject = 1000;

    private static readonly string[] Senders = ["From", "Sender", "Return-Path"];

    /// <summary>Whether a mail server wrote this about a mail that it could not, or did at last, deliver.</summary>
    public static bool IsBounce(MimeEntity mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        return ReportType(mail) switch
        {
            "delivery-status" => true,
            "disposition-notification" or "feedback-report" => false,
            _ => DeliveryReport.Find(mail) is not null || IsPlainBounce(mail.Headers, mail),
        };
    }

    private static string? ReportType(MimeEntity mail) =>
        mail.ContentType.Is("multipart/report") ? mail.ContentType.Parameter("report-type")?.ToLowerInvariant() : null;

    /// <summary>Without a report for programs: from a mail server's own address, and about a delivery.</summary>
    private static bool IsPlainBounce(HeaderList headers, MimeEntity mail)
    {
        if (headers.First("X-Failed-Recipients") is not null) return true;
        var (isServer, returnsNowhere) = (IsFromServer(headers), headers.Text("Return-Path")?.Trim() is "" or "<>");
        if (!isServer && !returnsNowhere) return IsServiceNotice(headers, mail);
        return Subject.IsMatch(Bounded(headers.Text("Subject") ?? "", MaxSubject)) || (isServer && Text.IsMatch(Opening(mail)));
    }

    private static bool IsFromServer(HeaderList headers) =>
        Senders.Any(name => Server.IsMatch(Bounded(headers.First(name)?.Value ?? "", MaxSubject)));

    /// <summary>Amazon's service reports as JSON, in a mail from an address of its own.</summary>
    private static bool IsServiceNotice(HeaderList headers, MimeEntity mail) =>
        headers.Addresses("From") is [var from] && from.Email.Domain.EndsWith("amazonaws.com", StringComparison.OrdinalIgnoreCase)
        && Notice.IsMatch(Opening(mail));

    private static string Opening(MimeEntity mail) => ReadingText.Of(mail).Plain is { } plain ? Bounded(plain, MaxText) : "";

    private static string Bounded(string text, int length) => text.Length > length ? text[..length] : text;

    [GeneratedRegex(@"(?:^|[\s<""'(,:])(?:mailer[-_]?daemon|mail-daemon|double-bounce|post_?master)(?:@|>|\s|$)|^""?(?:mail deliver[a-z]* (?:sub)?system|mailer daemon|system administrator|courier mail server|interscan)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Server { get; }

    [GeneratedRegex(@"^\s*(?:\S{1,200} )?(?:undeliver(?:able|ed)|(?:(?:e-?)?mail |message |permanent )?delivery[ _](?:status|notification|failure|has failed|failed|problem|delay)|mail (?:delivery )?(?:failed|failure|system)|(?:mail )?failure notice|returned mail"
        + @"|warning: (?:message|could not send|delayed mail)|notice: mail delivery|non ?delivery|unzustellbar|non remis|impossibile recapitare|no se puede entregar|message (?:delayed|undeliverable)|postfix smtp server: errors|\[bounce\]"
        + @"|(?:sorry, )?(?:your )?(?:mail|message) could not be delivered|there was an error sending your mail)|mail failure\.?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Subject { get; }

    [GeneratedRegex(@"(?:could not be|couldn't be|cannot be|can't be|was not|wasn't|not been|unable to be|failed to be) (?:be )?(?:delivered|sent)|(?:unable|failed|failure|not able) to deliver|delivery (?:has |to the following \S+ )?(?:failed|delayed|error)"
        + @"|undeliver(?:able|ed)|returned to sender|this is the qmail-send program|permanent (?:fatal )?error|\b5[0-5]\d[ -][45]\.\d{1,3}\.\d{1,3}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Text { get; }

    [GeneratedRegex(@"""(?:notificationType|eventType)""\s*:\s*""Bounce""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Notice { get; }
}
