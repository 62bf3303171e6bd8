namespace MailNode.Transport.Smtp.Commands;

/// <summary>STARTTLS (RFC 3207): afterwards nothing that was said before counts.</summary>
internal static class StartTls
{
    public static async Task RunAsync(SmtpDialog dialog, CancellationToken c)
    {
        if (!dialog.Extensions.Has("STARTTLS"))
            throw Missing(dialog, Retry.Never);
        var reply = await dialog.AskAsync("STARTTLS", c).ConfigureAwait(false);
        if (reply.Code != 220)
            throw Missing(dialog, reply.Retry);
        await dialog.Stream.SecureAsync(c).ConfigureAwait(false);
        dialog.Extensions = SmtpExtensions.None;
    }

    private static MailException Missing(SmtpDialog dialog, Retry retry) => new(
        $"{dialog.Server.Host} does not offer encryption (STARTTLS) on port {dialog.Server.Port}.", MailProblem.TlsMissing, retry);
}
