using MailNode.Templates.Parsing;
using MailNode.Templates.Values;

namespace MailNode.Templates.Functions;

/// <summary>A function that templates may call.</summary>
/// <param name="Least">How many arguments it needs, the piped value included.</param>
/// <param name="Most">How many it takes.</param>
internal sealed record Function(string Name, int Least, int Most, Func<Given, object?> Body);

/// <summary>The arguments of one call.</summary>
internal readonly record struct Given(object?[] Values, Spot Spot, TemplateOptions Options)
{
    public object? this[int index] => index < Values.Length ? Values[index] : null;

    public bool Has(int index) => index < Values.Length;

    /// <summary>The argument as text; null stays null, so that a function can tell it from "".</summary>
    public string? Text(int index) => this[index] is { } value ? Value.ToText(value, Options.MaxDepth) : null;

    public int Whole(int index, int otherwise)
    {
        if (!Has(index))
            return otherwise;
        if (!Value.TryWhole(this[index], out var whole))
            throw Spot.Fault($"argument {index + 1} must be a whole number, not {Value.KindOf(this[index])}");
        return (int)Math.Clamp(whole, int.MinValue, int.MaxValue);
    }

    public double Real(int index) => Arithmetic.IsNumber(this[index])
        ? Arithmetic.Real(this[index]!)
        : throw Spot.Fault($"argument {index + 1} must be a number, not {Value.KindOf(this[index])}");

    /// <summary>The argument as a list; null is an empty one.</summary>
    public IReadOnlyList<object?> List(int index) => this[index] is { } list ? Value.ToList(list, Options.MaxLoops, Spot) : [];

    public Arithmetic.Limits Limits => new(Spot, Options.MaxOutput);

    /// <summary>The same text, if it is not too long.</summary>
    public string Limited(long length, Func<string> make) =>
        length <= Options.MaxOutput ? make() : throw Spot.Fault($"this text would become longer than {Options.MaxOutput} characters");
}
