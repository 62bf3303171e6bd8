using System.Collections;

namespace MailNode.Templates.Values;

/// <summary>The whole numbers from first to last, made one by one as they are asked for.</summary>
internal sealed class WholeRange(long first, long last) : IReadOnlyList<object?>
{
    public int Count { get; } = (int)Int128.Clamp((Int128)last - first + 1, 0, int.MaxValue);

    public object? this[int index] => Arithmetic.Narrow(first + index);

    public IEnumerator<object?> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
