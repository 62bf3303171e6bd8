using MailNode.Configuration;
using MailNode.Transport;

namespace MailNode.Discovery;

/// <summary>A mail provider that many people use: one entry of providers.json, where what is empty is left out.</summary>
internal sealed record Provider
{
    /// <summary>As its users call it.</summary>
    public required string Name { get; init; }

    /// <summary>What may stand behind the @.</summary>
    public IReadOnlyList<string> Domains { get => field ?? []; init; }

    /// <summary>What the names of its MX hosts end with, for domains of its customers' own.</summary>
    public IReadOnlyList<string> Mx { get => field ?? []; init; }

    /// <summary>Where mail is read, in the form of --imap, the best first; none where the provider has no IMAP.</summary>
    public IReadOnlyList<string> Imap { get => field ?? []; init; }

    /// <summary>Where mail is handed over, in the form of --smtp, the best first.</summary>
    public IReadOnlyList<string> Smtp { get => field ?? []; init; }

    /// <summary>Logs in with what stands before the @.</summary>
    public bool LocalPart { get; init; }

    /// <summary>What has to be done before a mail program may log in, or why none ever can; "" for nothing.</summary>
    public string Words { get => field ?? ""; init; }

    /// <summary>The provider's page about it, https; "" where it has none that can be named.</summary>
    public string Page { get => field ?? ""; init; }

    /// <summary>The words, and where to read more.</summary>
    public string Advice => Page.Length == 0 ? Words : $"{Words} See {Page}".Trim();

    /// <summary>The servers for one account.</summary>
    public Offer OfferTo(string localPart) => new(
        $"{Name}, from mailnode's own table",
        [.. Imap.Select(url => Read(url, "imap", localPart))],
        [.. Smtp.Select(url => Read(url, "smtp", localPart))])
    {
        Words = Words.Length == 0 ? "" : Advice,
    };

    /// <summary>Whether a mail server is the provider's.</summary>
    public bool Owns(string host) => OfferTo("") is var offer
        && (Domains.Any(domain => Endpoint.IsUnder(host, domain)) || offer.Imap.Concat(offer.Smtp).Any(server => Endpoint.IsUnder(host, server.Host)));

    private Endpoint Read(string url, string protocol, string localPart)
    {
        var server = ServerUrl.Parse(url, protocol, "", _ => ValueTask.FromResult(""), null);
        return new Endpoint(protocol, server.Host, server.Port, server.Tls, LocalPart ? localPart : null);
    }
}
