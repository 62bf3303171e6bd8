using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using MailNode.Configuration;
using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Discovery;

/// <summary>
/// Looks for the mail servers of an address: first where the answer can be trusted most. A source counts only when its server
/// answers with encryption and a certificate for its name; no password is involved.
/// </summary>
/// <param name="network">What may be used for it.</param>
/// <param name="roots">Trusted besides the system's certificate authorities.</param>
/// <param name="clock">Measures silence.</param>
/// <param name="progress">Told what is going on.</param>
internal sealed class ServerSearch(Network network, X509Certificate2Collection? roots, TimeProvider clock, Action<string> progress)
{
    private const int MostServers = 6;

    private readonly Knock knock = new(roots, clock);
    private readonly Resolver resolver = new(network.Resolvers(), clock);

    /// <param name="Imap">Null when none was wanted.</param>
    /// <param name="Smtp">Null when none was wanted.</param>
    public sealed record Findings(FoundServer? Imap, FoundServer? Smtp);

    /// <summary>The servers that are wanted.</summary>
    /// <exception cref="UserError">There is none, or not that can be reached: with what to do.</exception>
    public async Task<Findings> FindAsync(EmailAddress address, bool wantsImap, bool wantsSmtp, CancellationToken c)
    {
        var domain = Endpoint.HostName(address.Domain) ?? throw NoDomain(address);
        FoundServer? imap = null, smtp = null;
        Failure? failure = null;
        await foreach (var offer in OffersAsync(address, domain, c))
        {
            var reading = FirstAsync(offer, wantsImap && imap is null ? offer.Imap : [], c);
            var sending = FirstAsync(offer, wantsSmtp && smtp is null ? offer.Smtp : [], c);
            var (ofImap, ofSmtp) = (await reading, await sending);
            (imap, smtp) = (imap ?? ofImap.Found, smtp ?? ofSmtp.Found);
            failure ??= ofImap.Failure ?? ofSmtp.Failure;
            if ((imap is null) != wantsImap && (smtp is null) != wantsSmtp)
                return new Findings(imap, smtp);
        }
        throw NothingFound(domain, wantsImap && imap is null, wantsSmtp && smtp is null, failure);
    }

    /// <summary>What is known, the most trustworthy first; each source is asked only when those before it did not do.</summary>
    private async IAsyncEnumerable<Offer> OffersAsync(EmailAddress address, string domain, [EnumeratorCancellation] CancellationToken c)
    {
        if (ProviderTable.OfDomain(domain) is { } known)
        {
            yield return OfferOf(known, address);
            yield break;
        }
        if (network.Web is { } web)
        {
            progress($"Asking {domain} where its mail servers are");
            using var handler = web();
            if (await new Autoconfig(handler, clock).FindAsync(address, domain, c) is { } page) yield return page;
        }
        progress($"Asking the DNS where the mail servers of {domain} are");
        var records = new ServiceRecords(resolver);
        if (await records.FindAsync(domain, c) is { } services) yield return services;
        if (await records.FindProviderAsync(domain, c) is var (provider, exchanger))
            yield return OfferOf(provider, address) with
            {
                Origin = $"{provider.Name}, since the DNS says that {exchanger} takes the mail for {domain}",
                IsUnproven = true,
            };
        if (network.Ports is { } ports)
        {
            progress($"Trying the names that mail servers of {domain} may have");
            yield return CommonNames.Of(domain, ports);
        }
    }

    private static Offer OfferOf(Provider provider, EmailAddress address) => provider.Imap.Count == 0
        ? throw new UserError($"{address} cannot be a node: {provider.Advice}")
        : provider.OfferTo(address.Local);

    /// <summary>The first of the servers that answers as it should; all are tried at once.</summary>
    private async Task<(FoundServer? Found, Failure? Failure)> FirstAsync(Offer offer, IReadOnlyList<Endpoint> endpoints, CancellationToken c)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(c);
        var tries = endpoints.Take(MostServers).Select(one => (Endpoint: one, Result: knock.TryAsync(one, enough.Token))).ToList();
        FoundServer? found = null;
        Failure? failure = null;
        foreach (var (endpoint, result) in tries)
        {
            if (await result is not { } problem)
            {
                found = new FoundServer(endpoint, offer);
                break;
            }
            if (!offer.IsGuess || problem.Problem is not (MailProblem.HostUnknown or MailProblem.PortClosed))
                failure ??= new Failure(offer, endpoint, problem);
        }
        await enough.CancelAsync();
        await Task.WhenAll(tries.Select(Task (one) => one.Result)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        c.ThrowIfCancellationRequested();
        return (found, failure);
    }

    private UserError NothingFound(string domain, bool imap, bool smtp, Failure? failure)
    {
        var (what, pass) = (imap, smtp) switch
        {
            (true, true) => ("mail servers", "--imap imaps://HOST and --smtp smtps://HOST"),
            (true, false) => ("IMAP server", "--imap imaps://HOST"),
            _ => ("SMTP server", "--smtp smtps://HOST"),
        };
        var spelling = failure is null ? " Check the spelling, and that this computer is online." : "";
        var offline = resolver.IsSilent ? "\nNobody answers questions to the DNS: is this computer online?" : "";
        return new UserError($"No {what} could be reached for {domain}.{failure?.Words}{spelling}{offline}\nIf you know better, pass {pass}: "
            + "your provider's help pages name the servers, under \"IMAP\" or \"mail programs\", and so do the settings of a mail program that has the account already.");
    }

    private static UserError NoDomain(EmailAddress address) =>
        new($"No servers can be looked for behind {Printable.Line(address.ToString())}: its domain is not a name. Pass --imap imaps://HOST and --smtp smtps://HOST.", UserError.Usage);

    /// <summary>What became of the first server that somebody named.</summary>
    private sealed record Failure(Offer Offer, Endpoint Endpoint, MailException Problem)
    {
        public string Words => $"\nTried was {Endpoint} ({Offer.Origin}). {MailErrorWords.Explain(Problem)}"
            + (Offer.Words.Length > 0 ? $"\n{Offer.Words}" : "");
    }
}
