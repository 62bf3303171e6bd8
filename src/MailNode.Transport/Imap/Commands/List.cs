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

    public static async Task<IReadOnlyList<ListedFolder>> RunAsync(ImapConnection connection, string pattern, CancellationToken c)
    {
        var folders = new List<ListedFolder>();
        var status = await connection.RunAsync(Command(connection, pattern), c, response => Take(response, folders)).ConfigureAwait(false);
        if (status.Condition == ImapCondition.Bad)
        {
            // Quirk: a server may announce LIST-EXTENDED or XLIST and not understand it.
            folders.Clear();
            status = await connection.RunAsync(Plain("LIST", pattern), c, response => Take(response, folders)).ConfigureAwait(false);
        }
        return status.IsOk ? folders : throw ImapFailure.From(status, "list the folders");
    }

    private static ImapCommand Command(ImapConnection connection, string pattern)
    {
        var can = connection.Capabilities;
        if (pattern == "*" && can.Has("SPECIAL-USE") && can.Has("LIST-EXTENDED"))
            return Plain("LIST", pattern).Raw("RETURN (SPECIAL-USE)");
        return Plain(pattern == "*" && can.Has("XLIST") && !can.Has("SPECIAL-USE") ? "XLIST" : "LIST", pattern);
    }

    private static ImapCommand Plain(string verb, string pattern) => new ImapCommand(verb).String("").String(pattern);

    private static bool Take(ImapResponse response, List<ListedFolder> folders)
    {
        var line = response.Untagged();
        if (!line.Word("LIST") && !line.Word("XLIST"))
            return false;
        var attributes = new List<string>();
        line.Space();
        if (folders.Count < MaxFolders && line.Words(attributes, MaxAttributes) && line.Space()
            && line.Text(out var delimiter) && line.Space() && line.Text(out var name) && name is not null)
        {
            folders.Add(new ListedFolder(name, delimiter is { Length: > 0 } ? delimiter[0] : null, attributes));
        }
        return folders.Count < MaxFolders;
    }
}
