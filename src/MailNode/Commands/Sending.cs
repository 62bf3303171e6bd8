using MailNode.Configuration;
using MailNode.Flows;
using MailNode.Transport;

namespace MailNode.Commands;

/// <summary>Sends what a command has just composed; where that cannot be done now, it is kept and the next sync does it.</summary>
internal static class Sending
{
    /// <summary>The log is read first, so that what is composed next knows what other devices of the user have done.</summary>
    public static async Task<PassReport> TrySendAsync(RunningNode node, Terminal terminal, CancellationToken cancellation)
    {
        try
        {
            return await terminal.WaitingAsync(progress =>
            {
                progress("Sending");
                return node.Pass.SendAsync(cancellation);
            });
        }
        catch (MailException e)
        {
            return Kept(MailErrorWords.Explain(e));
        }
        catch (UserError e)
        {
            // A password that is not found, say. Whoever is told of a failure here writes the same once more.
            return Kept(e.Message);
        }

        PassReport Kept(string why)
        {
            terminal.Errors.WriteLine(Terminal.Plain($"mailnode: {why} It is kept, and sent with the next `mailnode sync`."));
            return new PassReport();
        }
    }
}
