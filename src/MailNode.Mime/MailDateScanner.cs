using System.Globalization;

namespace MailNode.Mime;

/// <summary>Reads the pieces of a date in whatever order they come.</summary>
internal ref struct MailDateScanner(ReadOnlySpan<char> text)
{
    private const string Months = "janfebmaraprmayjunjulaugsepoctnovdec";

    private ReadOnlySpan<char> rest = text;
    private int day;
    private int month;
    private int year = -1;
    private int hour = -1;
    private int minute;
    private int second;
    private TimeSpan? zone;

    public bool TryRead(out DateTimeOffset date)
    {
        date = default;
        while (!rest.IsEmpty)
        {
            var c = rest[0];
            if (c == '(')
                SkipComment();
            else if (char.IsAsciiDigit(c))
                TakeNumber();
            else if (char.IsAsciiLetter(c))
                TakeWord();
            else if (c is '+' or '-' && hour >= 0 && rest.Length > 1 && char.IsAsciiDigit(rest[1]))
                TakeZone();
            else
                rest = rest[1..];
        }

        return TryMake(out date);
    }

    private readonly bool TryMake(out DateTimeOffset date)
    {
        date = default;
        if (year is < 1 or > 9999 || month == 0 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        if (hour is < 0 or > 23 || minute > 59 || second > 60)
            return false;
        var local = new DateTime(year, month, day, hour, minute, Math.Min(second, 59), DateTimeKind.Unspecified);
        var offset = zone ?? TimeSpan.Zero;
        var ticks = local.Ticks - offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
            return false;
        date = offset.Duration() <= TimeSpan.FromHours(14) ? new DateTimeOffset(local, offset) : new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private void SkipComment()
    {
        var depth = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '\\')
                i++;
            else if (rest[i] == '(')
                depth++;
            else if (rest[i] == ')' && --depth == 0)
            {
                rest = rest[(i + 1)..];
                return;
            }
        }

        rest = [];
    }

    private int Digits(out int length)
    {
        length = rest.IndexOfAnyExceptInRange('0', '9');
        length = length < 0 ? rest.Length : length;
        var value = length > 6 || length == 0 ? -1 : int.Parse(rest[..length], NumberStyles.None, CultureInfo.InvariantCulture);
        rest = rest[length..];
        return value;
    }

    private void TakeNumber()
    {
        var value = Digits(out var length);
        if (hour < 0 && value is >= 0 and < 25 && TryTakeTimeSeparator())
            TakeTime(value);
        else if (day == 0 && length == 4 && rest.Length > 0 && rest[0] == '-')
            year = value;
        else if (day == 0 && month == 0 && year >= 0 && length <= 2 && value is >= 1 and <= 12)
            month = value;
        else if (day == 0 && length <= 2)
            day = value;
        else if (month == 0 && length <= 2 && value is >= 1 and <= 12)
            month = value;
        else if (year < 0)
            year = FullYear(value, length);
    }

    /// <summary>RFC 5322, 4.3: two digits are 1950 to 2049, three count from 1900.</summary>
    private static int FullYear(int value, int length) => (value, length) switch
    {
        (< 50, <= 2) => 2000 + value,
        (_, <= 3) => 1900 + value,
        _ => value,
    };

    private void TakeTime(int hours)
    {
        hour = hours == 24 ? -2 : hours;
        minute = Digits(out _) is >= 0 and var minutes ? minutes : 99;
        if (!TryTakeTimeSeparator())
            return;
        second = Digits(out _) is >= 0 and var seconds ? seconds : 99;
        if (rest.Length > 1 && rest[0] is '.' or ',' && char.IsAsciiDigit(rest[1]))
        {
            rest = rest[1..];
            Digits(out _);
        }
    }

    /// <summary>A colon, with blanks and comments around it as the obsolete syntax allows (RFC 5322, 4.3), or a dot without.</summary>
    private bool TryTakeTimeSeparator()
    {
        var before = rest;
        SkipGap();
        var isSeparator = !rest.IsEmpty && (rest[0] == ':' || (rest[0] == '.' && rest.Length == before.Length));
        if (isSeparator)
        {
            var isColon = rest[0] == ':';
            rest = rest[1..];
            if (isColon)
                SkipGap();
            isSeparator = !rest.IsEmpty && char.IsAsciiDigit(rest[0]);
        }

        if (!isSeparator)
            rest = before;
        return isSeparator;
    }

    private void SkipGap()
    {
        rest = rest.TrimStart(" \t");
        while (!rest.IsEmpty && rest[0] == '(')
        {
            SkipComment();
            rest = rest.TrimStart(" \t");
        }
    }

    private void TakeWord()
    {
        var length = rest.IndexOfAnyExcept(Letters);
        var word = length < 0 ? rest : rest[..length];
        rest = rest[word.Length..];
        if (word.Length == 2 && hour is > 0 and <= 12 && (word[1] | 0x20) == 'm' && (word[0] | 0x20) is 'a' or 'p')
            hour = (hour % 12) + ((word[0] | 0x20) == 'p' ? 12 : 0);
        else if (month == 0 && word.Length >= 3 && MonthNumber(word) is > 0 and var number)
            month = number;
        else if (hour >= 0 && zone is null)
            zone = MailZones.Find(word);
    }

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static int MonthNumber(ReadOnlySpan<char> word)
    {
        var at = Months.AsSpan().IndexOf(word[..3], StringComparison.OrdinalIgnoreCase);
        return at >= 0 && at % 3 == 0 ? (at / 3) + 1 : 0;
    }

    /// <summary>+hhmm or +hh:mm; it wins over a name that stood before, as in "GMT+0100".</summary>
    private void TakeZone()
    {
        var sign = rest[0] == '-' ? -1 : 1;
        rest = rest[1..];
        var value = Digits(out var length);
        var minutes = length <= 2 ? value * 60 : (value / 100 * 60) + (value % 100);
        if (length <= 2 && rest.Length > 2 && rest[0] == ':' && char.IsAsciiDigit(rest[1]))
        {
            rest = rest[1..];
            minutes += Digits(out _);
        }

        if (value >= 0 && minutes < 24 * 60 && (zone is null || zone == TimeSpan.Zero))
            zone = TimeSpan.FromMinutes(sign * minutes);
    }
}
