namespace MailNode.Transport.Smtp;

/// <summary>Turns a refusal that is not about one recipient into a problem.</summary>
internal static class SmtpFailure
{
    /// <summary><paramref name="otherwise"/> is the problem where the codes name none in particular.</summary>
    public static MailException From(SmtpReply reply, string doing, MailProblem otherwise)
    {
        var (problem, retry) = SmtpVerdict.Of(reply);
        return new MailException(
            $"The server refused to {doing}: {reply.Code} {reply.Text}", problem == MailProblem.MailRefused ? otherwise : problem, retry)
        {
            After = reply.After,
        };
    }
}
