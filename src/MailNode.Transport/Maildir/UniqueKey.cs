namespace MailNode.Transport.Maildirs;

/// <summary>Names for new files that no other process, host or moment uses: time, process, count and host.</summary>
internal static class UniqueKey
{
    private const int MaxHost = 64;

    private static readonly string Host = Clean(Environment.MachineName);

    private static int count;

    /// <summary>Sorts, in <see cref="NaturalOrder"/>, after those that this process made before.</summary>
    public static string Next(DateTimeOffset now)
    {
        var micros = now.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        var number = (uint)Interlocked.Increment(ref count);
        return string.Create(null, $"{now.ToUnixTimeSeconds()}.M{micros:000000}P{Environment.ProcessId}Q{number}.{Host}");
    }

    private static string Clean(string host)
    {
        var letters = host.Take(MaxHost).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' ? letter : '-');
        var clean = string.Concat(letters);
        return clean.Length > 0 ? clean : "localhost";
    }
}
