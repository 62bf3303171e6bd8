using MailNode.Transport.Smtp.Commands;
using MailNode.Transport.Wire;

namespace MailNode.Transport.Smtp;

/// <summary>From nothing to a dialog that takes mail: greeting, EHLO, encryption, login.</summary>
internal static class SmtpSession
{
    public static async Task<SmtpDialog> OpenAsync(MailServer server, TimeProvider clock, CancellationToken c)
    {
        var dialog = new SmtpDialog(await Dial.OpenAsync(server, clock, c).ConfigureAwait(false), server);
        try
        {
            await GreetAsync(dialog, c).ConfigureAwait(false);
            await Ehlo.RunAsync(dialog, c).ConfigureAwait(false);
            if (server.Tls == TlsMode.StartTls)
            {
                await StartTls.RunAsync(dialog, c).ConfigureAwait(false);
                await Ehlo.RunAsync(dialog, c).ConfigureAwait(false);
            }
            if (server.User.Length > 0)
                await Auth.RunAsync(dialog, c).ConfigureAwait(false);
            return dialog;
        }
        catch
        {
            await dialog.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task GreetAsync(SmtpDialog dialog, CancellationToken c)
    {
        var server = dialog.Server;
        try
        {
            var greeting = await dialog.ReadAsync(c).ConfigureAwait(false);
            if (greeting.Code != 220)
                throw SmtpFailure.From(greeting, "talk to us", MailProblem.MailRefused);
        }
        catch (MailException e) when (e.Problem == MailProblem.Garbage)
        {
            throw new MailException(e.Message, MailProblem.NotThisProtocol, Retry.Later, e);
        }
        catch (MailException e) when (e.InnerException is OperationCanceledException)
        {
            // A server that expects TLS from the first byte waits for us as we wait for it.
            throw new MailException(
                $"{server.Host} says nothing on port {server.Port}; perhaps it expects TLS from the first byte.",
                MailProblem.NotThisProtocol, Retry.Later, e);
        }
    }
}
