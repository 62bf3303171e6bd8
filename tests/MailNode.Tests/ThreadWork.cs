using System.Runtime.InteropServices;

namespace MailNode.Tests;

/// <summary>What a step costs the processor, whatever else the machine is doing: so that a test may tell work that grows with the square from a busy neighbour.</summary>
internal static class ThreadWork
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    /// <summary>Fails when the calling thread worked longer than that.</summary>
    public static void StaysUnder(TimeSpan limit, Action step)
    {
        var took = Of(step);
        Assert.True(took < limit, $"{took} of processor time, more than {limit}");
    }

    /// <summary>What it took the calling thread; nothing where it cannot be measured.</summary>
    public static TimeSpan Of(Action step)
    {
        var before = Now();
        step();
        return Now() - before;
    }

    private static TimeSpan Now()
    {
        if (!OperatingSystem.IsLinux()) return TimeSpan.Zero;
        Assert.Equal(0, ReadClock(ThreadCpuTime, out var time));
        return new TimeSpan((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / TimeSpan.NanosecondsPerTick));
    }

#pragma warning disable SYSLIB1054 // generated marshalling would need unsafe code
    [DllImport("libc", EntryPoint = "clock_gettime"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadClock(int clock, out Time time);
#pragma warning restore SYSLIB1054

    private readonly record struct Time(long Seconds, long Nanoseconds);
}
