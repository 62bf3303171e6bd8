using System.Globalization;
using MailNode.Templates.Parsing;

namespace MailNode.Templates.Values;

/// <summary>What holds for every kind of value: truth, equality, order, text, and being a list.</summary>
internal static class Value
{
    /// <summary>What the word <c>empty</c> means: equal to any list or object without elements.</summary>
    public static readonly object Empty = new MadeObject(0);

    private static readonly object True = true;
    private static readonly object False = false;

    public static object Boxed(bool value) => value ? True : False;

    /// <summary>Only null and false are untrue; 0, "" and an empty list are true, as in Scriban.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool truth => truth,
        _ => !ReferenceEquals(value, Empty),
    };

    public static bool? IsEmpty(object? value) => value switch
    {
        null => null,
        string text => text.Length == 0,
        IReadOnlyDictionary<string, object?> members => members.Count == 0,
        IReadOnlyCollection<object?> list => list.Count == 0,
        IEnumerable<object?> list => !list.Any(),
        _ => false,
    };

    public static bool AreEqual(object? left, object? right)
    {
        if (ReferenceEquals(left, right))
            return true;
        if (left is string one && right is string other)
            return one == other;
        if (ReferenceEquals(left, Empty) || ReferenceEquals(right, Empty))
            return IsEmpty(ReferenceEquals(left, Empty) ? right : left) ?? false;
        if (left is null || right is null)
            return false;
        if (left is string or Markup || right is string or Markup)
            return IsText(left) && IsText(right) && TextOf(left) == TextOf(right);
        if (Arithmetic.IsNumber(left) && Arithmetic.IsNumber(right))
            return Arithmetic.Compare(left, right) == 0;
        return left is not string && AsList(left) is { } some && AsList(right) is { } others ? SameElements(some, others) : left.Equals(right);
    }

    public static bool TryCompare(object left, object right, out int order)
    {
        order = 0;
        if (Arithmetic.IsNumber(left) && Arithmetic.IsNumber(right))
            order = Arithmetic.Compare(left, right);
        else if (left is string or Markup || right is string or Markup)
            order = string.CompareOrdinal(TextOf(left), TextOf(right));
        else if (left is DateTimeOffset earlier && right is DateTimeOffset later)
            order = earlier.CompareTo(later);
        else if (left is bool yes && right is bool no)
            order = yes.CompareTo(no);
        else
            return false;
        return true;
    }

    public static bool TryWhole(object? value, out long whole)
    {
        whole = value switch
        {
            int number => number,
            long number => number,
            double number when Math.Abs(number) < 1e15 => (long)number,
            _ => 0,
        };
        return value is int or long || value is double and > -1e15 and < 1e15;
    }

    /// <summary>The elements of a list, the members of an object, or the letters of a string, at most as many as a loop may run through.</summary>
    public static IReadOnlyList<object?> ToList(object? value, int max, Spot spot)
    {
        var list = AsList(value);
        if (list is null)
            return Enumerated(value, max, spot);
        if (list.Count > max)
            throw spot.Fault($"this list has more than {max} elements");
        return list;
    }

    public static object? ElementAt(IReadOnlyList<object?> list, long position)
    {
        var index = position < 0 ? list.Count + position : position;
        return index >= 0 && index < list.Count ? list[(int)index] : null;
    }

    /// <summary>What is written for a value; lists as "[1, 2]", objects as "{a: 1}".</summary>
    public static string ToText(object? value, int depth) =>
        value is null or string or Markup or bool or int or long or double or DateTimeOffset ? TextOf(value) : Structure.ToText(value, depth);

    public static string KindOf(object? value) => value switch
    {
        null => "null",
        string or Markup => "text",
        bool => "a truth value",
        int or long or double => "a number",
        DateTimeOffset => "a date",
        IReadOnlyDictionary<string, object?> => "an object",
        IEnumerable<object?> => "a list",
        _ => $"a {value.GetType().Name}, which is none of the kinds that templates know,",
    };

    private static string TextOf(object? value) => value switch
    {
        string text => text,
        Markup markup => markup.Html ?? "",
        bool truth => truth ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => Arithmetic.ToText(number),
        DateTimeOffset date => date.ToString("dd MMM yyyy", CultureInfo.InvariantCulture),
        _ => "",
    };

    private static bool IsText(object value) => value is string or Markup or int or long or double or bool;

    private static IReadOnlyList<object?>? AsList(object? value) => value switch
    {
        List<object?> list => list,
        IReadOnlyDictionary<string, object?> => null,
        IReadOnlyList<object?> list => list,
        _ => null,
    };

    private static List<object?> Enumerated(object? value, int max, Spot spot)
    {
        IEnumerable<object?> elements = value switch
        {
            string letters => letters.Select(letter => letter.ToString()),
            IReadOnlyDictionary<string, object?> members => members.Select(Pair),
            IEnumerable<object?> list => list,
            _ => throw spot.Fault($"{KindOf(value)} is not a list"),
        };
        var taken = elements.Take(max + 1).ToList();
        return taken.Count <= max ? taken : throw spot.Fault($"this list has more than {max} elements");
    }

    private static MadeObject Pair(KeyValuePair<string, object?> member) => new(2) { ["key"] = member.Key, ["value"] = member.Value };

    private static bool SameElements(IReadOnlyList<object?> left, IReadOnlyList<object?> right)
    {
        if (left.Count != right.Count)
            return false;
        for (var i = 0; i < left.Count; i++)
        {
            // Lists within lists are the same only if they are one and the same: comparing deeper would recurse on the model.
            if (AsList(left[i]) is not null ? !ReferenceEquals(left[i], right[i]) : !AreEqual(left[i], right[i]))
                return false;
        }
        return true;
    }
}
