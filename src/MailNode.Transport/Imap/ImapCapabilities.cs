using System.Collections.Frozen;

namespace MailNode.Transport.Imap;

/// <summary>What the server says it can do. IMAP4rev2 stands for all that RFC 9051 includes.</summary>
internal sealed class ImapCapabilities
{
    private const int MaxCount = 1000;

    private static readonly string[] Rev2 =
        ["NAMESPACE", "UNSELECT", "UIDPLUS", "ENABLE", "IDLE", "SASL-IR", "LIST-EXTENDED", "MOVE", "LITERAL-", "SPECIAL-USE"];

    public static readonly ImapCapabilities None = new("");

    private readonly FrozenSet<string> names;

    public ImapCapabilities(string list)
    {
        var said = list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MaxCount);
        names = said.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        if (names.Contains("IMAP4rev2"))
            names = names.Concat(Rev2).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    public bool IsEmpty => names.Count == 0;

    public bool Has(string name) => names.Contains(name);

    /// <summary>The number behind APPENDLIMIT= (RFC 7889), null where there is none.</summary>
    public long? AppendLimit =>
        names.FirstOrDefault(name => name.StartsWith("APPENDLIMIT=", StringComparison.OrdinalIgnoreCase)) is { } limit
        && long.TryParse(limit.AsSpan("APPENDLIMIT=".Length), out var bytes) ? bytes : null;

    /// <summary>Longest literal that may be sent without asking first (RFC 7888).</summary>
    public int EagerLiteral => Has("LITERAL+") ? 1 << 20 : Has("LITERAL-") ? 4096 : 0;
}
