namespace MailNode.Transport.Imap.Commands;

/// <summary>The server's statement which messages it copied (RFC 4315, COPYUID), from MOVE as well as from COPY.</summary>
internal static class CopyUid
{
    /// <summary>The source UIDs; null where the statement is missing or contradicts itself.</summary>
    public static IReadOnlySet<uint>? Sources(ImapStatus status, int most)
    {
        var parts = status.Arguments.Split(' ');
        if (status.Code != "COPYUID" || parts.Length != 3)
            return null;
        var from = UidSet.Parse(parts[1], most + 1);
        var to = UidSet.Parse(parts[2], most + 1);
        return from is not null && to is not null && from.Count == to.Count ? from.ToHashSet() : null;
    }
}
