namespace MailNode.Transport.Imap.Commands;

/// <summary>NAMESPACE (RFC 9051, section 6.3.10): where the user's own folders begin.</summary>
internal static class Namespace
{
    /// <summary>The first personal namespace; null where the server does not say.</summary>
    public static async Task<(string Prefix, char? Delimiter)?> RunAsync(ImapConnection connection, CancellationToken c)
    {
        (string, char?)? personal = null;
        // Quirk: Exchange announces NAMESPACE and answers BAD; then LIST has to do.
        await connection.RunAsync(new ImapCommand("NAMESPACE"), c, response => Take(response, ref personal)).ConfigureAwait(false);
        return personal;
    }

    private static bool Take(ImapResponse response, ref (string, char?)? personal)
    {
        var line = response.Untagged();
        if (!line.Word("NAMESPACE"))
            return false;
        line.Space();
        if (line.Special('(') && line.Special('(') && line.Text(out var prefix) && line.Space() && line.Text(out var delimiter))
            personal = (prefix ?? "", delimiter is { Length: > 0 } ? delimiter[0] : null);
        return true;
    }
}
