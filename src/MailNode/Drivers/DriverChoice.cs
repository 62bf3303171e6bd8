using MailNode.Configuration;
using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Drivers;

/// <summary>Which driver an account uses.</summary>
internal static class DriverChoice
{
    public static IDriver For(Account account, PasswordSource password, TimeProvider clock, Transcript? transcript)
    {
        var own = EmailAddress.Parse(account.Address);
        if (account.PostOffice is { } directory) return new PostOfficeDriver(directory, own, clock);
        var roots = CaFile.Load(account.CaFile);
        var imap = Server(account.Imap, "imap");
        if (ServerUrl.Sendmail(account.Smtp ?? "") is { } program) return new EmailDriver(imap, new SendmailWay(program, own, clock), clock);
        return new EmailDriver(imap, new SmtpWay(Server(account.Smtp, "smtp"), own, clock), clock);

        MailServer Server(string? url, string scheme) =>
            ServerUrl.Parse(url ?? "", scheme, account.Address, password.GetAsync, roots) with { Token = password.Tokens, Transcript = transcript };
    }
}
