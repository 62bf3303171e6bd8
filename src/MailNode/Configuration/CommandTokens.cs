using MailNode.Transport;

namespace MailNode.Configuration;

/// <summary>OAuth access tokens that a command prints. One is kept in memory until a server refuses it, since the command alone knows how long it is good.</summary>
internal sealed class CommandTokens(string command, TimeProvider clock) : ITokenSource
{
    private readonly Lock gate = new();
    private Task<string>? finding;

    /// <summary>The token. Two who ask at once wait for one run of the command.</summary>
    /// <exception cref="UserError">The command failed; the message never has the token.</exception>
    public async ValueTask<string> GetAsync(CancellationToken c)
    {
        Task<string> mine;
        lock (gate)
        {
            if (finding is null or { IsCompleted: true, IsCompletedSuccessfully: false })
                finding = PasswordCommand.RunAsync(command, "--token-command", clock, CancellationToken.None);
            mine = finding;
        }
        return await mine.WaitAsync(c);
    }

    public void Reject(string token)
    {
        lock (gate)
        {
            // Another connection may have been refused with it before, and the next token be there already.
            if (finding is { IsCompletedSuccessfully: true } && finding.GetAwaiter().GetResult() == token)
                finding = null;
        }
    }
}
