using MailNode.Transport.Smtp;

namespace MailNode.Transport;

/// <summary>What an SMTP server answered: code, enhanced code such as "5.1.1" ("" where there is none), and text for people.</summary>
public readonly record struct SmtpReply(int Code, string Enhanced, string Text)
{
    /// <summary>Whether to try again: a server that says no for good may still mean for now.</summary>
    public Retry Retry => SmtpVerdict.Of(this).Retry;

    /// <summary>What is wrong, as far as the codes tell; <see cref="MailProblem.MailRefused"/> where they say no more.</summary>
    public MailProblem Problem => SmtpVerdict.Of(this).Problem;

    /// <summary>How long the server asks to be left alone, if it says so; never more than an hour.</summary>
    public TimeSpan? After => SmtpVerdict.Pause(this);

    /// <summary>2xx.</summary>
    public bool IsOk => Code / 100 == 2;
}

/// <summary>What became of a mail for one recipient.</summary>
public sealed record RecipientOutcome(string Recipient, bool Accepted, SmtpReply Reply);
