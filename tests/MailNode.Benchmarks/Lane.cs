namespace MailNode.Benchmarks;

/// <summary>
/// One piece of work that is timed beside others, round by round, so that a disturbed machine disturbs them all alike. What is
/// counted is the processor's time of this process, not the clock's: nothing here waits, and others may be using the machine.
/// </summary>
internal sealed class Lane(Action work)
{
    private const int WarmUps = 4, Rounds = 15;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(200), RoundTime = TimeSpan.FromMilliseconds(10);
    private readonly List<double> rounds = [];
    private int calls;

    /// <summary>What one call takes: the median of the rounds.</summary>
    public double Seconds => Median(rounds);

    public double PerSecond => 1 / Seconds;

    /// <summary>Bytes that one call allocates.</summary>
    public long Allocated { get; private set; }

    /// <summary>Warms all of them up, several times over since the compiler works in stages and beside us; then times them in turns.</summary>
    public static void Race(params IReadOnlyList<Lane> lanes)
    {
        for (var time = 0; time < WarmUps; time++)
            foreach (var lane in lanes) lane.CallsIn(WarmUpTime);
        foreach (var lane in lanes) lane.calls = lane.CallsIn(RoundTime);
        for (var round = 0; round < Rounds; round++)
            foreach (var lane in lanes) lane.Round();
    }

    public static double Median(IReadOnlyCollection<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>The processor's time of this process so far.</summary>
    public static TimeSpan Spent => Environment.CpuUsage.TotalTime;

    private int CallsIn(TimeSpan time)
    {
        var (began, done) = (Spent, 0);
        for (; Spent - began < time; done++) work();
        return done;
    }

    /// <summary>Begins without garbage, so that nobody pays for what another lane threw away.</summary>
    private void Round()
    {
        GC.Collect();
        var (allocated, began) = (GC.GetAllocatedBytesForCurrentThread(), Spent);
        for (var call = 0; call < calls; call++) work();
        rounds.Add((Spent - began).TotalSeconds / calls);
        Allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / calls;
    }
}
