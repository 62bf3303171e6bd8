using MailNode.Templates.Values;

namespace MailNode.Templates.Functions;

/// <summary>The functions of <c>array</c>. They give new lists and leave the given ones as they are.</summary>
internal static class ListFunctions
{
    public static IEnumerable<Function> All { get; } =
    [
        new("array.add", 2, 2, given => Made([.. given.List(0), given[1]])),
        new("array.add_range", 2, 2, given => Made([.. given.List(0), .. given.List(1)])),
        new("array.concat", 2, 2, given => Made([.. given.List(0), .. given.List(1)])),
        new("array.compact", 1, 1, given => Made(given.List(0).Where(element => element is not null))),
        new("array.contains", 2, 2, given => given.List(0).Any(element => Value.AreEqual(element, given[1]))),
        new("array.first", 1, 1, given => Value.ElementAt(given.List(0), 0)),
        new("array.last", 1, 1, given => Value.ElementAt(given.List(0), -1)),
        new("array.join", 2, 2, Joined),
        new("array.limit", 2, 2, given => Made(given.List(0).Take(given.Whole(1, 0)))),
        new("array.offset", 2, 2, given => Made(given.List(0).Skip(given.Whole(1, 0)))),
        new("array.map", 2, 2, given => Made(given.List(0).Select(element => MemberOf(element, given.Text(1))))),
        new("array.remove_at", 2, 2, WithoutOne),
        new("array.reverse", 1, 1, given => Made(given.List(0).Reverse())),
        new("array.size", 1, 1, given => given.List(0).Count),
        new("array.sort", 1, 2, Sorted),
        new("array.uniq", 1, 1, given => Made(given.List(0).Distinct(new SameValue()))),
    ];

    private static List<object?> Made(IEnumerable<object?> elements) => [.. elements];

    private static object? MemberOf(object? element, string? name) => name is null || element is null ? null
        : element is IReadOnlyDictionary<string, object?> members ? members.GetValueOrDefault(name)
        : Members.Of(element, name);

    private static string Joined(Given given)
    {
        var texts = given.List(0).Select(element => Value.ToText(element, given.Options.MaxDepth)).ToList();
        var separator = given.Text(1) ?? "";
        return given.Limited(texts.Sum(text => (long)text.Length + separator.Length), () => string.Join(separator, texts));
    }

    private static List<object?> WithoutOne(Given given)
    {
        var list = Made(given.List(0));
        var index = given.Whole(1, 0);
        index = index < 0 ? list.Count + index : index;
        if (index >= 0 && index < list.Count)
            list.RemoveAt(index);
        return list;
    }

    private static List<object?> Sorted(Given given)
    {
        var member = given.Text(1);
        return Made(given.List(0).OrderBy(element => string.IsNullOrEmpty(member) ? element : MemberOf(element, member), Comparer<object?>.Create(Order)));
    }

    // Null comes first; what has no order among itself stays in the order it came.
    private static int Order(object? left, object? right) =>
        left is null || right is null ? (left is null ? 0 : 1) - (right is null ? 0 : 1)
        : Value.TryCompare(left, right, out var order) ? order : 0;

    private sealed class SameValue : IEqualityComparer<object?>
    {
        public new bool Equals(object? left, object? right) => Value.AreEqual(left, right);

        // Values of different kinds can be equal ("1" and 1), so they meet by their text.
        public int GetHashCode(object? value) =>
            value is IEnumerable<object?> or IReadOnlyDictionary<string, object?> ? 0 : Value.ToText(value, 0).GetHashCode(StringComparison.Ordinal);
    }
}
