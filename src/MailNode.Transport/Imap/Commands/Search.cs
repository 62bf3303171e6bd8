namespace MailNode.Transport.Imap.Commands;

/// <summary>UID SEARCH UID: which of these messages are still there.</summary>
internal static class Search
{
    public static async Task<IReadOnlySet<uint>> RunAsync(ImapConnection connection, string set, int most, CancellationToken c)
    {
        var found = new HashSet<uint>();
        var command = new ImapCommand("UID SEARCH UID").Raw(set);
        var status = await connection.RunAsync(command, c, response => Take(response, found, most)).ConfigureAwait(false);
        return status.IsOk ? found : throw ImapFailure.From(status, "look for messages");
    }

    private static bool Take(ImapResponse response, HashSet<uint> found, int most)
    {
        var line = response.Untagged();
        if (!line.Word("SEARCH"))
            return false;
        while (found.Count < most && line.Space() && line.Uid(out var uid))
            found.Add(uid);
        return true;
    }
}
