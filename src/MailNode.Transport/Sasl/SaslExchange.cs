namespace MailNode.Transport.Sasl;

/// <summary>One login with one mechanism, from the first word to the verdict.</summary>
internal static class SaslExchange
{
    private const int MaxRounds = 6;

    /// <summary>Longest line with its line end (RFC 4954, section 4).</summary>
    private const int MaxLine = 12288 - 2;

    /// <summary>Welcome, or a refusal. Throws when the server breaks the rules: then nothing else must be tried with it.</summary>
    public static async Task<SaslStep> RunAsync(ISaslDialog dialog, ISaslMechanism mechanism, MailServer server, CancellationToken c)
    {
        var initial = mechanism.SpeaksFirst ? Convert.ToBase64String(mechanism.Answer([])!) : null;
        if (initial?.Length > MaxLine)
            throw new MailException("The password or token is longer than any server takes.", MailProblem.LoginRefused, Retry.Never);
        var isSaid = initial is not null && dialog.MayBegin(mechanism.Name, initial);
        var step = await dialog.BeginAsync(mechanism.Name, isSaid ? initial : null, c).ConfigureAwait(false);
        if (initial is not null && !isSaid)
        {
            if (step is SaslStep.Refusal early)
                return early with { IsUntested = true };
            // Whatever the server says before we have begun means: begin.
            step = step is SaslStep.Challenge ? await dialog.AnswerAsync(initial, c).ConfigureAwait(false) : step;
        }
        return Judged(await TalkAsync(dialog, mechanism, server, step, c).ConfigureAwait(false), mechanism, server);
    }

    private static async Task<SaslStep> TalkAsync(
        ISaslDialog dialog, ISaslMechanism mechanism, MailServer server, SaslStep step, CancellationToken c)
    {
        for (var round = 0; step is SaslStep.Challenge challenge; round++)
        {
            var bytes = round < MaxRounds ? SaslBase64.Decode(challenge.Base64) : null;
            if (bytes is null || mechanism.Answer(bytes) is not { } answer)
            {
                await dialog.AnswerAsync("*", c).ConfigureAwait(false);
                throw Odd(server, mechanism, bytes is null ? "what it says cannot be read" : mechanism.Complaint);
            }
            step = await dialog.AnswerAsync(Convert.ToBase64String(answer), c).ConfigureAwait(false);
        }
        return step;
    }

    private static SaslStep Judged(SaslStep step, ISaslMechanism mechanism, MailServer server) => step switch
    {
        SaslStep.Welcome when mechanism.Progress != SaslProgress.Complete => throw Odd(server, mechanism, "it lets us in without proof"),
        SaslStep.Refusal refusal when mechanism.Progress == SaslProgress.Untested => refusal with { IsUntested = true },
        _ => step,
    };

    private static MailException Odd(MailServer server, ISaslMechanism mechanism, string what) =>
        new($"{server.Host} does not keep to the rules of the login ({mechanism.Name}): {what}.", MailProblem.Garbage, Retry.Later);
}
