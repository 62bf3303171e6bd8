namespace MailNode.Tests;

/// <summary>
/// Shows that work grows with its input and not with the square of it, by the memory that it asks for and by the processor time that it
/// takes. No clock on the wall is asked, so other work on the machine does not count.
/// </summary>
internal static class Growth
{
    /// <summary>What a table doubled too early, or the runtime itself, may take on top; bytes.</summary>
    private const int Slack = 200_000;

    /// <summary>The input whose time is compared is so many times larger than the other.</summary>
    private const int Factor = 8;

    /// <summary>Work that grows with its input takes Factor times as long, with the square of it Factor times Factor; this lies between.</summary>
    private const int MostTimes = 3 * Factor;

    /// <summary>Measured anew as long as it looks bad: caches, the compiler and the collector can make work slower, and only rarely.</summary>
    private const int Attempts = 5;

    /// <summary>Less than this is no harm, and too little to compare.</summary>
    private static readonly TimeSpan NoHarm = TimeSpan.FromMilliseconds(5);

    public static void AssertLinear(int size, Func<int, Action> prepare)
    {
        Allocated(prepare(size * 2));                      // what is made once and for all, rented buffers among it
        var (once, twice) = (Allocated(prepare(size)), Allocated(prepare(size * 2)));
        Assert.True(twice <= (once * 2.1) + Slack, $"{once:N0} bytes for {size:N0}, {twice:N0} for twice as much");
        AssertTime(size, MostTimes, prepare);
    }

    /// <summary>The same for work that should need no more, however much there is of the same.</summary>
    public static void AssertConstant(int size, Func<int, Action> prepare)
    {
        Allocated(prepare(size * 2));
        var (once, twice) = (Allocated(prepare(size)), Allocated(prepare(size * 2)));
        Assert.True(twice <= once + Slack, $"{once:N0} bytes for {size:N0}, {twice:N0} for twice as much");
        AssertTime(size, Factor / 2, prepare);
    }

    public static string Times(string piece, int count) => string.Concat(Enumerable.Repeat(piece, count));

    /// <summary>Bytes that the work asks for, given back or not.</summary>
    public static long Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void AssertTime(int size, int most, Func<int, Action> prepare)
    {
        var (small, large) = (prepare(size / Factor), prepare(size));
        var (least, longest) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            longest = Least(longest, ThreadWork.Of(large));
            if (longest < NoHarm)
                return;
            least = Least(least, ThreadWork.Of(small));
            if (longest < least * most)
                return;
        }

        Assert.Fail($"{least} of processor time for {size / Factor:N0}, {longest} for {Factor} times as much");
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
