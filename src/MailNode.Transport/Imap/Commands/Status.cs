namespace MailNode.Transport.Imap.Commands;

/// <summary>STATUS (RFC 9051, section 6.3.11) of a folder that is not the open one.</summary>
internal static class Status
{
    /// <summary>UIDVALIDITY, UIDNEXT (0 where the server has none) and the number of messages.</summary>
    public static async Task<(uint UidValidity, uint UidNext, int Count)> RunAsync(
        ImapConnection connection, string wireName, CancellationToken c)
    {
        var found = new Dictionary<string, ulong>(StringComparer.OrdinalIgnoreCase);
        var command = new ImapCommand("STATUS").String(wireName).Raw("(MESSAGES UIDNEXT UIDVALIDITY)");
        var status = await connection.RunAsync(command, c, response => Take(response, found)).ConfigureAwait(false);
        if (!status.IsOk)
            throw ImapFailure.From(status, "look at the folder", MailProblem.FolderMissing);
        return (Uid("UIDVALIDITY"), Uid("UIDNEXT"), (int)Math.Min(found.GetValueOrDefault("MESSAGES"), int.MaxValue));

        uint Uid(string name) => (uint)Math.Min(found.GetValueOrDefault(name), uint.MaxValue);
    }

    /// <summary>0 where the server has none, or does not say it of an open folder.</summary>
    public static async Task<uint> FindUidValidityAsync(ImapConnection connection, string wireName, CancellationToken c)
    {
        var found = new Dictionary<string, ulong>(StringComparer.OrdinalIgnoreCase);
        var command = new ImapCommand("STATUS").String(wireName).Raw("(UIDVALIDITY)");
        await connection.RunAsync(command, c, response => Take(response, found)).ConfigureAwait(false);
        return (uint)Math.Min(found.GetValueOrDefault("UIDVALIDITY"), uint.MaxValue);
    }

    private static bool Take(ImapResponse response, Dictionary<string, ulong> found)
    {
        var line = response.Untagged();
        if (!line.Word("STATUS") || !line.Space() || !line.Text(out _))
            return false;
        line.Space();
        if (!line.Special('('))
            return false;
        var before = found.Count;
        while (line.Text(out var name) && line.Space() && line.Number(out var number))
        {
            if (found.Count < 100 && name is not null)
                found[name] = number;
            line.Space();
        }
        return found.Count > before; // what repeats itself is chatter, which has an end
    }
}
