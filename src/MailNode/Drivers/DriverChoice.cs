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
        var imap = ServerUrl.Parse(account.Imap ?? "", "imap", account.Address, password.GetAsync, roots);
        var smtp = ServerUrl.Parse(account.Smtp ?? "", "smtp", account.Address, password.GetAsync, roots);
        return new EmailDriver(imap with { Transcript = transcript }, smtp with { Transcript = transcript }, own, clock);
    }
}
