namespace MailNode.KeyLookup;

/// <summary>What a web site answered when it was asked for a key.</summary>
internal abstract record WebAnswer
{
    private WebAnswer() { }

    /// <summary>A page; nobody has looked into it yet.</summary>
    public sealed record Page(byte[] Bytes) : WebAnswer;

    /// <summary>The site is there, and has no such page.</summary>
    public sealed record NoPage : WebAnswer;

    /// <summary>The DNS knows no address for the host.</summary>
    /// <param name="ByProxy">Or so it seems: a proxy looks names up itself, and does not tell whether it was that which failed.</param>
    public sealed record NoHost(bool ByProxy = false) : WebAnswer;

    /// <summary>Nothing is known about the page.</summary>
    /// <param name="Status">HTTP's number where the fault is <see cref="WebFault.Refused"/>, else 0.</param>
    public sealed record Failed(WebFault Fault, int Status = 0) : WebAnswer;
}

/// <summary>Why a site could not be asked, or its answer not be used.</summary>
internal enum WebFault
{
    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>TLS failed: the certificate is for another name, or of somebody unknown.</summary>
    Untrusted,

    /// <summary>The answer took too long.</summary>
    Slow,

    /// <summary>The answer is larger than a key may be.</summary>
    TooLarge,

    /// <summary>The site points to another one, or to itself again and again.</summary>
    LeadsAway,

    /// <summary>HTTP was spoken, and the answer is neither a page nor that there is none.</summary>
    Refused,

    /// <summary>What came is not HTTP.</summary>
    Garbled,
}
