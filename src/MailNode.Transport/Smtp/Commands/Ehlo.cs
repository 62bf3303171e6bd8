namespace MailNode.Transport.Smtp.Commands;

/// <summary>EHLO, and HELO for a server that knows no extensions.</summary>
internal static class Ehlo
{
    // Where a person's computer stands is nobody's business, and it has no name that others know.
    private const string Ourselves = "[127.0.0.1]";

    public static async Task RunAsync(SmtpDialog dialog, CancellationToken c)
    {
        await dialog.SendAsync($"EHLO {Ourselves}\r\n", c).ConfigureAwait(false);
        var (reply, lines) = await dialog.ReadLinesAsync(c).ConfigureAwait(false);
        if (reply.IsOk)
        {
            dialog.Extensions = new SmtpExtensions(lines.Skip(1));
            return;
        }
        dialog.Extensions = SmtpExtensions.None;
        if (reply.Code / 100 == 5)
            reply = await dialog.AskAsync($"HELO {Ourselves}", c).ConfigureAwait(false);
        if (!reply.IsOk)
            throw SmtpFailure.From(reply, "talk to us", MailProblem.NotThisProtocol);
    }
}
