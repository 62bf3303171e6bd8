using MailNode.Discovery;
using MailNode.Transport;

namespace MailNode.Configuration;

/// <summary>Words for what can be wrong between a person and a mail server: what happened, and what to do about it.</summary>
internal static class MailErrorWords
{
    private static readonly string[] SaysOff = ["disabled", "not enabled", "not activated", "not allowed", "switched off", "turned off", "unavailable for"];

    /// <summary>Where a driver notes in an exception which server it is about.</summary>
    public const string Server = "server";

    /// <summary>The sentences to show, with the server that the driver noted.</summary>
    public static string Explain(MailException e) => Explain(e, e.Data[Server] as string ?? "the mail server");

    /// <summary>The sentences to show. The server's own words come last, cut and on one line.</summary>
    /// <param name="e">What went wrong.</param>
    /// <param name="server">Host, and the port if it is known: mail.example.test:993.</param>
    public static string Explain(MailException e, string server)
    {
        var said = Printable.Line(e.Message);
        return said.Length == 0 ? Words(e, server) : $"{Words(e, server)} (In detail: {said})";
    }

    private static string Words(MailException e, string server) => e.Problem switch
    {
        MailProblem.HostUnknown =>
            $"The name of {server} is not known. Check the spelling, and that this computer is online.",
        MailProblem.PortClosed =>
            $"Nothing answers at {server}. Check the port (IMAP 993 or 143, SMTP 465 or 587), and whether a firewall or the network here blocks it; "
            + "some providers offer no IMAP at all.",
        MailProblem.TlsUntrusted =>
            $"The certificate of {server} is not trusted, so the password was not sent. Use the server name that your provider gives; "
            + "if the server is your own, name its certificate authority with --ca-file FILE.pem.",
        MailProblem.TlsMissing =>
            $"{server} offers no encryption, so the password was not sent. Use imaps:// or smtps:// (ports 993 and 465) or ask your provider.",
        MailProblem.LoginRefused => LoginRefused(e.Message, server),
        MailProblem.TokenRefused =>
            $"{server} does not let mailnode in with its OAuth token. Allow the access anew: sign in again with the program behind --token-command, or get a "
            + "new refresh token for the file that account.json names under oauth; then try again.",
        MailProblem.NotThisProtocol =>
            $"Something answers at {server}, but it does not speak the protocol that was asked for. Check the port: imaps:// is 993, imap:// is 143, "
            + "smtps:// is 465, smtp:// is 587.",
        MailProblem.ConnectionLost =>
            $"The connection to {server} broke. Nothing is lost: it is tried again with the next run.",
        _ => MailboxWords(e, server),
    };

    private static string MailboxWords(MailException e, string server) => e.Problem switch
    {
        MailProblem.FolderRefused =>
            $"A folder cannot be made or written on {server}. Make the folder MailNode by hand in your mail program or web mail and try again; "
            + "if that fails too, the provider limits folders: remove some, or ask there.",
        MailProblem.FolderMissing =>
            $"A folder of mailnode is gone from {server}. Run the command again: missing folders are made anew.",
        MailProblem.MailRefused =>
            $"{server} does not take this mail. Check the address; the provider may also limit how much is sent in a day.",
        MailProblem.TooLarge =>
            $"The mail is larger than {server} takes, because of its attachment. Make it smaller, a photo for example, or send a link to it.",
        MailProblem.OverQuota =>
            $"The mailbox on {server} is full. Delete something there, or get more room from your provider; then run the command again.",
        MailProblem.FolderChanged =>
            $"A folder on {server} was made anew or renumbered. Run the command again: it is read from the beginning.",
        MailProblem.AskProvider =>
            $"{server} says that something is wrong with the account. Only your provider can mend that: ask there. It is tried again with the next run.",
        MailProblem.Garbage =>
            $"{server} said something that cannot be understood. If the next run fails too, check that this is the right server and port, then report it.",
        _ => e.Retry == Retry.Later
            ? $"{server} cannot do this now. Try again later."
            : $"{server} refuses this. Something in the account or the command has to change.",
    };

    private static string LoginRefused(string said, string server)
    {
        if (SaysOff.Any(off => said.Contains(off, StringComparison.OrdinalIgnoreCase)))
            return $"The account may not be used by mail programs: {server} has switched that off for it. "
                + $"Switch on IMAP (and SMTP) in the settings of your web mail, then try again. {Hint(server)}".TrimEnd();
        var hint = Hint(server) is { Length: > 0 } own
            ? own
            : "If you sign in with a second factor, make an app password in the account's settings and use that; some providers also want IMAP switched on there.";
        return $"{server} refuses the login: the user name or the password is wrong. {hint}";
    }

    private static string Hint(string server) => ProviderTable.OfServer(server.Split(':')[0])?.Advice ?? "";
}
