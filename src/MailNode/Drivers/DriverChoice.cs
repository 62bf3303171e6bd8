using MailNode.Configuration;
using MailNode.Mime;

namespace MailNode.Drivers;

/// <summary>Which driver an account uses.</summary>
internal static class DriverChoice
{
    public static IDriver For(Account account, PasswordSource password, TimeProvider clock)
    {
        var own = EmailAddress.Parse(account.Address);
        if (account.PostOffice is { } directory) return new PostOfficeDriver(directory, own, clock);
        var roots = CaFile.Load(account.CaFile);
        var imap = ServerUrl.Parse(account.Imap ?? "", "imap", account.Address, password.GetAsync, roots) with { Token = password.Tokens };
        if (ServerUrl.Sendmail(account.Smtp ?? "") is { } program) return new EmailDriver(imap, new SendmailWay(program, own, clock), clock);
        var smtp = ServerUrl.Parse(account.Smtp ?? "", "smtp", account.Address, password.GetAsync, roots) with { Token = password.Tokens };
        return new EmailDriver(imap, new SmtpWay(smtp, own, clock), clock);
    }
}
