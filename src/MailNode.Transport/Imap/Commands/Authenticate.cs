using System.Text.RegularExpressions;
using MailNode.Transport.Sasl;

namespace MailNode.Transport.Imap.Commands;

/// <summary>AUTHENTICATE (RFC 9051, section 6.2.2), in one step where the server has SASL-IR (RFC 4959).</summary>
internal sealed partial class Authenticate(ImapConnection connection) : ISaslDialog
{
    /// <summary>Some servers take no longer line (RFC 7162, section 4); longer answers wait for the server's question.</summary>
    private const int LongestLine = 8000;

    private string tag = "";

    public bool MayBegin(string mechanism, string initial) => connection.Capabilities.Has("SASL-IR") && initial.Length < LongestLine;

    public async Task<SaslStep> BeginAsync(string mechanism, string? initial, CancellationToken c)
    {
        tag = connection.Begin();
        return await SayAsync(initial is null ? $"{tag} AUTHENTICATE {mechanism}" : $"{tag} AUTHENTICATE {mechanism} {initial}", c)
            .ConfigureAwait(false);
    }

    public Task<SaslStep> AnswerAsync(string answer, CancellationToken c) => SayAsync(answer, c);

    private async Task<SaslStep> SayAsync(string line, CancellationToken c)
    {
        await connection.SendLineAsync(line, c).ConfigureAwait(false);
        var (end, prompt) = await connection.ReadPromptAsync(tag, c).ConfigureAwait(false);
        return end is null ? new SaslStep.Challenge(prompt.Trim()) : Judge(connection.Finish(end));
    }

    /// <summary>BAD means that the server did not understand the command, not that the password is wrong: no risk of a lock-out.</summary>
    private static SaslStep Judge(ImapStatus status)
    {
        if (status.IsOk)
            return new SaslStep.Welcome();
        var isUnsupported = status.Condition == ImapCondition.Bad || status.Code == "CANNOT"
            || (status.Code.Length == 0 && Unsupported().IsMatch(status.Text));
        return new SaslStep.Refusal(ImapFailure.From(status, "log in", MailProblem.LoginRefused, Retry.Never), isUnsupported);
    }

    /// <summary>
    /// What servers say to a mechanism that they listed but do not have, from the first word on: a wrong password that is taken for that
    /// would be tried again in the next way, and the account be locked.
    /// </summary>
    [GeneratedRegex(
        @"^(AUTHENTICATE:? |failed:? )*((unsupported|unknown|unrecognized|no such|no) (authenticat\w+ |auth |sasl )?(mechanism|method|type)"
        + @"|(authenticat\w+ |auth |sasl )?(mechanism|method|type) (is )?(not (supported|available|recognized)|unsupported|unavailable))\b",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Unsupported();
}
