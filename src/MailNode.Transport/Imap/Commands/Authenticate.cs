using System.Text;
using MailNode.Transport.Sasl;

namespace MailNode.Transport.Imap.Commands;

/// <summary>AUTHENTICATE (RFC 9051, section 6.2.2), in one step where the server has SASL-IR (RFC 4959).</summary>
internal sealed class Authenticate(ImapConnection connection) : ISaslDialog
{
    /// <summary>Some servers take no longer line (RFC 7162, section 4); longer answers wait for the server's question.</summary>
    private const int LongestLine = 8000;

    private const int MaxChatter = 1 << 20;

    /// <summary>What servers say to a mechanism that they listed but do not have.</summary>
    private static readonly string[] Unsupported = ["mechanism", "unsupported", "not supported"];

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
        for (var chatter = 0; chatter <= MaxChatter;)
        {
            var response = await ImapReader.ReadAsync(connection.Stream, 0, c).ConfigureAwait(false);
            chatter += response.Text.Length + 1;
            switch (response.Kind)
            {
                case ImapResponseKind.Continuation:
                    return new SaslStep.Challenge(Encoding.UTF8.GetString(response.Prompt).Trim());
                case ImapResponseKind.Tagged:
                    return Judge(connection.Finish(Ending(response)));
                default:
                    connection.Observe(response);
                    break;
            }
        }
        throw connection.Stream.Break($"{connection.Server.Host} talks without end.", MailProblem.Garbage, null);
    }

    private ImapStatus Ending(ImapResponse response)
    {
        var said = Encoding.ASCII.GetBytes(tag + " ");
        return response.Text.StartsWith(said) && ImapStatus.Parse(response.Text[said.Length..]) is { } status
            ? status
            : throw connection.Stream.Break($"{connection.Server.Host} answered something else than it was asked.", MailProblem.Garbage, null);
    }

    /// <summary>BAD means that the server did not understand the command, not that the password is wrong: no risk of a lock-out.</summary>
    private static SaslStep Judge(ImapStatus status)
    {
        if (status.IsOk)
            return new SaslStep.Welcome();
        var isUnsupported = status.Condition == ImapCondition.Bad || status.Code == "CANNOT"
            || (status.Code.Length == 0 && Unsupported.Any(word => status.Text.Contains(word, StringComparison.OrdinalIgnoreCase)));
        return new SaslStep.Refusal(ImapFailure.From(status, "log in", MailProblem.LoginRefused, Retry.Never), isUnsupported);
    }
}
