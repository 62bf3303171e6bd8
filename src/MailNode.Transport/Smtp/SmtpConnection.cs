using MailNode.Transport.Smtp;
using MailNode.Transport.Smtp.Commands;
using MailNode.Transport.Wire;

namespace MailNode.Transport;

/// <summary>Hands mail to a server for sending (RFC 5321, RFC 6409): any number of mails, one after the other.</summary>
public sealed class SmtpConnection : IAsyncDisposable
{
    private static readonly TimeSpan Politeness = TimeSpan.FromSeconds(2);

    private readonly SmtpDialog dialog;
    private readonly TimeProvider clock;
    private bool inTransaction;

    private SmtpConnection(SmtpDialog dialog, TimeProvider clock) => (this.dialog, this.clock) = (dialog, clock);

    /// <summary>Largest mail in bytes; null where the server does not say.</summary>
    public long? MaxSize => dialog.Extensions.MaxSize;

    /// <summary>Connects, encrypts and logs in.</summary>
    public static async Task<SmtpConnection> ConnectAsync(MailServer server, TimeProvider clock, CancellationToken c) =>
        new(await SmtpSession.OpenAsync(server, clock, c).ConfigureAwait(false), clock);

    /// <summary>
    /// Sends one message and says what became of it for each recipient, in their order. What is wrong with the sender, the size or
    /// the connection throws instead, and then nobody has it, with one exception: a connection lost behind the last dot leaves
    /// open whether the server took the mail.
    /// </summary>
    public async Task<IReadOnlyList<RecipientOutcome>> SendAsync(
        string from, IReadOnlyList<string> recipients, ReadOnlyMemory<byte> message, CancellationToken c)
    {
        if (MaxSize is { } limit && message.Length > limit)
            throw new MailException($"The mail is larger than the server takes ({limit} bytes).", MailProblem.TooLarge, Retry.Never);
        await BeginAsync(c).ConfigureAwait(false);
        var replies = await Envelope.RunAsync(dialog, from, recipients, message, c).ConfigureAwait(false);
        if (replies.Any(reply => reply.IsOk))
        {
            // The server may have left between two recipients: then nobody got it, also not those it had agreed to.
            var verdict = dialog.Farewell ?? await Body.RunAsync(dialog, message, c).ConfigureAwait(false);
            replies = [.. replies.Select(reply => reply.IsOk ? verdict : reply)];
            inTransaction = !verdict.IsOk;
        }
        return [.. recipients.Zip(replies, (recipient, reply) => new RecipientOutcome(recipient, reply.IsOk, reply))];
    }

    /// <summary>Says goodbye, for which nobody waits long.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!dialog.Stream.IsBroken && !dialog.IsClosing)
            await QuitAsync().ConfigureAwait(false);
        await dialog.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Forgets an envelope that came to nothing.</summary>
    private async Task BeginAsync(CancellationToken c)
    {
        if (dialog.IsClosing)
            throw dialog.Stream.Break($"{dialog.Server.Host} takes no more mail on this connection.", MailProblem.ConnectionLost, null);
        if (inTransaction)
        {
            var reply = await dialog.AskAsync("RSET", c).ConfigureAwait(false);
            if (!reply.IsOk)
                throw SmtpFailure.From(reply, "begin anew", MailProblem.ConnectionLost);
        }
        inTransaction = true;
    }

    private async Task QuitAsync()
    {
        using var limit = new CancellationTokenSource(Politeness, clock);
        try
        {
            await dialog.AskAsync("QUIT", limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MailException or OperationCanceledException)
        {
            // The connection ends either way.
        }
    }
}
