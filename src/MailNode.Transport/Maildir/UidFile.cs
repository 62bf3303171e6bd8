using System.Globalization;
using System.Text;

namespace MailNode.Transport.Maildirs;

/// <summary>
/// Which key has which UID, in <c>mailnode-uids</c> of a folder. The first line is "mailnode-uids 1 UIDVALIDITY UIDNEXT
/// GENERATION"; each further line is "UID KEY", or "UID" alone for a message that is gone. Lines are only appended, and are
/// on the disk before a UID is shown to anyone. A torn last line is cut off; a file damaged in any other way is begun anew,
/// with another UIDVALIDITY. Use it under the <see cref="FolderLock"/> only.
/// </summary>
internal sealed class UidFile(string directory, TimeProvider clock)
{
    private const string Magic = "mailnode-uids";
    private const string Version = "1";
    private const long MaxBytes = 1L << 29;
    private const int MaxHeader = 100;
    private const int Slack = 1000;

    private readonly string path = Path.Combine(directory, Magic);
    private readonly Dictionary<string, uint> uids = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, string> keys = [];
    private string header = "";
    private long known;
    private int lines;
    private uint last;

    /// <summary>Never 0 once refreshed.</summary>
    public uint Validity { get; private set; }

    /// <summary>Above every UID that was ever given out under this UIDVALIDITY.</summary>
    public uint Next { get; private set; } = 1;

    /// <summary>Key to UID of the messages that are thought to be there.</summary>
    public IReadOnlyDictionary<string, uint> Uids => uids;

    /// <summary>Learns what another process wrote since the last time.</summary>
    public async Task RefreshAsync(CancellationToken c)
    {
        if (!File.Exists(path) || !await ReadAsync(c).ConfigureAwait(false))
            await BeginAsync(Later(Validity), 1, c).ConfigureAwait(false);
    }

    /// <summary>Gives UIDs to new keys, in their order, and takes note of those that are gone.</summary>
    public async Task RecordAsync(IReadOnlyCollection<string> fresh, IReadOnlyCollection<string> gone, CancellationToken c)
    {
        if (fresh.Count == 0 && gone.Count == 0)
            return;
        if (uint.MaxValue - Next <= (uint)fresh.Count)
            await BeginAsync(Later(Validity), 1, c).ConfigureAwait(false);
        var text = new StringBuilder();
        foreach (var key in gone)
        {
            if (uids.TryGetValue(key, out var uid))
                Line(text, uid, "");
        }
        foreach (var key in fresh)
            Line(text, Next, key);
        await AppendAsync(Encoding.UTF8.GetBytes(text.ToString()), fresh.Count > 0, c).ConfigureAwait(false);
        if (lines > (2 * uids.Count) + Slack)
            await BeginAsync(Validity, Next, c).ConfigureAwait(false);
    }

    /// <summary>Writes a line down and takes it to heart.</summary>
    private void Line(StringBuilder text, uint uid, string key)
    {
        text.Append(CultureInfo.InvariantCulture, $"{uid}");
        if (key.Length > 0)
            text.Append(' ').Append(key);
        text.Append('\n');
        Apply(uid, key);
    }

    private async Task AppendAsync(byte[] text, bool mustLast, CancellationToken c)
    {
        var written = known;
        known = -1; // until it is known to be written: the next refresh reads everything
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        await RandomAccess.WriteAsync(file, text, written, c).ConfigureAwait(false);
        if (mustLast)
            RandomAccess.FlushToDisk(file);
        known = written + text.Length;
    }

    /// <summary>False when the file is damaged.</summary>
    private async Task<bool> ReadAsync(CancellationToken c)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var length = RandomAccess.GetLength(file);
        var start = new byte[Math.Min(length, MaxHeader)];
        await RandomAccess.ReadAsync(file, start, 0, c).ConfigureAwait(false);
        var end = start.AsSpan().IndexOf((byte)'\n');
        if (end < 0 || length > MaxBytes || !Begins(Encoding.ASCII.GetString(start, 0, end), length))
            return false;
        if (known == 0)
            known = end + 1;
        var rest = new byte[length - known];
        for (var at = 0; at < rest.Length;)
        {
            var count = await RandomAccess.ReadAsync(file, rest.AsMemory(at), known + at, c).ConfigureAwait(false);
            at = count > 0 ? at + count : throw new IOException($"{path} became shorter.");
        }
        return Take(rest, out var torn) && Cut(file, torn);
    }

    /// <summary>Reads the first line; when it is another one than before, all that was known is forgotten.</summary>
    private bool Begins(string line, long length)
    {
        var words = line.Split(' ');
        if (words is not [Magic, Version, var third, var fourth, _] || !Number(third, out var validity) || !Number(fourth, out var next))
            return false;
        if (line == header && known > 0 && length >= known)
            return true;
        Forget(line, validity, next);
        return true;
    }

    /// <summary>Takes complete lines; <paramref name="torn"/> is how many bytes at the end are none.</summary>
    private bool Take(ReadOnlySpan<byte> text, out int torn)
    {
        torn = 0;
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            if (end < 0 || !TakeLine(text[..end]))
            {
                // Only one write can be cut short by a crash, and nothing was ever told of its UIDs.
                torn = text.Length;
                return end < 0 || text[(end + 1)..].IndexOf((byte)'\n') < 0;
            }
            known += end + 1;
            text = text[(end + 1)..];
        }
        return true;
    }

    private bool TakeLine(ReadOnlySpan<byte> line)
    {
        var space = line.IndexOf((byte)' ');
        var number = space < 0 ? line : line[..space];
        if (!uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var uid) || uid == 0)
            return false;
        var key = space < 0 ? "" : Encoding.UTF8.GetString(line[(space + 1)..]);
        if (space >= 0 && (uid <= last || !MessageFile.IsMessage(key)))
            return false;
        Apply(uid, key);
        return true;
    }

    private void Apply(uint uid, string key)
    {
        lines++;
        if (keys.Remove(uid, out var former))
            uids.Remove(former);
        if (key.Length == 0)
            return;
        if (uids.Remove(key, out var older))
            keys.Remove(older);
        (uids[key], keys[uid]) = (uid, key);
        last = Math.Max(last, uid);
        Next = Math.Max(Next, last + 1);
    }

    private static bool Cut(Microsoft.Win32.SafeHandles.SafeFileHandle file, int torn)
    {
        if (torn > 0)
            RandomAccess.SetLength(file, RandomAccess.GetLength(file) - torn);
        return true;
    }

    /// <summary>Writes the file anew; it replaces the old one in one step.</summary>
    private async Task BeginAsync(uint validity, uint next, CancellationToken c)
    {
        var live = validity == Validity ? keys.OrderBy(entry => entry.Key).ToArray() : [];
        var text = new StringBuilder();
        var generation = clock.GetUtcNow().Ticks;
        // Two that are written within one tick of the clock must differ all the same.
        var first = string.Create(CultureInfo.InvariantCulture, $"{Magic} {Version} {validity} {next} {generation}");
        if (first == header)
            first = string.Create(CultureInfo.InvariantCulture, $"{Magic} {Version} {validity} {next} {generation + 1}");
        text.Append(first).Append('\n');
        Forget(first, validity, next);
        foreach (var (uid, key) in live)
            Line(text, uid, key);
        await ReplaceAsync(Encoding.UTF8.GetBytes(text.ToString()), c).ConfigureAwait(false);
    }

    private async Task ReplaceAsync(byte[] text, CancellationToken c)
    {
        var fresh = path + ".tmp";
        using (var file = File.OpenHandle(fresh, FileMode.Create, FileAccess.Write))
        {
            await RandomAccess.WriteAsync(file, text, 0, c).ConfigureAwait(false);
            RandomAccess.FlushToDisk(file);
        }
        File.Move(fresh, path, overwrite: true);
        Disk.SyncNames(directory);
        known = text.Length;
    }

    private void Forget(string line, uint validity, uint next)
    {
        (header, Validity, Next, known, lines, last) = (line, validity, next, 0, 0, 0);
        uids.Clear();
        keys.Clear();
    }

    /// <summary>A UIDVALIDITY that is higher than the one before, also when the clock was set back.</summary>
    private uint Later(uint validity) =>
        Math.Max((uint)Math.Clamp(clock.GetUtcNow().ToUnixTimeSeconds(), 1, uint.MaxValue - 1), validity + 1);

    private static bool Number(string text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
