namespace MailNode.Transport.Smtp;

/// <summary>Turns a refusal that is not about one recipient into a problem.</summary>
internal static class SmtpFailure
{
    public static MailException From(SmtpReply reply, string doing, MailProblem otherwise)
    {
        var problem = reply.Code switch
        {
            421 => MailProblem.ConnectionLost,
            432 or 454 => MailProblem.Other,
            530 or 534 or 535 => MailProblem.LoginRefused,
            538 => MailProblem.TlsMissing,
            552 when reply.Enhanced is "" or "5.3.4" => MailProblem.TooLarge,
            _ => otherwise,
        };
        return new MailException($"The server refused to {doing}: {reply.Code} {reply.Text}", problem, reply.Retry);
    }
}
