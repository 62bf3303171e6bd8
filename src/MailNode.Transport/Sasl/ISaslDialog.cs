namespace MailNode.Transport.Sasl;

/// <summary>How a protocol carries a login: AUTHENTICATE in IMAP, AUTH in SMTP. Everything is in base64 already.</summary>
internal interface ISaslDialog
{
    /// <summary>Whether a first answer may go with the command.</summary>
    bool MayBegin(string mechanism, string initial);

    /// <summary>Begins, with the first answer where one is given.</summary>
    Task<SaslStep> BeginAsync(string mechanism, string? initial, CancellationToken c);

    /// <summary>Answers a challenge; "*" breaks off.</summary>
    Task<SaslStep> AnswerAsync(string answer, CancellationToken c);
}

/// <summary>What the server says next.</summary>
internal abstract record SaslStep
{
    private SaslStep()
    {
    }

    /// <summary>It wants an answer.</summary>
    public sealed record Challenge(string Base64) : SaslStep;

    /// <summary>It takes us for whom we say we are.</summary>
    public sealed record Welcome : SaslStep;

    /// <summary>It does not; untested: without having judged the secret, so that another mechanism may do better.</summary>
    public sealed record Refusal(MailException Why, bool IsUntested) : SaslStep;
}
