using System.Collections.Immutable;

namespace MailNode.LoopbackMail;

/// <summary>What the server can do, and how it names folders. The default is a modern server without encryption.</summary>
public sealed record LoopbackOptions
{
    private static readonly ImmutableHashSet<string> Modern = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "AUTH=PLAIN", "AUTH=LOGIN", "AUTH=SCRAM-SHA-256", "AUTH=XOAUTH2", "AUTH=OAUTHBEARER", "SASL-IR", "STARTTLS",
        "CHILDREN", "COMPRESS=DEFLATE", "CONDSTORE", "ENABLE", "ESEARCH", "ID", "IDLE", "LIST-EXTENDED", "LIST-STATUS", "LITERAL+", "MOVE",
        "NAMESPACE", "QRESYNC", "QUOTA", "SPECIAL-USE", "STATUS=SIZE", "UIDPLUS", "UNSELECT",
        "8BITMIME", "CHUNKING", "DSN", "ENHANCEDSTATUSCODES", "PIPELINING", "SIZE", "SMTPUTF8");

    /// <summary>
    /// What both protocols announce, by the names of the IMAP and SMTP registries; a mechanism is "AUTH=PLAIN" in both. What is
    /// not announced is not understood either. Not there by default: IMAP4rev2, LITERAL-, LOGINDISABLED.
    /// </summary>
    public ImmutableHashSet<string> Capabilities { get; init; } = Modern;

    /// <summary>What all folder names but INBOX begin with on the wire: "" or, as at Courier and Cyrus, "INBOX.".</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What separates the levels of folder names on the wire.</summary>
    public char Delimiter { get; init; } = '/';

    /// <summary>CREATE is refused.</summary>
    public bool RefuseCreate { get; init; }

    /// <summary>Has a certificate: offers STARTTLS, and listens for TLS from the first byte too.</summary>
    public bool Tls { get; init; }

    /// <summary>SMTP takes mail only after a login.</summary>
    public bool SmtpNeedsLogin { get; init; }

    /// <summary>The largest mail in bytes that SMTP takes (RFC 1870).</summary>
    public long MaxSize { get; init; } = 50_000_000;

    /// <summary>How many bytes an account may hold (RFC 9208).</summary>
    public long Quota { get; init; } = 1L << 32;

    /// <summary>Folders that each new account has besides its inbox.</summary>
    public IReadOnlyList<string> Folders { get; init; } = ["Drafts", "Sent", "Junk", "Trash"];

    /// <summary>How long a client may be silent.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The same server without these capabilities, and the commands that come with them.</summary>
    public LoopbackOptions Without(params IEnumerable<string> names) => this with { Capabilities = Capabilities.Except(names) };

    /// <summary>The same server with these capabilities too.</summary>
    public LoopbackOptions With(params IEnumerable<string> names) => this with { Capabilities = Capabilities.Union(names) };

    internal bool Can(string name) => Capabilities.Contains(name);
}
