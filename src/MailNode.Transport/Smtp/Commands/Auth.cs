using System.Text;

namespace MailNode.Transport.Smtp.Commands;

/// <summary>AUTH PLAIN, or LOGIN where the server has only that (RFC 4954).</summary>
internal static class Auth
{
    public static async Task RunAsync(SmtpDialog dialog, CancellationToken c)
    {
        var server = dialog.Server;
        var plain = dialog.Extensions.HasAuth("PLAIN");
        if (!plain && !dialog.Extensions.HasAuth("LOGIN"))
        {
            var problem = server.Tls == TlsMode.None ? MailProblem.TlsMissing : MailProblem.LoginRefused;
            throw new MailException($"{server.Host} takes no password on port {server.Port}.", problem, Retry.Never);
        }
        var password = await server.Password(c).ConfigureAwait(false);
        var reply = plain
            ? await dialog.AskAsync($"AUTH PLAIN {Encoded($"\0{server.User}\0{password}")}", c).ConfigureAwait(false)
            : await LoginAsync(dialog, password, c).ConfigureAwait(false);
        if (reply.Code != 235)
            throw SmtpFailure.From(reply, "log in", MailProblem.LoginRefused);
    }

    private static async Task<SmtpReply> LoginAsync(SmtpDialog dialog, string password, CancellationToken c)
    {
        var reply = await dialog.AskAsync("AUTH LOGIN", c).ConfigureAwait(false);
        if (reply.Code == 334)
            reply = await dialog.AskAsync(Encoded(dialog.Server.User), c).ConfigureAwait(false);
        if (reply.Code == 334)
            reply = await dialog.AskAsync(Encoded(password), c).ConfigureAwait(false);
        return reply;
    }

    private static string Encoded(string secret) => Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
}
