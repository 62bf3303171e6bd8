using MailNode.Transport;

namespace MailNode.Discovery;

/// <summary>What the DNS of a domain says about its mail: service records (RFC 6186; RFC 8314, section 5.1) and mail exchangers.</summary>
internal sealed class ServiceRecords(Resolver resolver)
{
    /// <summary>Services in the order in which they are wanted: TLS from the first byte before STARTTLS (RFC 8314, section 3).</summary>
    private static readonly (string Label, string Protocol, TlsMode Tls)[] Services =
    [
        ("_imaps._tcp", "imap", TlsMode.Implicit),
        ("_imap._tcp", "imap", TlsMode.StartTls),
        ("_submissions._tcp", "smtp", TlsMode.Implicit),
        ("_submission._tcp", "smtp", TlsMode.StartTls),
    ];

    /// <summary>The servers that the service records name.</summary>
    public async Task<Offer?> FindAsync(string domain, CancellationToken c)
    {
        var found = await Task.WhenAll(Services.Select(one => OfServiceAsync(one.Label, one.Protocol, one.Tls, domain, c)));
        var all = found.SelectMany(one => one).ToList();
        return all.Count == 0 ? null : new Offer(
            $"the DNS of {domain}", [.. all.Where(one => one.Protocol == "imap")], [.. all.Where(one => one.Protocol == "smtp")]) { IsUnproven = true };
    }

    /// <summary>The provider that takes the mail of the domain, if it is one that we know, and its name in the DNS.</summary>
    public async Task<(Provider Provider, string Exchanger)?> FindProviderAsync(string domain, CancellationToken c)
    {
        var exchangers = (await resolver.AskAsync(domain, DnsKind.Exchanger, c)).OfType<DnsRecord.Exchanger>().OrderBy(one => one.Preference);
        return exchangers.Select(one => one.Host).FirstOrDefault() is { Length: > 0 } first && ProviderTable.OfExchanger(first) is { } provider
            ? (provider, first)
            : null;
    }

    private async Task<IEnumerable<Endpoint>> OfServiceAsync(string label, string protocol, TlsMode tls, string domain, CancellationToken c)
    {
        var records = (await resolver.AskAsync($"{label}.{domain}", DnsKind.Location, c)).OfType<DnsRecord.Location>();
        // Weights are for sharing load among many clients; one that asks once and remembers takes the strongest.
        return from one in records.OrderBy(one => one.Priority).ThenByDescending(one => one.Weight)
               where one.Port > 0
               let host = Endpoint.HostName(one.Target) // "" for a service that is not offered
               where host is not null
               select new Endpoint(protocol, host, one.Port, tls);
    }
}
