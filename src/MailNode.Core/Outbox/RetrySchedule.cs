namespace MailNode.Core.Outbox;

/// <summary>When a delivery that failed for now is tried again, and when it is given up (RFC 5321, section 4.5.4.1).</summary>
public static class RetrySchedule
{
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(3)];

    /// <summary>With the pauses above, five days.</summary>
    public const int MaxAttempts = 44;

    /// <summary>Is it time? A time that no pause reaches was noted while the clock was wrong, and holds nobody up.</summary>
    public static bool IsDue(DateTimeOffset dueAt, DateTimeOffset now) => dueAt <= now || dueAt - now > Pauses[^1];

    /// <summary>The pause after so many attempts; null when it was the last.</summary>
    public static TimeSpan? After(int attempts) =>
        attempts >= MaxAttempts ? null : Pauses[Math.Clamp(attempts - 1, 0, Pauses.Length - 1)];
}
