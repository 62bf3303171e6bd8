using System.Globalization;
using System.Text;

namespace MailNode.Transport.Imap;

/// <summary>UIDs as the protocol writes them: 1:3,5,9 (RFC 9051, section 9, sequence-set).</summary>
internal static class UidSet
{
    /// <summary>Longest set in one command, in bytes: some servers take no more than 1000 a line (No_command_is_longer_than_a_thousand_bytes).</summary>
    public const int MaxLength = 800;

    /// <summary>Writes ascending UIDs as sets of at most <see cref="MaxLength"/> bytes and <paramref name="atMost"/> UIDs.</summary>
    public static IEnumerable<(string Set, ArraySegment<uint> Uids)> Split(uint[] uids, int atMost = int.MaxValue)
    {
        var first = 0;
        while (first < uids.Length)
        {
            var set = new StringBuilder();
            var next = first;
            while (next < uids.Length && next - first < atMost && set.Length <= MaxLength - 22)
                next = AddRange(set, uids, next, Math.Min(uids.Length, (int)Math.Min(first + (long)atMost, int.MaxValue)));
            yield return (set.ToString(), new ArraySegment<uint>(uids, first, next - first));
            first = next;
        }
    }

    /// <summary>The set of one.</summary>
    public static string Of(uint uid) => uid.ToString(CultureInfo.InvariantCulture);

    /// <summary>Sorted, without repetition and zero.</summary>
    public static uint[] Normal(IEnumerable<uint> uids) => [.. uids.Where(uid => uid > 0).Distinct().Order()];

    /// <summary>Reads a set; null where it is none, or holds more than <paramref name="max"/> UIDs.</summary>
    public static List<uint>? Parse(string set, int max)
    {
        var uids = new List<uint>();
        foreach (var part in set.Split(','))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (!Number(colon < 0 ? part : part[..colon], out var from) || !Number(part[(colon + 1)..], out var to))
                return null;
            var (low, high) = from <= to ? (from, to) : (to, from);
            if (high - (long)low >= max - uids.Count)
                return null;
            for (long uid = low; uid <= high; uid++)
                uids.Add((uint)uid);
        }
        return uids;
    }

    private static int AddRange(StringBuilder set, uint[] uids, int at, int stop)
    {
        var last = at;
        while (last + 1 < stop && uids[last + 1] == uids[last] + 1)
            last++;
        if (set.Length > 0)
            set.Append(',');
        set.Append(uids[at]);
        if (last > at)
            set.Append(':').Append(uids[last]);
        return last + 1;
    }

    private static bool Number(string text, out uint uid) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uid) && uid > 0;
}
