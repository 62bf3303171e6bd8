using System.Globalization;
using System.Text;

namespace MailNode.Mime;

/// <summary>Dates as mail writes them (RFC 5322, 3.3 and 4.3), and as broken mailers do.</summary>
public static class MailDate
{
    /// <summary>
    /// Reads a Date field, or the end of a Received field. False for what is no point in time; nothing is guessed for a missing day or
    /// hour.
    /// </summary>
    public static bool TryParse(string? text, out DateTimeOffset date)
    {
        date = default;
        if (text is null)
            return false;
        var semicolon = text.LastIndexOf(';');
        return new MailDateScanner(text.AsSpan(semicolon + 1)).TryRead(out date);
    }

    /// <summary>Such as "Fri, 21 Nov 1997 09:55:06 -0600".</summary>
    public static string Format(DateTimeOffset date) =>
        string.Create(CultureInfo.InvariantCulture, $"{date.DateTime.ToString("R", CultureInfo.InvariantCulture)[..^3]}{Zone(date.Offset)}");

    private static string Zone(TimeSpan offset) => $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset.Duration():hhmm}";
}
