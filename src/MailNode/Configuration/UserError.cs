namespace MailNode.Configuration;

/// <summary>Something that the person at the keyboard can mend: the message says what happened and what to do.</summary>
/// <param name="message">Whole sentences, without a password or a key in them.</param>
/// <param name="exitCode">1 when something failed, 2 when the command was not understood.</param>
/// <param name="inner">The cause, for the log.</param>
internal sealed class UserError(string message, int exitCode = UserError.Failed, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The command was fine, and something else was not.</summary>
    public const int Failed = 1;

    /// <summary>The command line has to be written differently.</summary>
    public const int Usage = 2;

    /// <summary>What the process ends with.</summary>
    public int ExitCode { get; } = exitCode;
}
