using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Drivers;

/// <summary>How mail leaves this machine: by a server, or by a program that knows one.</summary>
internal interface IWayOut
{
    /// <summary>Tries whether mail can be handed over, without sending any. Throws <see cref="MailException"/>.</summary>
    Task CheckAsync(CancellationToken cancellation);

    /// <summary>Hands a mail over for one recipient.</summary>
    Task<Transmission> TransmitAsync(ReadOnlyMemory<byte> mail, EmailAddress recipient, CancellationToken cancellation);

    /// <summary>Lets go of what was kept between mails.</summary>
    Task RestAsync();
}
