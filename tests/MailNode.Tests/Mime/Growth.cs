namespace MailNode.Tests.Mime;

/// <summary>
/// Shows without a clock that work grows with its input and not with the square of it: by the memory that it asks for at one size and at
/// twice that size. What asks for none must be shown by counting; sizes are such that quadratic work would not end, which nobody overlooks.
/// </summary>
internal static class Growth
{
    /// <summary>What a table doubled too early, or the runtime itself, may take on top.</summary>
    private const int Slack = 200_000;

    public static void AssertLinear(int size, Func<int, Action> prepare)
    {
        Allocated(prepare(64));                            // what is made once and for all
        var (once, twice) = (Allocated(prepare(size)), Allocated(prepare(size * 2)));
        Assert.True(twice <= (once * 2.1) + Slack, $"{once:N0} bytes for {size:N0}, {twice:N0} for twice as much");
    }

    /// <summary>The same for work that should need no more, however much there is of the same.</summary>
    public static void AssertConstant(int size, Func<int, Action> prepare)
    {
        Allocated(prepare(64));
        var (once, twice) = (Allocated(prepare(size)), Allocated(prepare(size * 2)));
        Assert.True(twice <= once + Slack, $"{once:N0} bytes for {size:N0}, {twice:N0} for twice as much");
    }

    public static string Times(string piece, int count) => string.Concat(Enumerable.Repeat(piece, count));

    /// <summary>Bytes that the work asks for, given back or not.</summary>
    public static long Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
