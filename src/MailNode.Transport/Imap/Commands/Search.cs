using System.Text;

namespace MailNode.Transport.Imap.Commands;

/// <summary>UID SEARCH (RFC 9051, section 6.4.4), answered by SEARCH or, as of IMAP4rev2 and with RFC 4731, by ESEARCH.</summary>
internal static class Search
{
    /// <summary>Which of these messages are still there.</summary>
    public static async Task<IReadOnlySet<uint>> RunAsync(ImapConnection connection, string set, int most, CancellationToken c)
    {
        var found = new HashSet<uint>();
        var status = await connection.RunAsync(new ImapCommand("UID SEARCH UID").Raw(set), c, response =>
        {
            var before = found.Count;
            Take(response, found, most);
            return found.Count > before; // what brings nothing new is chatter, which has an end
        }).ConfigureAwait(false);
        return status.IsOk ? found : throw ImapFailure.From(status, "look for messages");
    }

    private static void Take(ImapResponse response, HashSet<uint> found, int most)
    {
        var line = response.Untagged();
        if (line.Word("ESEARCH"))
            TakeExtended(ref line, found, most);
        else if (line.Word("SEARCH"))
        {
            while (found.Count < most && line.Space() && line.Uid(out var uid))
                found.Add(uid);
        }
    }

    /// <summary>(TAG "A1") UID ALL 1:3,5 MIN 1: only what stands behind ALL is wanted.</summary>
    private static void TakeExtended(ref ImapLine line, HashSet<uint> found, int most)
    {
        line.Space();
        if (line.AtParenthesis)
            line.Skip();
        while (line.Space() && line.Atom(out var name))
        {
            if (Ascii.EqualsIgnoreCase(name, "UID"u8))
                continue;
            var isAll = Ascii.EqualsIgnoreCase(name, "ALL"u8);
            line.Space();
            if (isAll && line.Atom(out var set))
                found.UnionWith(UidSet.Parse(Encoding.ASCII.GetString(set), most) ?? []);
            else if (!line.Skip())
                break;
        }
    }
}
