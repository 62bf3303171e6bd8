namespace MailNode.Transport;

/// <summary>What an SMTP server answered: code, enhanced code such as "5.1.1" ("" where there is none), and text for people.</summary>
public readonly record struct SmtpReply(int Code, string Enhanced, string Text)
{
    /// <summary>4xx may work later. So may two codes that servers use for passing troubles: 5.5.0 and a full mailbox, 5.2.2.</summary>
    public Retry Retry => Code / 100 == 5 && Enhanced is not ("5.5.0" or "5.2.2") ? Retry.Never : Retry.Later;

    /// <summary>2xx.</summary>
    public bool IsOk => Code / 100 == 2;
}

/// <summary>What became of a mail for one recipient.</summary>
public sealed record RecipientOutcome(string Recipient, bool Accepted, SmtpReply Reply);
