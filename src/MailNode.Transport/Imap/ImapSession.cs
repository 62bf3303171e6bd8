using MailNode.Transport.Imap.Commands;
using MailNode.Transport.Sasl;
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
        await ProveAsync(connection, c).ConfigureAwait(false);
        if (ReferenceEquals(before, connection.Capabilities))
            connection.Capabilities = ImapCapabilities.None; // what counts is what the server says after the login
        await Capability.RunAsync(connection, c).ConfigureAwait(false);
    }

    private static async Task ProveAsync(ImapConnection connection, CancellationToken c)
    {
        var (server, can) = (connection.Server, connection.Capabilities);
        var mayLogIn = server.Token is null && !can.Has("LOGINDISABLED");
        var mechanisms = SaslLogin.Choose(server, name => can.Has($"AUTH={name}") && IsWorthwhile(name, server, can));
        if (mechanisms.Count == 0 && !mayLogIn)
            throw Missing(server);
        var secret = await SaslLogin.SecretAsync(server, c).ConfigureAwait(false);
        var refusal = await SaslLogin.RunAsync(new Authenticate(connection), server, mechanisms, secret, c).ConfigureAwait(false);
        if (mayLogIn && (mechanisms.Count == 0 || refusal is { IsUntested: true }))
        {
            var status = await Login.RunAsync(connection, server.User, secret, c).ConfigureAwait(false);
            if (!status.IsOk)
                throw ImapFailure.From(status, "log in", MailProblem.LoginRefused, Retry.Never);
        }
        else if (refusal is not null)
        {
            throw refusal.Why;
        }
    }

    /// <summary>The command LOGIN does what the mechanism of that name does; and a server that forbids it in plain text means PLAIN, too.</summary>
    private static bool IsWorthwhile(string mechanism, MailServer server, ImapCapabilities can) => mechanism switch
    {
        "LOGIN" => can.Has("LOGINDISABLED") && server.Tls != TlsMode.None,
        "PLAIN" => !can.Has("LOGINDISABLED") || server.Tls != TlsMode.None,
        _ => true,
    };

    private static MailException Missing(MailServer server) => server.Token is null
        ? new($"{server.Host} takes no password on this connection.", MailProblem.TlsMissing, Retry.Never)
        : new($"{server.Host} takes no OAuth token on this connection.", MailProblem.TokenRefused, Retry.Never);
}
