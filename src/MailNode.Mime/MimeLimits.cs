namespace MailNode.Mime;

/// <summary>How much of a stranger's mail is looked at; what goes beyond is left out and noted as a defect.</summary>
public sealed record MimeLimits
{
    /// <summary>The limits that hold when none are given.</summary>
    public static MimeLimits Default { get; } = new();

    /// <summary>Bytes of one header block.</summary>
    public int MaxHeaderBytes { get; init; } = 1024 * 1024;

    /// <summary>Fields of one header block.</summary>
    public int MaxHeaders { get; init; } = 2000;

    /// <summary>Multiparts and enclosed messages inside one another; the root has depth 0.</summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>Parts in a whole message, at all depths together.</summary>
    public int MaxParts { get; init; } = 5000;

    /// <summary>Addresses or message ids in one list.</summary>
    public int MaxListEntries { get; init; } = 10_000;

    /// <summary>Parameters of one Content-Type or Content-Disposition, continuations counted one by one (RFC 2231).</summary>
    public int MaxParameters { get; init; } = 500;
}
