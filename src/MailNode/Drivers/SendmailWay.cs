using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Drivers;

/// <summary>A program of this machine that takes mail as sendmail does.</summary>
internal sealed class SendmailWay(string program, EmailAddress own, TimeProvider clock) : IWayOut
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly SendmailCommand command = new(program, Patience, clock);

    public Task CheckAsync(CancellationToken cancellation)
    {
        command.Check();
        return Task.CompletedTask;
    }

    public async Task<Transmission> TransmitAsync(ReadOnlyMemory<byte> mail, EmailAddress recipient, CancellationToken cancellation)
    {
        try
        {
            await command.SendAsync(own.ToString(), [recipient.ToString()], mail, cancellation);
            return Transmission.Taken;
        }
        catch (MailException e)
        {
            var isAboutMail = e.Problem == MailProblem.MailRefused;
            return new Transmission(e.Message, isAboutMail ? e.Retry : Retry.Later, IsClosed: !isAboutMail);
        }
    }

    public Task RestAsync() => Task.CompletedTask;
}
