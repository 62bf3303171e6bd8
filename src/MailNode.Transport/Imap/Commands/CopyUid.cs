namespace MailNode.Transport.Imap.Commands;

/// <summary>
/// The server's statement which messages it copied and as what (RFC 4315, COPYUID). It says where to look, and proves nothing:
/// servers leave it out, garble it, or name UIDs that are not there.
/// </summary>
internal static class CopyUid
{
    /// <summary>Source and target UIDs, pairwise; null where the statement is missing or contradicts itself.</summary>
    public static (IReadOnlyList<uint> From, IReadOnlyList<uint> To)? Read(ImapStatus status, int most)
    {
        var parts = status.Arguments.Split(' ');
        if (status.Code != "COPYUID" || parts.Length != 3)
            return null;
        var from = UidSet.Parse(parts[1], most + 1);
        var to = UidSet.Parse(parts[2], most + 1);
        return from is not null && to is not null && from.Count == to.Count ? (from, to) : null;
    }
}
