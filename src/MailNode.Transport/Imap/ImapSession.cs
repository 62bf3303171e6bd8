using MailNode.Transport.Imap.Commands;
using MailNode.Transport.Wire;

namespace MailNode.Transport.Imap;

/// <summary>From nothing to a logged-in connection: greeting, encryption, login, capabilities.</summary>
internal static class ImapSession
{
    public static async Task<ImapConnection> OpenAsync(MailServer server, TimeProvider clock, CancellationToken c)
    {
        var connection = new ImapConnection(await Dial.OpenAsync(server, clock, c).ConfigureAwait(false), server);
        try
        {
            var loggedIn = await GreetAsync(connection, c).ConfigureAwait(false);
            if (server.Tls == TlsMode.StartTls)
            {
                if (loggedIn)
                    throw new MailException($"{server.Host} wants to begin without encryption.", MailProblem.TlsMissing, Retry.Never);
                await Capability.RunAsync(connection, c).ConfigureAwait(false);
                await StartTls.RunAsync(connection, c).ConfigureAwait(false);
            }
            await Capability.RunAsync(connection, c).ConfigureAwait(false);
            if (!loggedIn)
                await LogInAsync(connection, c).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>True when the server takes us for logged in already (PREAUTH).</summary>
    private static async Task<bool> GreetAsync(ImapConnection connection, CancellationToken c)
    {
        var greeting = await FirstWordsAsync(connection, c).ConfigureAwait(false);
        var status = greeting.Kind == ImapResponseKind.Untagged ? ImapStatus.Parse(greeting.Text[2..]) : null;
        switch (status?.Condition)
        {
            case ImapCondition.Ok or ImapCondition.Preauth:
                connection.Observe(greeting);
                return status.Condition == ImapCondition.Preauth;
            case ImapCondition.Bye:
                throw new MailException(
                    $"{connection.Server.Host} takes no more connections now: {status.Text}", MailProblem.ConnectionLost, Retry.Later);
            default:
                throw NotImap(connection.Server, $"answers with \"{ServerText.Clean(greeting.Text)}\", which is not IMAP", null);
        }
    }

    private static async Task<ImapResponse> FirstWordsAsync(ImapConnection connection, CancellationToken c)
    {
        try
        {
            return await ImapReader.ReadAsync(connection.Stream, 0, c).ConfigureAwait(false);
        }
        catch (MailException e) when (e.InnerException is OperationCanceledException)
        {
            // A server that expects TLS from the first byte waits for us as we wait for it.
            throw NotImap(connection.Server, "says nothing; perhaps it expects TLS from the first byte", e);
        }
        catch (MailException e) when (e.Problem == MailProblem.Garbage)
        {
            throw NotImap(connection.Server, "does not answer with IMAP", e);
        }
    }

    private static MailException NotImap(MailServer server, string what, Exception? inner) =>
        new($"{server.Host} on port {server.Port} {what}.", MailProblem.NotThisProtocol, Retry.Later, inner);

    private static async Task LogInAsync(ImapConnection connection, CancellationToken c)
    {
        var before = connection.Capabilities;
        var server = connection.Server;
        if (before.Has("LOGINDISABLED") && (server.Tls == TlsMode.None || !before.Has("AUTH=PLAIN")))
            throw new MailException($"{server.Host} takes no password on this connection.", MailProblem.TlsMissing, Retry.Never);
        var password = await server.Password(c).ConfigureAwait(false);
        if (server.User.Contains('\0', StringComparison.Ordinal) || password.Contains('\0', StringComparison.Ordinal))
            throw new MailException(
                "The login name or password holds a character that no server takes.", MailProblem.LoginRefused, Retry.Never);
        var status = await ProveAsync(connection, server.User, password, c).ConfigureAwait(false);
        if (!status.IsOk)
            throw ImapFailure.From(status, "log in", MailProblem.LoginRefused, Retry.Never);
        if (ReferenceEquals(before, connection.Capabilities))
            connection.Capabilities = ImapCapabilities.None; // what counts is what the server says after the login
        await Capability.RunAsync(connection, c).ConfigureAwait(false);
    }

    private static async Task<ImapStatus> ProveAsync(ImapConnection connection, string user, string password, CancellationToken c)
    {
        if (!connection.Capabilities.Has("AUTH=PLAIN"))
            return await Login.RunAsync(connection, user, password, c).ConfigureAwait(false);
        var status = await Authenticate.RunAsync(connection, user, password, c).ConfigureAwait(false);
        // BAD means that the server did not understand the command, not that the password is wrong: no risk of a lock-out.
        var mayLogIn = status.Condition == ImapCondition.Bad && !connection.Capabilities.Has("LOGINDISABLED");
        return mayLogIn ? await Login.RunAsync(connection, user, password, c).ConfigureAwait(false) : status;
    }
}
