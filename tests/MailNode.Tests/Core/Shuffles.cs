using MailNode.Tests.Mime;

namespace MailNode.Tests.Core;

/// <summary>The ways in which a set can come: in any order, and some of it more than once.</summary>
internal static class Shuffles
{
    /// <summary>The same two hundred at every run, each with a few repetitions.</summary>
    public static IEnumerable<IReadOnlyList<T>> Of<T>(IReadOnlyList<T> set)
    {
        var random = new SeededNumbers(2026);
        for (var round = 0; round < 200; round++)
        {
            var order = set.Concat(Enumerable.Range(0, random.Below(4)).Select(_ => set[random.Below(set.Count)])).ToArray();
            for (var at = order.Length - 1; at > 0; at--)
            {
                var other = random.Below(at + 1);
                (order[at], order[other]) = (order[other], order[at]);
            }
            yield return order;
        }
    }
}
