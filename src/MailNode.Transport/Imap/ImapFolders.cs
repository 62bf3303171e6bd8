using MailNode.Transport.Imap.Commands;

namespace MailNode.Transport.Imap;

/// <summary>The folders of an account: finds, makes and opens them, wherever the server wants them to be.</summary>
internal sealed class ImapFolders(ImapConnection connection, FolderNames names)
{
    /// <summary>Learns the prefix and delimiter of the server.</summary>
    public static async Task<ImapFolders> LearnAsync(ImapConnection connection, CancellationToken c)
    {
        var personal = connection.Capabilities.Has("NAMESPACE")
            ? await Namespace.RunAsync(connection, c).ConfigureAwait(false) : null;
        if (personal is not { } known)
        {
            // LIST "" "" answers with the delimiter alone.
            var root = await List.RunAsync(connection, "", c).ConfigureAwait(false);
            known = ("", root.Count > 0 ? root[0].Delimiter : null);
        }
        return new ImapFolders(connection, new FolderNames(known.Prefix, known.Delimiter));
    }

    public string WireName(string folder) => names.ToWire(folder);

    public async Task<IReadOnlyList<MailFolder>> ListAsync(CancellationToken c)
    {
        var named = new List<(string Name, ListedFolder Folder)>();
        foreach (var folder in await List.RunAsync(connection, "*", c).ConfigureAwait(false))
        {
            if (names.Learn(folder.WireName, folder.Delimiter) is { } name && named.All(entry => entry.Name != name))
                named.Add((name, folder));
        }
        // Quirk: some servers forget the inbox.
        if (named.All(entry => entry.Name != "INBOX"))
            named.Insert(0, ("INBOX", new ListedFolder("INBOX", null, [])));
        var uses = FolderUses.Of(named);
        return [.. named.Select((entry, i) => new MailFolder(entry.Name, uses[i], entry.Folder.IsSelectable))];
    }

    public async Task CreateAsync(string folder, CancellationToken c)
    {
        var wireName = names.ToWire(folder);
        var refused = await TryCreateAsync(wireName, c).ConfigureAwait(false);
        if (refused is null)
            return;
        if (names.MayLieUnderInbox && await TryCreateAsync(names.ToWireUnderInbox(folder), c).ConfigureAwait(false) is null)
            names.LieUnderInbox();
        else
            throw ImapFailure.From(refused, $"make the folder {folder}", MailProblem.FolderRefused);
    }

    public Task<FolderState> StatusAsync(string folder, CancellationToken c) =>
        WhereverItIsAsync(folder, async () =>
        {
            var wireName = names.ToWire(folder);
            if (connection.Selected?.WireName == wireName)
                return await OpenStateAsync(folder, wireName, c).ConfigureAwait(false); // STATUS of the open folder misleads
            var (validity, next, count) = await Status.RunAsync(connection, wireName, c).ConfigureAwait(false);
            return next > 0
                ? new FolderState(folder, validity, next, count)
                : await OpenStateAsync(folder, wireName, c).ConfigureAwait(false);
        }, c);

    /// <summary>Opens a folder anew, or, where <paramref name="fresh"/> is false, keeps it open if it is.</summary>
    public Task<ImapSelection> OpenAsync(string folder, bool writable, bool fresh, CancellationToken c) =>
        WhereverItIsAsync(folder, async () =>
        {
            var wireName = names.ToWire(folder);
            if (!fresh && connection.Selected is { } open && open.WireName == wireName && !(writable && open.IsReadOnly))
                return open;
            return await Select.RunAsync(connection, wireName, writable, c).ConfigureAwait(false);
        }, c);

    /// <summary>The same, and makes sure that the UIDs still mean what they meant.</summary>
    public async Task<ImapSelection> OpenAsync(FolderRef folder, bool writable, bool fresh, CancellationToken c)
    {
        var open = await OpenAsync(folder.Name, writable, fresh, c).ConfigureAwait(false);
        if (open.UidValidity == folder.UidValidity)
            return open;
        throw new MailException($"The folder {folder.Name} is not the one it was.", MailProblem.FolderChanged, Retry.Later);
    }

    /// <summary>Does something with a folder, and once more under the inbox when it turns out to be there.</summary>
    public async Task<T> WhereverItIsAsync<T>(string folder, Func<Task<T>> act, CancellationToken c)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (MailException e) when (e.Problem is MailProblem.FolderMissing or MailProblem.FolderRefused)
        {
            var wireName = names.ToWire(folder);
            if (names.MayLieUnderInbox && wireName != "INBOX" && !await ExistsAsync(wireName, c).ConfigureAwait(false)
                && await ExistsAsync(names.ToWireUnderInbox(folder), c).ConfigureAwait(false))
            {
                names.LieUnderInbox();
                return await act().ConfigureAwait(false);
            }
            if (e.Problem == MailProblem.FolderMissing || await ExistsAsync(wireName, c).ConfigureAwait(false))
                throw;
            throw new MailException($"There is no folder {folder}.", MailProblem.FolderMissing, Retry.Later, e);
        }
    }

    /// <summary>Null: the folder is there, made now or before.</summary>
    private async Task<ImapStatus?> TryCreateAsync(string wireName, CancellationToken c)
    {
        var status = await Create.RunAsync(connection, wireName, c).ConfigureAwait(false);
        if (!status.IsOk && status.Code != "ALREADYEXISTS" && !await ExistsAsync(wireName, c).ConfigureAwait(false))
            return status;
        await Subscribe.RunAsync(connection, wireName, c).ConfigureAwait(false);
        return null;
    }

    private async Task<bool> ExistsAsync(string wireName, CancellationToken c)
    {
        if (wireName.AsSpan().ContainsAny('*', '%'))
            return false; // LIST would take them for wildcards
        var found = await List.RunAsync(connection, wireName, c).ConfigureAwait(false);
        return found.Any(folder => folder.IsSelectable);
    }

    private async Task<FolderState> OpenStateAsync(string folder, string wireName, CancellationToken c)
    {
        var writable = connection.Selected is { IsReadOnly: false } open && open.WireName == wireName;
        var state = await Select.RunAsync(connection, wireName, writable, c).ConfigureAwait(false);
        var next = state.UidNext > 0 ? state.UidNext : await NextUidAsync(state, c).ConfigureAwait(false);
        return new FolderState(folder, state.UidValidity, next, state.Count);
    }

    // Quirk: UIDNEXT was optional once; the last message tells.
    private async Task<uint> NextUidAsync(ImapSelection state, CancellationToken c)
    {
        if (state.Count == 0)
            return 1;
        var (found, _) = await Fetch.UidsAsync(connection, "*", 0, c).ConfigureAwait(false);
        var last = found.LastOrDefault();
        return last < uint.MaxValue ? last + 1 : last;
    }
}
