namespace MailNode.Tests.People;

/// <summary>A clock that stands until it is told to go on; timers are the real ones, so that nobody waits for a standing clock.</summary>
internal sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset now = start;

    /// <summary>How much passes between two readings: none, unless a story says so.</summary>
    public TimeSpan Pace { get; set; }

    public override DateTimeOffset GetUtcNow() => now += Pace;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public void Advance(TimeSpan by) => now += by;
}
