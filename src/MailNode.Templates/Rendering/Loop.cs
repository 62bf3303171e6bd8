using MailNode.Templates.Values;

namespace MailNode.Templates.Rendering;

/// <summary>Where a running loop is.</summary>
/// <param name="length">How often it will run; null for while, which does not know.</param>
internal sealed class Loop(int? length)
{
    private object? current;

    public int Index { get; private set; }

    public int? Length => length;

    public bool Changed { get; private set; }

    public void Step(int index, object? element)
    {
        Changed = index == 0 || !Value.AreEqual(current, element);
        Index = index;
        current = element;
    }
}

/// <summary>The members of <c>for</c> and <c>while</c>.</summary>
internal static class LoopMembers
{
    public static Func<Loop, object?>? Find(string loop, string member) => member switch
    {
        "index" => static state => state.Index,
        "first" => static state => Value.Boxed(state.Index == 0),
        "even" => static state => Value.Boxed(state.Index % 2 == 0),
        "odd" => static state => Value.Boxed(state.Index % 2 == 1),
        _ when loop == "while" => null,
        "last" => static state => Value.Boxed(state.Index + 1 == state.Length),
        "changed" => static state => Value.Boxed(state.Changed),
        "rindex" => static state => state.Length - state.Index - 1,
        "length" => static state => state.Length,
        _ => null,
    };
}
