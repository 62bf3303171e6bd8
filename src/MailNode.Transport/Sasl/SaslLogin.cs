using System.Security.Cryptography;

namespace MailNode.Transport.Sasl;

/// <summary>Logs in with the strongest mechanism that both sides can, and with the next one where the server did not mean it.</summary>
internal static class SaslLogin
{
    private static readonly string[] ForTokens = ["OAUTHBEARER", "XOAUTH2"];

    private static readonly string[] ForPasswords = ["SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN"];

    /// <summary>What both can, the strongest first. A token is never said where a password is wanted, nor the other way round.</summary>
    public static IReadOnlyList<string> Choose(MailServer server, Func<string, bool> offered) =>
        [.. (server.Token is null ? ForPasswords : ForTokens).Where(offered)];

    /// <summary>The password or token. Nothing is given out for a connection that others can read.</summary>
    public static async ValueTask<string> SecretAsync(MailServer server, CancellationToken c)
    {
        if (server.Tls == TlsMode.None && !MailServer.IsThisMachine(server.Host))
            throw new MailException(
                $"The connection to {server.Host} is not encrypted, so nothing secret is sent over it.", MailProblem.TlsMissing, Retry.Never);
        var secret = server.Token is { } tokens
            ? await tokens.GetAsync(c).ConfigureAwait(false)
            : await server.Password(c).ConfigureAwait(false);
        var isWhole = server.Token is null
            ? !server.User.Contains('\0', StringComparison.Ordinal) && !secret.Contains('\0', StringComparison.Ordinal)
            : !server.User.Any(char.IsControl) && !secret.AsSpan().ContainsAnyExceptInRange('!', '~') && secret.Length > 0;
        return isWhole ? secret : throw new MailException(
            $"The login name or {(server.Token is null ? "password" : "token")} holds a character that no server takes.",
            server.Token is null ? MailProblem.LoginRefused : MailProblem.TokenRefused, Retry.Never);
    }

    /// <summary>Null when we are in; else the refusal. A token that the server does not take is renewed, once.</summary>
    public static async Task<SaslStep.Refusal?> RunAsync(
        ISaslDialog dialog, MailServer server, IReadOnlyList<string> mechanisms, string secret, CancellationToken c)
    {
        var refusal = await TryAllAsync(dialog, server, mechanisms, secret, c).ConfigureAwait(false);
        if (server.Token is null || refusal is not { Why.Problem: MailProblem.LoginRefused })
            return refusal;
        server.Token.Reject(secret);
        var fresh = await SecretAsync(server, c).ConfigureAwait(false);
        var last = fresh == secret ? refusal : await TryAllAsync(dialog, server, mechanisms, fresh, c).ConfigureAwait(false);
        return last is { Why.Problem: MailProblem.LoginRefused }
            ? last with { Why = new MailException(last.Why.Message, MailProblem.TokenRefused, Retry.Never, last.Why) }
            : last;
    }

    private static async Task<SaslStep.Refusal?> TryAllAsync(
        ISaslDialog dialog, MailServer server, IReadOnlyList<string> mechanisms, string secret, CancellationToken c)
    {
        SaslStep.Refusal? last = null;
        foreach (var name in mechanisms)
        {
            if (await SaslExchange.RunAsync(dialog, Make(name, server, secret), server, c).ConfigureAwait(false) is not SaslStep.Refusal refusal)
                return null;
            last = refusal;
            if (!refusal.IsUntested)
                break;
        }
        return last;
    }

    private static ISaslMechanism Make(string name, MailServer server, string secret) => name switch
    {
        "SCRAM-SHA-256" => new ScramMechanism(HashAlgorithmName.SHA256, server.User, secret, ScramMechanism.NewNonce()),
        "SCRAM-SHA-1" => new ScramMechanism(HashAlgorithmName.SHA1, server.User, secret, ScramMechanism.NewNonce()),
        "PLAIN" => new PlainMechanism(server.User, secret),
        "LOGIN" => new LoginMechanism(server.User, secret),
        "OAUTHBEARER" => TokenMechanism.OAuthBearer(server, secret),
        _ => TokenMechanism.XOAuth2(server.User, secret),
    };
}
