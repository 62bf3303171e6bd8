namespace MailNode.Transport;

/// <summary>Whether the same thing may work when it is tried again. When in doubt, later.</summary>
public enum Retry
{
    /// <summary>The cause may go away by itself.</summary>
    Later = 0,

    /// <summary>It will fail again until somebody changes something.</summary>
    Never = 1,
}

/// <summary>What a person must do something about; the program has words for each.</summary>
public enum MailProblem
{
    /// <summary>None of the others.</summary>
    Other = 0,

    /// <summary>The name of the server is not known.</summary>
    HostUnknown = 1,

    /// <summary>Nothing listens there, or nothing answers in time.</summary>
    PortClosed = 2,

    /// <summary>The certificate is not trusted, has expired, or is for another name.</summary>
    TlsUntrusted = 3,

    /// <summary>The server does not offer the encryption that was asked for.</summary>
    TlsMissing = 4,

    /// <summary>Wrong name or password, or an account that is closed or locked.</summary>
    LoginRefused = 5,

    /// <summary>Something answers there, but not what was expected.</summary>
    NotThisProtocol = 6,

    /// <summary>The connection broke, or the server said goodbye.</summary>
    ConnectionLost = 7,

    /// <summary>The folder cannot be made, opened or written to.</summary>
    FolderRefused = 8,

    /// <summary>The folder is not there.</summary>
    FolderMissing = 9,

    /// <summary>The server does not take the mail.</summary>
    MailRefused = 10,

    /// <summary>The mail is larger than the server takes.</summary>
    TooLarge = 11,

    /// <summary>The mailbox is full.</summary>
    OverQuota = 12,

    /// <summary>The server said something that cannot be understood.</summary>
    Garbage = 13,

    /// <summary>The folder is not the one it was: its UIDVALIDITY changed.</summary>
    FolderChanged = 14,

    /// <summary>Something is broken with the account that only its provider can see and mend.</summary>
    AskProvider = 15,

    /// <summary>The OAuth token is not taken, or none can be had any more: somebody has to allow the access anew.</summary>
    TokenRefused = 16,
}

/// <summary>A mail server or mailbox did not do what was asked; the message is a sentence for a person.</summary>
public sealed class MailException(string message, MailProblem problem, Retry retry, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What is wrong.</summary>
    public MailProblem Problem { get; } = problem;

    /// <summary>Whether to try again.</summary>
    public Retry Retry { get; } = retry;

    /// <summary>How long the server asks to be left alone, if it says so; never more than an hour.</summary>
    public TimeSpan? After { get; init; }
}
