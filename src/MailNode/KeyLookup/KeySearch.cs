namespace MailNode.KeyLookup;

/// <summary>
/// Looks for a key where a person has said: in the directory of the address's own domain, then at a keyserver if there is one. Each place is asked only
/// when those before it gave no usable key, since each learns who is looked for.
/// </summary>
/// <param name="web">How pages are fetched.</param>
/// <param name="now">When keys have to be usable.</param>
/// <param name="progress">Told who is asked.</param>
internal sealed class KeySearch(KeyWeb web, DateTimeOffset now, Action<string> progress)
{
    /// <param name="Keys">Usable ones first, newer ones before older ones.</param>
    /// <param name="Troubles">Of the places that gave no usable key: what happened, and what to do.</param>
    public sealed record Findings(IReadOnlyList<FoundKey> Keys, IReadOnlyList<string> Troubles);

    /// <summary>What there is.</summary>
    /// <param name="query">Which key.</param>
    /// <param name="server">Null: no keyserver is asked.</param>
    /// <param name="c">Calls it off.</param>
    public async Task<Findings> FindAsync(KeyQuery query, KeyServer? server, CancellationToken c)
    {
        var keys = new List<FoundKey>();
        var troubles = new List<string>();
        await foreach (var (source, answer) in AnswersAsync(query, server, c))
        {
            IReadOnlyList<FoundKey> fitting = answer is WebAnswer.Page page ? FoundKey.In(page.Bytes, query, source, now) : [];
            keys.AddRange(fitting);
            if (fitting is [{ State: KeyState.Usable }, ..]) break;
            if (fitting.Count == 0) troubles.Add(KeySearchWords.Of(answer, source, query));
        }
        return new Findings(FoundKey.Sorted(keys), troubles);
    }

    private async IAsyncEnumerable<(string Source, WebAnswer Answer)> AnswersAsync(
        KeyQuery query, KeyServer? server, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken c)
    {
        if (query.Whose is { } address && WebKeyDirectory.Of(address) is { } directory)
        {
            var advanced = await AskAsync(directory.Advanced, c);
            if (advanced is WebAnswer.NoHost) yield return (directory.Domain, await AskAsync(directory.Direct, c));
            else yield return (directory.AdvancedHost, advanced);
        }
        if (server is not null) yield return (server.Site.Host, await AskAsync(server.PageOf(query), c));
    }

    private Task<WebAnswer> AskAsync(Uri page, CancellationToken c)
    {
        progress($"Asking {page.Host}");
        return web.GetAsync(page, c);
    }
}
