using System.Security.Cryptography.X509Certificates;
using MailNode.Configuration;
using MailNode.Mime;

namespace MailNode.Drivers;

/// <summary>Which driver an account uses.</summary>
internal static class DriverChoice
{
    public static IDriver For(Account account, Func<string, string?> environment, TimeProvider clock)
    {
        var own = EmailAddress.Parse(account.Address);
        if (account.PostOffice is { } directory) return new PostOfficeDriver(directory, own, clock);
        var password = PasswordSource.Of(account, environment);
        var roots = Roots(account.CaFile);
        var imap = ServerUrl.Parse(account.Imap ?? "", "imap", account.Address, password.GetAsync, roots);
        var smtp = ServerUrl.Parse(account.Smtp ?? "", "smtp", account.Address, password.GetAsync, roots);
        return new EmailDriver(imap, smtp, own, clock);
    }

    private static X509Certificate2Collection? Roots(string? file)
    {
        if (file is null) return null;
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or System.Security.Cryptography.CryptographicException or UnauthorizedAccessException)
        {
            throw new UserError($"The CA file {file} cannot be read as PEM: {e.Message} Give the path of a file with the certificate authority's certificates.");
        }
        return roots.Count > 0 ? roots : throw new UserError($"The CA file {file} holds no certificate.");
    }
}
