namespace MailNode.Transport.Imap.Commands;

/// <summary>A folder as LIST names it.</summary>
internal sealed record ListedFolder(string WireName, char? Delimiter, IReadOnlyList<string> Attributes)
{
    public bool Has(string attribute) => Attributes.Contains(attribute, StringComparer.OrdinalIgnoreCase);

    public bool IsSelectable => !Has("\\Noselect") && !Has("\\NonExistent");
}

/// <summary>LIST (RFC 9051, section 6.3.9), and XLIST where an old server has only that.</summary>
internal static class List
{
    private const int MaxFolders = 50_000;
    private const int MaxAttributes = 50;

    /// <summary>A line that names a folder, in bytes: a longer one is no name that anybody gave.</summary>
    private const int MaxWeight = 4096;

    public static async Task<IReadOnlyList<ListedFolder>> RunAsync(ImapConnection connection, string pattern, CancellationToken c)
    {
        var folders = new List<ListedFolder>();
        if (pattern == "*" && Special(connection.Capabilities) is { } special)
        {
            // Quirk: a server may announce LIST-EXTENDED or XLIST and refuse it, or answer with nothing (Where_a_better_list_fails_the_plain_one_does).
            var better = await connection.RunAsync(special, c, response => Take(response, folders)).ConfigureAwait(false);
            if (better.IsOk && folders.Count > 0)
                return folders;
            if (!better.IsOk && ImapFailure.From(better, "list the folders") is { After: not null } throttled)
                throw throttled;
            folders.Clear();
        }
        var plain = new ImapCommand("LIST").String("").String(pattern);
        var status = await connection.RunAsync(plain, c, response => Take(response, folders)).ConfigureAwait(false);
        return status.IsOk ? folders : throw ImapFailure.From(status, "list the folders");
    }

    /// <summary>The command that also says what folders are for; null where plain LIST says as much.</summary>
    private static ImapCommand? Special(ImapCapabilities can)
    {
        if (can.Has("SPECIAL-USE"))
            return can.Has("LIST-EXTENDED") ? new ImapCommand("LIST").String("").String("*").Raw("RETURN (SPECIAL-USE)") : null;
        return can.Has("XLIST") ? new ImapCommand("XLIST").String("").String("*") : null;
    }

    private static bool Take(ImapResponse response, List<ListedFolder> folders)
    {
        var line = response.Untagged();
        if (!line.Word("LIST") && !line.Word("XLIST"))
            return false;
        var attributes = new List<string>();
        line.Space();
        if (folders.Count >= MaxFolders || response.Weight > MaxWeight)
            return false;
        if (line.Words(attributes, MaxAttributes) && line.Space()
            && line.Text(out var delimiter) && line.Space() && Name(ref line) is { } name)
        {
            folders.Add(new ListedFolder(name, delimiter is { Length: > 0 } ? delimiter[0] : null, attributes));
            return true;
        }
        return false;
    }

    // Quirk: Dovecot names a folder called NIL without quotes (Folders_in_transcripts_are_found).
    private static string? Name(ref ImapLine line) => line.Word("NIL") ? "NIL" : line.Text(out var name) ? name : null;
}
