namespace MailNode.Transport.Smtp;

/// <summary>How long a server may take for what needs its time (RFC 5321, section 4.5.3.2). All else has the usual time.</summary>
internal static class SmtpPatience
{
    /// <summary>MAIL and RCPT: some servers ask others about each recipient.</summary>
    public static readonly TimeSpan Envelope = TimeSpan.FromMinutes(5);

    /// <summary>354 after DATA.</summary>
    public static readonly TimeSpan Data = TimeSpan.FromMinutes(2);

    /// <summary>Taking in one piece of the message.</summary>
    public static readonly TimeSpan Block = TimeSpan.FromMinutes(3);

    /// <summary>The verdict on a whole message: who gives up earlier sends it twice.</summary>
    public static readonly TimeSpan Verdict = TimeSpan.FromMinutes(10);
}
