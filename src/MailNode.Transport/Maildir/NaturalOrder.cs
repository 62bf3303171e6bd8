namespace MailNode.Transport.Maildirs;

/// <summary>
/// Compares names so that "9" comes before "10". Names of Maildir files begin with the time and hold a count,
/// so this is the order of arrival.
/// </summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static readonly NaturalOrder Comparer = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> a = x, b = y;
        while (!a.IsEmpty && !b.IsEmpty)
        {
            var order = char.IsAsciiDigit(a[0]) && char.IsAsciiDigit(b[0])
                ? Compare(Take(ref a, Digits(a)), Take(ref b, Digits(b)))
                : Take(ref a, 1)[0].CompareTo(Take(ref b, 1)[0]);
            if (order != 0)
                return order;
        }
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(x, y);
    }

    private static int Compare(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        a = a.TrimStart('0');
        b = b.TrimStart('0');
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
    }

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> text, int length)
    {
        var taken = text[..length];
        text = text[length..];
        return taken;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
