using System.Collections.Frozen;
using MailNode.Templates.Parsing;
using MailNode.Templates.Tree;

namespace MailNode.Templates.Functions;

/// <summary>All functions by their names. None knows a clock, chance, or the machine.</summary>
internal static class Library
{
    private static readonly FrozenDictionary<string, Function> Functions =
        new[] { TextFunctions.All, ListFunctions.All, NumberFunctions.All, HtmlFunctions.All, OtherFunctions.All }
            .SelectMany(all => all).ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Namespaces =
        Functions.Keys.Where(name => name.Contains('.')).Select(name => name[..name.IndexOf('.')]).ToFrozenSet(StringComparer.Ordinal);

    public static IEnumerable<string> Names => Functions.Keys;

    public static bool IsNamespace(string name) => Namespaces.Contains(name);

    public static Call Call(string name, Expression[] arguments, Spot spot)
    {
        if (!Functions.TryGetValue(name, out var function))
            throw spot.Fault($"the function `{name}` is not known here");
        if (arguments.Length < function.Least || arguments.Length > function.Most)
            throw spot.Fault($"`{name}` takes {Count(function)} and got {arguments.Length}");
        return new Call(function, arguments, spot);
    }

    private static string Count(Function function) =>
        function.Least == function.Most ? $"{function.Least} arguments" : $"{function.Least} to {function.Most} arguments";
}
