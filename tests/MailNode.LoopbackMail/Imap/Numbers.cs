using System.Globalization;

namespace MailNode.LoopbackMail.Imap;

/// <summary>A set of UIDs or sequence numbers: "2,4:7,9:*".</summary>
internal sealed class Numbers
{
    private readonly List<(uint From, uint To)> ranges = [];

    /// <summary>Null when it is no set. <paramref name="last"/> is what "*" stands for.</summary>
    public static Numbers? Parse(string text, uint last)
    {
        var numbers = new Numbers();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split(':');
            if (ends.Length > 2 || One(ends[0], last) is not { } from || One(ends[^1], last) is not { } to)
                return null;
            numbers.ranges.Add((Math.Min(from, to), Math.Max(from, to)));
        }
        return numbers;
    }

    public bool Has(uint number) => ranges.Any(range => number >= range.From && number <= range.To);

    /// <summary>The shortest way to write these, which must ascend.</summary>
    public static string Write(IReadOnlyList<uint> numbers)
    {
        var parts = new List<string>();
        for (var i = 0; i < numbers.Count;)
        {
            var start = i++;
            while (i < numbers.Count && numbers[i] == numbers[i - 1] + 1)
                i++;
            parts.Add(i - start == 1 ? $"{numbers[start]}" : $"{numbers[start]}:{numbers[i - 1]}");
        }
        return string.Join(',', parts);
    }

    private static uint? One(string text, uint last)
    {
        if (text == "*")
            return last;
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
    }
}
