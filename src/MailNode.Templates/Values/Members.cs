namespace MailNode.Templates.Values;

/// <summary>The members of values that are not objects: the size of lists and texts, the parts of dates.</summary>
internal static class Members
{
    /// <summary>Null if there is no such member, as Scriban is lenient about it.</summary>
    public static object? Of(object target, string name) => target switch
    {
        string text => name == "size" ? text.Length : null,
        DateTimeOffset date => OfDate(date, name),
        IReadOnlyCollection<object?> list => name == "size" ? list.Count : null,
        IEnumerable<object?> list => name == "size" ? list.Count() : null,
        _ => null,
    };

    private static object? OfDate(DateTimeOffset date, string name) => name switch
    {
        "year" => date.Year,
        "month" => date.Month,
        "day" => date.Day,
        "day_of_year" => date.DayOfYear,
        "hour" => date.Hour,
        "minute" => date.Minute,
        "second" => date.Second,
        "millisecond" => date.Millisecond,
        _ => null,
    };
}
