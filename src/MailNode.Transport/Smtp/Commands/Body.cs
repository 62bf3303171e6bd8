namespace MailNode.Transport.Smtp.Commands;

/// <summary>DATA and the message. The answer after the last dot may take ten minutes (RFC 5321, section 4.5.3.2.6).</summary>
internal static class Body
{
    private static readonly TimeSpan FinalPatience = TimeSpan.FromMinutes(10);

    public static async Task<SmtpReply> RunAsync(SmtpDialog dialog, ReadOnlyMemory<byte> message, CancellationToken c)
    {
        var go = await dialog.AskAsync("DATA", c).ConfigureAwait(false);
        if (go.Code != 354)
            return go.IsOk ? throw dialog.Stream.Break("The server took DATA for something else.", MailProblem.Garbage, null) : go;
        await dialog.Stream.WriteAsync(SmtpBody.Stuff(message.Span), c).ConfigureAwait(false);
        var patience = dialog.Stream.Patience;
        dialog.Stream.Patience = patience > FinalPatience ? patience : FinalPatience;
        var reply = await dialog.ReadAsync(c).ConfigureAwait(false);
        dialog.Stream.Patience = patience;
        return reply;
    }
}
