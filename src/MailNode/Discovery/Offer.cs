namespace MailNode.Discovery;

/// <summary>What one source knows about the servers of an address, the best first.</summary>
/// <param name="Origin">Where the knowledge comes from, for people.</param>
/// <param name="Imap">Where mail may be read.</param>
/// <param name="Smtp">Where mail may be handed over.</param>
internal sealed record Offer(string Origin, IReadOnlyList<Endpoint> Imap, IReadOnlyList<Endpoint> Smtp)
{
    /// <summary>What to know before a password is typed; "" for nothing.</summary>
    public string Words { get; init; } = "";

    /// <summary>Somebody on the way could have made it up: a server outside the domain then needs a person's consent (RFC 6186, section 6).</summary>
    public bool IsUnproven { get; init; }

    /// <summary>Nobody named these servers: that one of them is not there means nothing.</summary>
    public bool IsGuess { get; init; }
}

/// <summary>A server that answers with encryption and a certificate of its own name, and the source that named it.</summary>
internal sealed record FoundServer(Endpoint Endpoint, Offer Offer)
{
    /// <summary>Whether a person has to agree that this server may get the password for an address of the domain.</summary>
    public bool NeedsConsent(string domain) => Offer.IsUnproven && !Endpoint.IsWithin(domain);
}
