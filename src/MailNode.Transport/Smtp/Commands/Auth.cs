using MailNode.Transport.Sasl;

namespace MailNode.Transport.Smtp.Commands;

/// <summary>AUTH (RFC 4954).</summary>
internal sealed class Auth(SmtpDialog dialog) : ISaslDialog
{
    /// <summary>Longest command with its line end (RFC 5321, section 4.5.3.1.4): a longer answer waits for the server's question.</summary>
    private const int LongestCommand = 512;

    public static async Task RunAsync(SmtpDialog dialog, CancellationToken c)
    {
        var server = dialog.Server;
        var mechanisms = SaslLogin.Choose(server, dialog.Extensions.HasAuth);
        if (mechanisms.Count == 0)
            throw Missing(server);
        // LOGIN only where there is nothing else: it says the same as PLAIN, in more words.
        mechanisms = mechanisms.Contains("PLAIN") ? [.. mechanisms.Where(name => name != "LOGIN")] : mechanisms;
        var secret = await SaslLogin.SecretAsync(server, c).ConfigureAwait(false);
        if (await SaslLogin.RunAsync(new Auth(dialog), server, mechanisms, secret, c).ConfigureAwait(false) is { } refusal)
            throw refusal.Why;
    }

    public bool MayBegin(string mechanism, string initial) => $"AUTH {mechanism} {initial}\r\n".Length <= LongestCommand;

    public Task<SaslStep> BeginAsync(string mechanism, string? initial, CancellationToken c) =>
        SayAsync(initial is null ? $"AUTH {mechanism}" : $"AUTH {mechanism} {initial}", c);

    public Task<SaslStep> AnswerAsync(string answer, CancellationToken c) => SayAsync(answer, c);

    private async Task<SaslStep> SayAsync(string line, CancellationToken c)
    {
        await dialog.SendAsync(line + "\r\n", c).ConfigureAwait(false);
        var (reply, lines) = await dialog.ReadLinesAsync(c).ConfigureAwait(false);
        if (reply.Code == 334)
            return new SaslStep.Challenge(lines[0].Trim());
        if (reply.Code == 235)
            return new SaslStep.Welcome();
        // The server lists the mechanism and does not have it: no word about the password.
        var isUnsupported = reply.Code is 500 or 502 or 504;
        var problem = reply.Code / 100 == 4 ? MailProblem.Other : MailProblem.LoginRefused;
        return new SaslStep.Refusal(SmtpFailure.From(reply, "log in", problem), isUnsupported);
    }

    private static MailException Missing(MailServer server)
    {
        if (server.Token is not null)
            return new($"{server.Host} takes no OAuth token on port {server.Port}.", MailProblem.TokenRefused, Retry.Never);
        var problem = server.Tls == TlsMode.None ? MailProblem.TlsMissing : MailProblem.LoginRefused;
        return new($"{server.Host} takes no password on port {server.Port}.", problem, Retry.Never);
    }
}
