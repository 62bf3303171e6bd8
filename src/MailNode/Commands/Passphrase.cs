using System.CommandLine;
using MailNode.Configuration;

namespace MailNode.Commands;

/// <summary>The passphrase of a key in a file: from the first line of another file, or from the person at the terminal.</summary>
internal static class Passphrase
{
    public static Option<string?> FileOption() =>
        new("--passphrase-file") { Description = "The first line of this file is the passphrase.", HelpName = "FILE" };

    /// <exception cref="UserError">There is none, and nobody can be asked.</exception>
    public static async Task<string> FindAsync(string? file, string question, CancellationToken cancellation)
    {
        if (file is not null) return await PasswordFile.ReadAsync(file, cancellation, "--passphrase-file", "passphrase");
        return await PasswordPrompt.AskAsync(question, cancellation) switch
        {
            null => throw new UserError("A passphrase is needed, and nobody can be asked: this is not a terminal. Name a file with it in the first line: --passphrase-file FILE."),
            "" => throw new UserError("No passphrase was typed."),
            var typed => typed,
        };
    }

    /// <summary>A new one, which is asked for twice.</summary>
    public static async Task<string> ChooseAsync(string? file, CancellationToken cancellation)
    {
        var first = await FindAsync(file, "New passphrase for the key: ", cancellation);
        if (file is null && await FindAsync(null, "The same again: ", cancellation) != first)
            throw new UserError("The two passphrases differ. Nothing was written; try again.");
        return first;
    }
}
