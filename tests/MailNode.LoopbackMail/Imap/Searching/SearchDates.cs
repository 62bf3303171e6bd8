using System.Globalization;
using System.Text.RegularExpressions;
using MailNode.LoopbackMail.Imap.Fetching;

namespace MailNode.LoopbackMail.Imap.Searching;

/// <summary>SINCE, BEFORE and ON, by when the server got a message or by what its Date says; zones do not count.</summary>
internal static partial class SearchDates
{
    private static readonly string[] Forms = ["d-MMM-yyyy", "d MMM yyyy"];

    /// <summary>Null where the day is none.</summary>
    public static Test? Parse(string key, string text)
    {
        if (Day(text) is not { } day)
            return null;
        var isSent = key.StartsWith("SENT", StringComparison.Ordinal);
        return (_, message) => (isSent ? Sent(message) : message.InternalDate.Date) is { } date && (isSent ? key[4..] : key) switch
        {
            "SINCE" => date >= day,
            "BEFORE" => date < day,
            _ => date == day,
        };
    }

    private static DateTime? Sent(LoopbackMessage message) =>
        DayInDate.Match(new MessagePart(message.Bytes).Header["Date"] ?? "") is { Success: true, Value: var said } ? Day(said) : null;

    private static DateTime? Day(string text) =>
        DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    [GeneratedRegex(@"\b\d{1,2} [A-Za-z]{3} \d{4}\b")]
    private static partial Regex DayInDate { get; }
}
