using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Drivers;

/// <summary>Carries sealed mail to an endpoint and gives access to what came; never looks inside.</summary>
internal interface IDriver : IAsyncDisposable
{
    /// <summary>Can this driver reach an endpoint of a profile, such as <c>mailto:ben@example.org</c>?</summary>
    bool Serves(string endpoint);

    /// <summary>The user's own mailbox, newly opened. Throws <see cref="MailException"/>.</summary>
    Task<IMailbox> OpenMailboxAsync(CancellationToken cancellation);

    /// <summary>Tries whether mail can be handed over, without sending any. Throws <see cref="MailException"/>.</summary>
    Task CheckOutgoingAsync(CancellationToken cancellation);

    /// <summary>Hands a mail over for one recipient; connections are kept between calls.</summary>
    Task<Transmission> TransmitAsync(ReadOnlyMemory<byte> mail, EmailAddress recipient, CancellationToken cancellation);

    /// <summary>Lets go of connections that <see cref="TransmitAsync"/> kept.</summary>
    Task RestAsync();
}

/// <summary>How handing over one mail went.</summary>
/// <param name="Failure">Null when it was taken.</param>
/// <param name="Retry">Whether another try makes sense.</param>
/// <param name="IsClosed">The way itself is closed, so that nothing else would pass now either.</param>
/// <param name="After">How long the server asks to be left alone, if it says so.</param>
internal sealed record Transmission(string? Failure, Retry Retry, bool IsClosed = false, TimeSpan? After = null)
{
    public static Transmission Taken { get; } = new(null, Retry.Never);
}
