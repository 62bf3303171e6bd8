using System.Text;

namespace MailNode.Transport.Imap.Commands;

/// <summary>AUTHENTICATE PLAIN (RFC 4616), in one step where the server has SASL-IR.</summary>
internal static class Authenticate
{
    public static async Task<ImapStatus> RunAsync(ImapConnection connection, string user, string password, CancellationToken c)
    {
        var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}"));
        if (connection.Capabilities.Has("SASL-IR"))
            return await connection.RunAsync(new ImapCommand("AUTHENTICATE PLAIN").Raw(secret), c).ConfigureAwait(false);
        var tag = connection.Begin();
        await connection.SendLineAsync($"{tag} AUTHENTICATE PLAIN", c).ConfigureAwait(false);
        if (await connection.ReadPromptAsync(tag, c).ConfigureAwait(false) is { } refused)
            return connection.Finish(refused);
        await connection.SendLineAsync(secret, c).ConfigureAwait(false);
        return await connection.ReadToEndAsync(tag, null, 0, c).ConfigureAwait(false);
    }
}
