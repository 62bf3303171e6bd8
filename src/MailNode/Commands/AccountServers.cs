using MailNode.Configuration;
using MailNode.Discovery;
using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Commands;

/// <summary>The servers of an account: those that were given, and those that were found, shown and agreed to.</summary>
/// <param name="account">With its servers.</param>
/// <param name="otherwise">The same under another login name, for one more try; null when there is none.</param>
internal sealed class AccountServers(Account account, Account? otherwise)
{
    /// <summary>Looks for what was not given.</summary>
    /// <param name="run">Has the network.</param>
    /// <param name="given">What the command line says.</param>
    /// <param name="agreed">Nobody has to be asked (--yes).</param>
    /// <param name="terminal">Where it is shown, and asked.</param>
    /// <param name="c">Calls it off.</param>
    /// <exception cref="UserError">Nothing is found, or nobody agrees.</exception>
    public static async Task<AccountServers> FindAsync(Running run, Account given, bool agreed, Terminal terminal, CancellationToken c)
    {
        if (given.PostOffice is not null || (given.Imap is not null && given.Smtp is not null))
            return new AccountServers(given, null);
        var address = EmailAddress.Parse(given.Address);
        var roots = CaFile.Load(given.CaFile);
        var found = await terminal.WaitingAsync(progress => new ServerSearch(run.Surroundings.Network, roots, run.Surroundings.Clock, progress)
            .FindAsync(address, given.Imap is null, given.Smtp is null, c));
        Show(found, terminal);
        if (!agreed) await AgreeAsync(run, address, found, terminal, c);
        var account = given with { Imap = given.Imap ?? found.Imap!.Endpoint.Url, Smtp = given.Smtp ?? found.Smtp!.Endpoint.Url };
        return new AccountServers(account, UnderAddress(account, found));
    }

    /// <summary>Does something that logs in: once more under the other login name if the first is refused, and never more than twice, since accounts get locked.</summary>
    public async Task<T> LogInAsync<T>(Func<Account, Task<T>> work)
    {
        try
        {
            return await work(account);
        }
        catch (MailException e) when (e.Problem == MailProblem.LoginRefused && otherwise is not null)
        {
            return await work(otherwise);
        }
    }

    /// <summary>The account with the address as login name, where a source named another one.</summary>
    private static Account? UnderAddress(Account account, ServerSearch.Findings found)
    {
        var plain = account with
        {
            Imap = found.Imap is { } imap ? (imap.Endpoint with { User = null }).Url : account.Imap,
            Smtp = found.Smtp is { } smtp ? (smtp.Endpoint with { User = null }).Url : account.Smtp,
        };
        return plain == account ? null : plain;
    }

    private static void Show(ServerSearch.Findings found, Terminal terminal)
    {
        if (found.Imap is { } imap) Say($"Mail is read from   {imap.Endpoint}   ({imap.Offer.Origin})");
        if (found.Smtp is { } smtp) Say($"Mail is handed to   {smtp.Endpoint}   ({smtp.Offer.Origin})");
        foreach (var words in Servers(found).Select(one => one.Offer.Words).Where(words => words.Length > 0).Distinct()) Say(words);

        void Say(string line) => terminal.Errors.WriteLine(Terminal.Plain(line));
    }

    /// <summary>DNS can be forged: whether a server elsewhere is the right one, only a person knows (RFC 6186, section 6).</summary>
    private static async Task AgreeAsync(Running run, EmailAddress address, ServerSearch.Findings found, Terminal terminal, CancellationToken c)
    {
        var domain = Endpoint.HostName(address.Domain) ?? address.Domain;
        var hosts = Servers(found).Where(one => one.NeedsConsent(domain)).Select(one => one.Endpoint.Host).Distinct().ToList();
        if (hosts.Count == 0) return;
        var names = string.Join(" and ", hosts);
        await terminal.Errors.WriteAsync($"The DNS, which can be forged, names {names} for {address}. Is that your provider, and may it get your password? [y/N] ");
        var answer = await run.Surroundings.Input.ReadLineAsync(c);
        if (answer is null) await terminal.Errors.WriteLineAsync();
        if (answer?.Trim().ToLowerInvariant() is not ("y" or "yes"))
            throw new UserError($"The servers were not agreed to, and nothing was sent to them. {(answer is null ? "Nobody could be asked here. " : "")}"
                + $"If {names} is right, use --yes; if not, pass --imap imaps://HOST and --smtp smtps://HOST.");
    }

    private static IEnumerable<FoundServer> Servers(ServerSearch.Findings found) => ((FoundServer?[])[found.Imap, found.Smtp]).OfType<FoundServer>();
}
