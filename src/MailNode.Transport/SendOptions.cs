namespace MailNode.Transport;

/// <summary>What is asked of the servers about a mail's fate (RFC 3461). A server without DSN is not asked, and no mail fails over it.</summary>
public sealed record SendOptions
{
    /// <summary>Nothing is asked.</summary>
    public static SendOptions None { get; } = new();

    /// <summary>Comes back in each report: at most 100 printable ASCII characters; empty for none (ENVID).</summary>
    public string EnvelopeId { get; init; } = "";

    /// <summary>What of the mail a report brings back (RET).</summary>
    public ReturnedPart Return { get; init; }

    /// <summary>When a report is wanted, and that it names the recipient as we wrote it (NOTIFY, ORCPT).</summary>
    public ReportWhen Notify { get; init; }
}

/// <summary>How much of a mail comes back with a report about it (RFC 3461, section 4.3).</summary>
public enum ReturnedPart
{
    /// <summary>As the server likes.</summary>
    Default = 0,

    /// <summary>All of it.</summary>
    Full = 1,

    /// <summary>The headers only.</summary>
    Headers = 2,
}

/// <summary>When a report about a recipient is wanted (RFC 3461, section 4.1).</summary>
[Flags]
public enum ReportWhen
{
    /// <summary>As the server likes, which is mostly: on failure.</summary>
    Default = 0,

    /// <summary>When the mail lies in the mailbox.</summary>
    Success = 1,

    /// <summary>When it never will.</summary>
    Failure = 2,

    /// <summary>When it takes long.</summary>
    Delay = 4,

    /// <summary>Never; not together with the others.</summary>
    Never = 8,
}
