using MailNode.Transport;

namespace MailNode.Configuration;

/// <summary>Finds the password where the account says, and keeps it in memory only, for as long as the process lives.</summary>
internal sealed class PasswordSource
{
    /// <summary>The variable that holds the password where the account names no command and no file.</summary>
    public const string Variable = "MAILNODE_PASSWORD";

    private const string ThreeWays =
        "Name a command that prints it (--password-command), a file with it in the first line (--password-file), or set " + Variable + ".";

    private readonly Func<CancellationToken, Task<string>> find;
    private readonly Lock gate = new();
    private Task<string>? finding;

    private PasswordSource(Func<CancellationToken, Task<string>> find) => this.find = find;

    private PasswordSource(ITokenSource tokens)
        : this(c => tokens.GetAsync(c).AsTask()) => Tokens = tokens;

    /// <summary>Where an account with OAuth has its tokens from; null for one with a password.</summary>
    public ITokenSource? Tokens { get; }

    /// <summary>Whether a person will be asked for the password, at the terminal.</summary>
    public bool AsksPerson { get; private init; }

    /// <summary>The first of: the account's command, its file, the variable, the person at the terminal.</summary>
    /// <param name="account">Names the command or the file.</param>
    /// <param name="environment">Read once, now.</param>
    /// <param name="clock">Measures how long the command takes.</param>
    /// <param name="ask">Asks a person; null: at this process's terminal.</param>
    public static PasswordSource Of(
        Account account, Func<string, string?> environment, TimeProvider clock, Func<string, CancellationToken, Task<string?>>? ask = null)
    {
        if (account.TokenCommand is { } tokens)
            return new(new CommandTokens(tokens, clock));
        if (account.OAuth is { } oauth)
            return new(new RefreshedTokens(oauth, clock));
        if (account.PasswordCommand is { } command)
            return new(c => PasswordCommand.RunAsync(command, "--password-command", clock, c));
        if (account.PasswordFile is { } file)
            return new(c => PasswordFile.ReadAsync(file, c));
        if (environment(Variable) is { Length: > 0 } password)
            return new(_ => Task.FromResult(password));
        return new(c => AskAsync(account.Address, ask ?? PasswordPrompt.AskAsync, c)) { AsksPerson = true };
    }

    /// <summary>The password. A second call gives the same one without a second question.</summary>
    /// <exception cref="UserError">It cannot be found; the message says where it was looked for and never what was there.</exception>
    public async ValueTask<string> GetAsync(CancellationToken c)
    {
        Task<string> mine;
        lock (gate)
        {
            // A search that failed or was called off is begun anew; one that is under way or went well is everybody's.
            if (finding is null or { IsCompleted: true, IsCompletedSuccessfully: false })
                finding = find(c);
            mine = finding;
        }

        return await mine.WaitAsync(c);
    }

    /// <summary>Looks anew next time: after a refused login, since the password may have been changed where it is kept.</summary>
    public void Forget()
    {
        lock (gate)
            finding = null;
    }

    private static async Task<string> AskAsync(string address, Func<string, CancellationToken, Task<string?>> ask, CancellationToken c) =>
        await ask($"Password for {Printable.Line(address)}: ", c) switch
        {
            null => throw new UserError($"The password of {Printable.Line(address)} is needed, and nobody can be asked: this is not a terminal. {ThreeWays}"),
            "" => throw new UserError("No password was typed."),
            var typed => typed,
        };
}
