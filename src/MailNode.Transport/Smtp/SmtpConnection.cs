using MailNode.Transport.Smtp;
using MailNode.Transport.Smtp.Commands;
using MailNode.Transport.Wire;

namespace MailNode.Transport;

/// <summary>Hands mail to a server for sending (RFC 5321, RFC 6409): any number of mails, one after the other.</summary>
public sealed class SmtpConnection : IAsyncDisposable
{
    private static readonly TimeSpan Politeness = TimeSpan.FromSeconds(2);

    /// <summary>Mails on one connection, before some servers begin to look askance.</summary>
    private const int MostMails = 100;

    /// <summary>Servers need wait only five minutes for us (RFC 5321, section 4.5.3.2.7), and many hang up much earlier.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    private readonly SmtpDialog dialog;
    private readonly TimeProvider clock;
    private bool inTransaction;
    private int mails;
    private long lastUsed;

    private SmtpConnection(SmtpDialog dialog, TimeProvider clock) =>
        (this.dialog, this.clock, lastUsed) = (dialog, clock, clock.GetTimestamp());

    /// <summary>Largest mail in bytes; null where the server does not say.</summary>
    public long? MaxSize => dialog.Extensions.MaxSize;

    /// <summary>
    /// Whether another mail should go this way: false once the server has hung up or said goodbye, after a hundred mails, and after half a
    /// minute without any. Then a new connection is wanted.
    /// </summary>
    public bool TakesMore =>
        !dialog.Stream.IsBroken && !dialog.IsClosing && mails < MostMails && clock.GetElapsedTime(lastUsed) < LongestRest;

    /// <summary>After <see cref="SendAsync(string, IReadOnlyList{string}, ReadOnlyMemory{byte}, CancellationToken)"/> has thrown: the server may have taken the mail nevertheless.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>Connects, encrypts and logs in.</summary>
    public static async Task<SmtpConnection> ConnectAsync(MailServer server, TimeProvider clock, CancellationToken c) =>
        new(await SmtpSession.OpenAsync(server, clock, c).ConfigureAwait(false), clock);

    /// <summary>
    /// Sends one message and says what became of it for each recipient, in their order. What is wrong with the sender, the size or
    /// the connection throws instead, and then nobody has it, with one exception: a connection lost behind the last byte leaves
    /// open whether the server took the mail (<see cref="IsInDoubt"/>).
    /// </summary>
    public Task<IReadOnlyList<RecipientOutcome>> SendAsync(
        string from, IReadOnlyList<string> recipients, ReadOnlyMemory<byte> message, CancellationToken c) =>
        SendAsync(from, recipients, message, SendOptions.None, c);

    /// <summary>The same, and asks for reports about the mail's fate where the server can give them (RFC 3461).</summary>
    public async Task<IReadOnlyList<RecipientOutcome>> SendAsync(
        string from, IReadOnlyList<string> recipients, ReadOnlyMemory<byte> message, SendOptions options, CancellationToken c)
    {
        if (MaxSize is { } limit && message.Length > limit)
            throw new MailException($"The mail is larger than the server takes ({limit} bytes).", MailProblem.TooLarge, Retry.Never);
        await BeginAsync(c).ConfigureAwait(false);
        var envelope = new Envelope(dialog.Extensions, from, recipients, message.Span, options);
        if (envelope.Asked.Count > 0)
            await RunAsync(new Transaction(dialog, envelope, message), c).ConfigureAwait(false);
        return [.. recipients.Zip(envelope.Replies, (recipient, reply) => new RecipientOutcome(recipient, reply.IsOk, reply))];
    }

    /// <summary>Says goodbye, for which nobody waits long.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!dialog.Stream.IsBroken && !dialog.IsClosing)
            await QuitAsync().ConfigureAwait(false);
        await dialog.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RunAsync(Transaction transaction, CancellationToken c)
    {
        mails++;
        inTransaction = true;
        try
        {
            inTransaction = !await transaction.RunAsync(c).ConfigureAwait(false);
        }
        finally
        {
            IsInDoubt = transaction.IsInDoubt;
            lastUsed = clock.GetTimestamp();
        }
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
        inTransaction = false;
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
