namespace MailNode.Tests.Transport;

/// <summary>A clock that stands still until it is told to go on, and tells when somebody waits for it.</summary>
internal sealed class WireClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Alarm> alarms = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Seen)> watchers = [];
    private DateTimeOffset now = start;

    public WireClock()
        : this(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))
    {
    }

    public override DateTimeOffset GetUtcNow() => now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Completes once somebody waits for exactly this long.</summary>
    public Task SomebodyWaitsAsync(TimeSpan due)
    {
        lock (gate)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (alarms.Any(alarm => alarm.At == now + due))
                seen.SetResult();
            else
                watchers.Add((due, seen));
            return seen.Task;
        }
    }

    public void Advance(TimeSpan by)
    {
        List<Alarm> ringing;
        lock (gate)
        {
            now += by;
            ringing = [.. alarms.Where(alarm => alarm.At <= now)];
            alarms.RemoveAll(alarm => alarm.At <= now);
        }
        foreach (var alarm in ringing)
            alarm.Ring();
    }

    private sealed class Alarm(WireClock clock, Action ring) : ITimer
    {
        public DateTimeOffset At { get; private set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.alarms.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                At = clock.now + dueTime;
                clock.alarms.Add(this);
                foreach (var (_, seen) in clock.watchers.Where(watcher => watcher.Due == dueTime))
                    seen.TrySetResult();
                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
