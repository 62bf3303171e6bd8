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
    public static string Format(DateTimeOffset date)
    {
        Span<char> text = stackalloc char["Fri, 21 Nov 1997 09:55:06 -0600".Length];
        // .NET's own form of such dates ends in "GMT", whatever the zone.
        date.DateTime.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        var offset = date.Offset.Duration();
        text[length - "GMT".Length] = date.Offset < TimeSpan.Zero ? '-' : '+';
        ((offset.Hours * 100) + offset.Minutes).TryFormat(text[(length - "GMT".Length + 1)..], out _, "0000", CultureInfo.InvariantCulture);
        return text.ToString();
    }
}
