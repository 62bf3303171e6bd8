using System.Reflection;

namespace MailNode.Tests.OpenPgp;

/// <summary>All byte arrays that an object still holds, however deep: what was wiped must not be in any of them.</summary>
internal static class Reachable
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<byte[]> Arrays(object start)
    {
        var (seen, arrays, next) = (new HashSet<object>(ReferenceEqualityComparer.Instance), new List<byte[]>(), new Stack<object>([start]));
        while (next.TryPop(out var one))
        {
            if (one is Type or Pointer || !seen.Add(one))
                continue;
            if (one is byte[] bytes)
                arrays.Add(bytes);
            foreach (var inside in one is Array { Rank: 1 } array && !one.GetType().GetElementType()!.IsPrimitive ? array.Cast<object?>() : Held(one))
            {
                if (inside is not null)
                    next.Push(inside);
            }
        }
        return arrays;
    }

    public static bool Holds(object start, byte[] secret) => Arrays(start).Any(array => array.AsSpan().IndexOf(secret) >= 0);

    private static IEnumerable<object?> Held(object one)
    {
        for (var type = one.GetType(); type is { IsPrimitive: false } && type.Namespace?.StartsWith("System.Reflection", StringComparison.Ordinal) != true; type = type.BaseType)
        {
            foreach (var field in type.GetFields(Fields).Where(field => field.FieldType is { IsPrimitive: false, IsPointer: false, IsByRefLike: false }))
                yield return field.GetValue(one);
        }
    }
}
