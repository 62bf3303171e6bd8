using System.Globalization;
using MailNode.Templates.Values;

namespace MailNode.Templates.Functions;

/// <summary>The functions of <c>math</c>.</summary>
internal static class NumberFunctions
{
    public static IEnumerable<Function> All { get; } =
    [
        new("math.abs", 1, 1, given => given[0] switch
        {
            double real => Math.Abs(real),
            int or long => Arithmetic.Compare(given[0]!, 0) < 0 ? Arithmetic.Negate(given[0]!, given.Spot) : given[0],
            _ => given.Real(0),
        }),
        new("math.ceil", 1, 1, given => Math.Ceiling(given.Real(0))),
        new("math.floor", 1, 1, given => Math.Floor(given.Real(0))),
        new("math.round", 1, 2, given => Math.Round(given.Real(0), Math.Clamp(given.Whole(1, 0), 0, 15))),
        new("math.divided_by", 2, 2, Divided),
        new("math.minus", 2, 2, given => Arithmetic.Operators["-"](given[0], given[1], given.Limits)),
        new("math.plus", 2, 2, given => Arithmetic.Operators["+"](given[0], given[1], given.Limits)),
        new("math.times", 2, 2, given => Arithmetic.Operators["*"](given[0], given[1], given.Limits)),
        new("math.modulo", 2, 2, given => Arithmetic.Operators["%"](given[0], given[1], given.Limits)),
        new("math.is_number", 1, 1, given => Arithmetic.IsNumber(given[0])),
        new("math.format", 2, 2, Formatted),
    ];

    private static object? Divided(Given given)
    {
        var result = Arithmetic.Operators["/"](given.Real(0), given[1], given.Limits);
        return given[1] is int && result is double real ? (int)Math.Floor(real) : result;
    }

    private static string Formatted(Given given)
    {
        var format = given.Text(1) ?? "";
        // A precision of a billion digits is a way to ask for a gigabyte.
        if (format.Length > 32 || format.Count(char.IsAsciiDigit) > 2)
            throw given.Spot.Fault("this number format is too long");
        try
        {
            return given[0] is IFormattable number and (int or long or double) ? number.ToString(format, CultureInfo.InvariantCulture) : "";
        }
        catch (FormatException)
        {
            throw given.Spot.Fault($"`{format}` is not a number format");
        }
    }
}
