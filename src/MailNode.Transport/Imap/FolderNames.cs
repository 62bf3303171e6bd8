using MailNode.Transport.Imap.Commands;

namespace MailNode.Transport.Imap;

/// <summary>Our folder names ("MailNode/In") and the server's ("INBOX.MailNode.In"), there and back.</summary>
internal sealed class FolderNames(string prefix, char? delimiter)
{
    private const string Inbox = "INBOX";

    private readonly Dictionary<string, string> listed = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string> foreign = [];
    private string prefix = prefix;

    public FolderNames(Namespaces told)
        : this(Whole(ModifiedUtf7.Decode(told.Prefix), told.Delimiter), told.Delimiter) =>
        foreign = [.. told.Foreign.Select(ModifiedUtf7.Decode)];

    /// <summary>A server without a prefix may still take folders under the inbox only; then this is where to try.</summary>
    public bool MayLieUnderInbox => prefix.Length == 0 && delimiter is not null;

    /// <summary>From now on our folders lie under the inbox.</summary>
    public void LieUnderInbox() => prefix = Inbox + delimiter;

    public string ToWire(string name)
    {
        if (IsInbox(name))
            return Inbox;
        return listed.TryGetValue(name, out var known) ? known : ModifiedUtf7.Encode(prefix + Join(name));
    }

    /// <summary>Where the folder would be if folders lay under the inbox.</summary>
    public string ToWireUnderInbox(string name) => ModifiedUtf7.Encode(Inbox + delimiter + Join(name));

    /// <summary>The name for a listed folder, remembered for the way back; null when another folder has that name already.</summary>
    public string? Learn(string wireName, char? listedDelimiter)
    {
        if (IsInbox(wireName))
            return Inbox;
        var plain = ModifiedUtf7.Decode(wireName);
        if (prefix.Length > 0 && plain.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && plain.Length > prefix.Length)
            plain = plain[prefix.Length..];
        var name = (listedDelimiter ?? delimiter) is { } separator ? plain.Replace(separator, '/') : plain;
        return listed.TryAdd(name, wireName) || listed[name] == wireName ? name : null;
    }

    /// <summary>It belongs to other people: the longest prefix that fits is one of theirs.</summary>
    public bool IsForeign(string wireName)
    {
        var plain = ModifiedUtf7.Decode(wireName);
        var others = foreign.Where(other => plain.StartsWith(other, StringComparison.OrdinalIgnoreCase)).Select(other => other.Length);
        var own = plain.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? prefix.Length : -1;
        return !IsInbox(wireName) && others.DefaultIfEmpty(-1).Max() > own;
    }

    /// <summary>All folders but the inbox lie under it, and there are some.</summary>
    public bool AllLieUnderInbox(IEnumerable<ListedFolder> folders)
    {
        var others = folders.Where(folder => !IsInbox(folder.WireName)).ToList();
        return others.Count > 0 && others.TrueForAll(folder =>
            folder.Delimiter == delimiter && folder.WireName.StartsWith(Inbox + delimiter, StringComparison.OrdinalIgnoreCase));
    }

    private string Join(string name)
    {
        if (name.Length == 0 || name.Any(char.IsControl))
            throw Refused(name);
        if (delimiter is not { } separator || separator == '/')
            return name;
        return name.Contains(separator, StringComparison.Ordinal) ? throw Refused(name) : name.Replace('/', separator);
    }

    // Quirk: some servers leave the delimiter out of the prefix: ("INBOX" ".") (A_prefix_without_its_delimiter_gets_it).
    private static string Whole(string prefix, char? delimiter) =>
        IsInbox(prefix) && delimiter is not null ? prefix + delimiter : prefix;

    private static bool IsInbox(string name) => name.Equals(Inbox, StringComparison.OrdinalIgnoreCase);

    private static MailException Refused(string name) => new(
        $"A folder named \"{name}\" cannot exist on this server.", MailProblem.FolderRefused, Retry.Never);
}
