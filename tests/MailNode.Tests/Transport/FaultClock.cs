namespace MailNode.Tests.Transport;

/// <summary>A clock that stands still, until it is told to hurry: then whoever waits, or begins to wait, has waited long enough.</summary>
internal sealed class FaultClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly HashSet<Alarm> waiting = [];
    private bool hurries;

    public void Hurry()
    {
        Alarm[] ringing;
        lock (gate)
        {
            hurries = true;
            ringing = [.. waiting];
            waiting.Clear();
        }
        foreach (var alarm in ringing)
            alarm.Ring();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    private sealed class Alarm(FaultClock clock, Action ring) : ITimer
    {
        public void Ring() => ThreadPool.QueueUserWorkItem(_ => ring());

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.waiting.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                if (clock.hurries)
                    Ring();
                else
                    clock.waiting.Add(this);
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
