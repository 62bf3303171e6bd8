using System.Globalization;
using System.Text;
using MailNode.Templates.Parsing;

namespace MailNode.Templates.Values;

/// <summary>Calculating with numbers, and adding and repeating texts and lists. Anything with null gives null, as in Scriban.</summary>
internal static class Arithmetic
{
    /// <summary>Two operands and where they stand.</summary>
    public delegate object? Operator(object? left, object? right, Limits limits);

    /// <summary>Where a fault lies, and how long a text made here may become.</summary>
    public readonly record struct Limits(Spot Spot, int MaxText);

    public static IReadOnlyDictionary<string, Operator> Operators { get; } = new Dictionary<string, Operator>
    {
        ["+"] = Add,
        ["-"] = (left, right, limits) => Numbers(left, right, limits, "-", static (a, b) => a - b, static (a, b) => a - b),
        ["*"] = Multiply,
        ["/"] = Divide,
        ["//"] = (left, right, limits) => Numbers(left, NotZero(right, limits), limits, "//", static (a, b) => a / b, static (a, b) => Math.Round(a / b)),
        ["%"] = (left, right, limits) => Numbers(left, NotZero(right, limits), limits, "%", static (a, b) => a % b, static (a, b) => a % b),
    };

    public static bool IsNumber(object? value) => value is int or long or double;

    public static int Compare(object left, object right) =>
        left is double || right is double ? Real(left).CompareTo(Real(right)) : Whole(left).CompareTo(Whole(right));

    public static double Real(object value) => value switch { int number => number, long number => number, double number => number, _ => double.NaN };

    /// <summary>An int if it fits, as the model's numbers mostly are; else a long, else a double.</summary>
    public static object Narrow(Int128 whole) =>
        whole >= int.MinValue && whole <= int.MaxValue ? (object)(int)whole
        : whole >= long.MinValue && whole <= long.MaxValue ? (object)(long)whole
        : (double)whole;

    public static object Negate(object value, Spot spot) => value switch
    {
        double number => -number,
        int or long => Narrow(-(Int128)Whole(value)),
        _ => throw spot.Fault($"{Value.KindOf(value)} cannot be negated"),
    };

    /// <summary>All digits and no exponent, shortest form that reads back as the same number.</summary>
    public static string ToText(double number)
    {
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var e = shortest.IndexOf('E', StringComparison.Ordinal);
        return e < 0 ? shortest : Expanded(shortest[..e], int.Parse(shortest.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
    }

    private static string Expanded(string mantissa, int exponent)
    {
        var sign = mantissa.StartsWith('-') ? "-" : "";
        var digits = mantissa.Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);
        return exponent < 0
            ? sign + "0." + new string('0', -exponent - 1) + digits
            : sign + digits + new string('0', Math.Max(0, exponent + 1 - digits.Length));
    }

    private static long Whole(object value) => value is int number ? number : (long)value;

    private static object? Add(object? left, object? right, Limits limits)
    {
        if (left is string or Markup || right is string or Markup)
            return Limited(Value.ToText(left, 8) + Value.ToText(right, 8), limits);
        if (left is IReadOnlyList<object?> some && right is IReadOnlyList<object?> others)
            return new List<object?>([.. some, .. others]);
        return Numbers(left, right, limits, "+", static (a, b) => a + b, static (a, b) => a + b);
    }

    private static object? Multiply(object? left, object? right, Limits limits)
    {
        var (text, times) = left is string or Markup ? (left, right) : (right, left);
        if (text is not (string or Markup))
            return Numbers(left, right, limits, "*", static (a, b) => a * b, static (a, b) => a * b);
        if (!Value.TryWhole(times, out var count))
            throw limits.Spot.Fault($"a text can be repeated a number of times, not {Value.KindOf(times)} times");
        var repeated = Value.ToText(text, 0);
        if (repeated.Length * (Int128)count > limits.MaxText)
            throw limits.Spot.Fault($"this text would become longer than {limits.MaxText} characters");
        return new StringBuilder().Insert(0, repeated, (int)Math.Max(0, count)).ToString();
    }

    private static object? Divide(object? left, object? right, Limits limits)
    {
        NotZero(right, limits);
        if (left is int or long && right is int or long && Whole(left) % Whole(right) == 0)
            return Narrow((Int128)Whole(left) / Whole(right));
        return Numbers(left, right, limits, "/", null, static (a, b) => a / b);
    }

    private static object? NotZero(object? divisor, Limits limits) =>
        divisor is 0 or 0L ? throw limits.Spot.Fault("this divides by zero: check it first") : divisor;

    private static object? Numbers(
        object? left, object? right, Limits limits, string symbol, Func<Int128, Int128, Int128>? wholes, Func<double, double, double> reals)
    {
        if (left is null || right is null)
            return null;
        if (!IsNumber(left) || !IsNumber(right))
            throw limits.Spot.Fault($"`{symbol}` does not work on {Value.KindOf(left)} and {Value.KindOf(right)}");
        return wholes is null || left is double || right is double ? reals(Real(left), Real(right)) : Narrow(wholes(Whole(left), Whole(right)));
    }

    private static string Limited(string text, Limits limits) =>
        text.Length <= limits.MaxText ? text : throw limits.Spot.Fault($"this text became longer than {limits.MaxText} characters");
}
