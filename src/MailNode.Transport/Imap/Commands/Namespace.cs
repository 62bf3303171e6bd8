namespace MailNode.Transport.Imap.Commands;

/// <summary>Where the user's own folders begin, and with what the folders of others begin; as on the wire.</summary>
internal sealed record Namespaces(string Prefix, char? Delimiter, IReadOnlyList<string> Foreign);

/// <summary>NAMESPACE (RFC 9051, section 6.3.10; RFC 2342): personal folders, other users' folders, shared folders.</summary>
internal static class Namespace
{
    private const int MaxNamespaces = 100;

    /// <summary>Null where the server does not say where the user's own folders are.</summary>
    public static async Task<Namespaces?> RunAsync(ImapConnection connection, CancellationToken c)
    {
        Namespaces? found = null;
        // Quirk: Exchange announces NAMESPACE and answers BAD; then LIST has to do (Where_namespace_is_refused_list_tells_the_delimiter).
        await connection.RunAsync(new ImapCommand("NAMESPACE"), c, response => Take(response, ref found)).ConfigureAwait(false);
        return found;
    }

    private static bool Take(ImapResponse response, ref Namespaces? found)
    {
        var line = response.Untagged();
        if (found is not null || !line.Word("NAMESPACE") || Group(ref line) is not [var own, ..])
            return false;
        var foreign = Group(ref line).Concat(Group(ref line)).Select(other => other.Prefix);
        found = new Namespaces(own.Prefix, own.Delimiter, [.. foreign]);
        return true;
    }

    /// <summary>One of the three groups; none, where it is NIL or cannot be understood.</summary>
    private static List<(string Prefix, char? Delimiter)> Group(ref ImapLine line)
    {
        var all = new List<(string, char?)>();
        line.Space();
        if (line.Word("NIL") || !line.Special('('))
            return all;
        while (all.Count < MaxNamespaces && One(ref line) is { } one)
            all.Add(one);
        line.Special(')');
        return all;
    }

    private static (string Prefix, char? Delimiter)? One(ref ImapLine line)
    {
        line.Space();
        if (!line.Special('(') || !line.Text(out var prefix) || !line.Space() || !line.Text(out var delimiter))
            return null;
        // Behind them may stand extensions, such as a translation of the name (RFC 5255).
        while (line.Space() && line.Skip())
            continue;
        return line.Special(')') ? (prefix ?? "", delimiter is { Length: > 0 } ? delimiter[0] : null) : null;
    }
}
