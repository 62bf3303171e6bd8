using MailNode.Transport.Imap.Commands;

namespace MailNode.Transport.Imap;

/// <summary>The folders of an account: finds, makes and opens them, wherever the server wants them to be.</summary>
internal sealed class ImapFolders(ImapConnection connection, FolderNames names, bool prefixIsKnown)
{
    /// <summary>Learns the prefix and delimiter of the server.</summary>
    public static async Task<ImapFolders> LearnAsync(ImapConnection connection, CancellationToken c)
    {
        var told = connection.Capabilities.Has("NAMESPACE")
            ? await Namespace.RunAsync(connection, c).ConfigureAwait(false) : null;
        if (told is not null)
            return new ImapFolders(connection, new FolderNames(told), prefixIsKnown: true);
        // LIST "" "" answers with the delimiter alone.
        var root = await List.RunAsync(connection, "", c).ConfigureAwait(false);
        return new ImapFolders(connection, new FolderNames("", root.Count > 0 ? root[0].Delimiter : null), prefixIsKnown: false);
    }

    public string WireName(string folder) => names.ToWire(folder);

    public async Task<IReadOnlyList<MailFolder>> ListAsync(CancellationToken c)
    {
        var listed = await List.RunAsync(connection, "*", c).ConfigureAwait(false);
        // Quirk: a server with a prefix need not say so; what it lists does (A_prefix_that_nobody_told_is_seen_in_the_list).
        if (!prefixIsKnown && names.MayLieUnderInbox && names.AllLieUnderInbox(listed))
            names.LieUnderInbox();
        var named = Named(listed);
        var uses = FolderUses.Of(named);
        return [.. named.Select((entry, i) => new MailFolder(
            entry.Name, names.IsForeign(entry.Folder.WireName) ? FolderUse.None : uses[i], entry.Folder.IsSelectable))];
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
            return next > 0 && validity > 0
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
            return await SelectAsync(wireName, writable, c).ConfigureAwait(false);
        }, c);

    /// <summary>The same, and makes sure that the UIDs still mean what they meant.</summary>
    public async Task<ImapSelection> OpenAsync(FolderRef folder, bool writable, bool fresh, CancellationToken c)
    {
        var open = await OpenAsync(folder.Name, writable, fresh, c).ConfigureAwait(false);
        if (open.UidValidity == folder.UidValidity)
            return open;
        await LeaveAsync(c).ConfigureAwait(false);
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

    private List<(string Name, ListedFolder Folder)> Named(IReadOnlyList<ListedFolder> listed)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var named = new List<(string Name, ListedFolder Folder)>();
        foreach (var folder in listed)
        {
            // Quirk: XLIST shows the inbox under a translated name, which SELECT may not know (Xlist_translates_the_inbox).
            var name = folder.Has("\\Inbox") ? "INBOX" : names.Learn(folder.WireName, folder.Delimiter);
            if (name is not null && taken.Add(name))
                named.Add((name, folder));
        }
        // Quirk: some servers forget the inbox (Special_uses_come_from_the_server_or_from_well_known_names).
        if (taken.Add("INBOX"))
            named.Insert(0, ("INBOX", new ListedFolder("INBOX", null, [])));
        return named;
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
        var state = await SelectAsync(wireName, writable, c).ConfigureAwait(false);
        var next = state.UidNext > 0 ? state.UidNext : await NextUidAsync(state, c).ConfigureAwait(false);
        return new FolderState(folder, state.UidValidity, next, state.Count);
    }

    // Quirk: a server may tell UIDVALIDITY in STATUS alone (A_missing_uidvalidity_is_asked_for).
    private async Task<ImapSelection> SelectAsync(string wireName, bool writable, CancellationToken c)
    {
        var open = await Select.RunAsync(connection, wireName, writable, c).ConfigureAwait(false);
        if (open.UidValidity == 0 && await Status.FindUidValidityAsync(connection, wireName, c).ConfigureAwait(false) is > 0 and var validity)
            open.Learn("UIDVALIDITY", validity);
        return open;
    }

    /// <summary>Lets go of a folder that is not the one it was, without removing anything: no CLOSE, which would.</summary>
    private async Task LeaveAsync(CancellationToken c)
    {
        if (connection.Capabilities.Has("UNSELECT"))
            await Unselect.RunAsync(connection, c).ConfigureAwait(false);
        connection.Selected = null; // opened anew before it is used again
    }

    // Quirk: UIDNEXT was optional once; the last message tells (A_missing_uidnext_is_made_up_for).
    private async Task<uint> NextUidAsync(ImapSelection state, CancellationToken c)
    {
        if (state.Count == 0)
            return 1;
        var (found, _) = await Fetch.UidsAsync(connection, "*", 0, c).ConfigureAwait(false);
        var last = found.LastOrDefault();
        return last < uint.MaxValue ? last + 1 : last;
    }
}
