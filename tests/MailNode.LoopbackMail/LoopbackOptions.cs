namespace MailNode.LoopbackMail;

/// <summary>What the server can do, and how it names folders. The default is a modern server without encryption.</summary>
public sealed record LoopbackOptions
{
    /// <summary>Announces and understands MOVE (RFC 6851).</summary>
    public bool Move { get; init; } = true;

    /// <summary>Announces and understands UID EXPUNGE, and says APPENDUID and COPYUID (RFC 4315).</summary>
    public bool UidPlus { get; init; } = true;

    /// <summary>Announces and understands IDLE (RFC 2177).</summary>
    public bool Idle { get; init; } = true;

    /// <summary>Says what folders are for (RFC 6154).</summary>
    public bool SpecialUse { get; init; } = true;

    /// <summary>Takes literals that do not wait (RFC 7888).</summary>
    public bool LiteralPlus { get; init; } = true;

    /// <summary>Announces and answers NAMESPACE (RFC 2342).</summary>
    public bool Namespace { get; init; } = true;

    /// <summary>Announces IMAP4rev2 too (RFC 9051), and speaks it after ENABLE.</summary>
    public bool Rev2 { get; init; }

    /// <summary>What all folder names but INBOX begin with on the wire: "" or, as at Courier and Cyrus, "INBOX.".</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What separates the levels of folder names on the wire.</summary>
    public char Delimiter { get; init; } = '/';

    /// <summary>CREATE is refused.</summary>
    public bool RefuseCreate { get; init; }

    /// <summary>Has a certificate: offers STARTTLS, and listens for TLS from the first byte too.</summary>
    public bool Tls { get; init; }

    /// <summary>Announces AUTH=PLAIN, so that clients do not use LOGIN.</summary>
    public bool AuthPlain { get; init; } = true;

    /// <summary>SMTP takes mail only after a login.</summary>
    public bool SmtpNeedsLogin { get; init; }

    /// <summary>Announces PIPELINING (RFC 2920).</summary>
    public bool Pipelining { get; init; } = true;

    /// <summary>The largest mail in bytes that SMTP takes (RFC 1870).</summary>
    public long MaxSize { get; init; } = 50_000_000;

    /// <summary>Folders that each new account has besides its inbox.</summary>
    public IReadOnlyList<string> Folders { get; init; } = ["Drafts", "Sent", "Junk", "Trash"];

    /// <summary>How long a client may be silent.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(30);
}
