namespace MailNode.LoopbackMail;

/// <summary>A person's account: address, password and folders.</summary>
public sealed class LoopbackAccount
{
    private const uint FirstValidity = 1_700_000_000;

    private readonly SortedDictionary<string, LoopbackFolder> folders = new(StringComparer.Ordinal);
    private uint made;

    internal LoopbackAccount(string address, string password, IEnumerable<string> folders)
    {
        (Address, Password) = (address, password);
        foreach (var name in folders.Prepend("INBOX"))
            Create(name);
    }

    /// <summary>Also the login name.</summary>
    public string Address { get; }

    /// <summary>May be changed at any time.</summary>
    public string Password { get; set; }

    /// <summary>The access token that XOAUTH2 and OAUTHBEARER take; null when they take none. May be changed at any time.</summary>
    public string? Token { get; set; }

    /// <summary>How many bytes lie in all folders.</summary>
    public long Bytes => Folders.Sum(folder => folder.Messages.Sum(message => (long)message.Bytes.Length));

    /// <summary>All folders by name.</summary>
    public IReadOnlyList<LoopbackFolder> Folders
    {
        get
        {
            lock (Gate)
                return [.. folders.Values];
        }
    }

    /// <summary>Held while several things must happen at once.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>A folder that must be there; names have '/' between the levels.</summary>
    public LoopbackFolder Folder(string name) => Find(name) ?? throw new InvalidOperationException($"{Address} has no folder {name}.");

    /// <summary>A folder, or null.</summary>
    public LoopbackFolder? Find(string name)
    {
        lock (Gate)
            return folders.GetValueOrDefault(Proper(name));
    }

    /// <summary>Makes a folder, as a person or another client might; null when it is there already.</summary>
    public LoopbackFolder? Create(string name)
    {
        lock (Gate)
        {
            // A folder that is made again has another UIDVALIDITY than the first time.
            var folder = new LoopbackFolder(Proper(name), FirstValidity + made++, Gate);
            return folders.TryAdd(folder.Name, folder) ? folder : null;
        }
    }

    /// <summary>Removes a folder with what is in it; false when it is not there.</summary>
    public bool Delete(string name)
    {
        lock (Gate)
            return folders.Remove(Proper(name));
    }

    /// <summary>Gives a folder and those below it another name; false where one of that name is.</summary>
    internal bool Rename(LoopbackFolder folder, string name)
    {
        lock (Gate)
        {
            if (folders.ContainsKey(Proper(name)))
                return false;
            var (from, below) = (folder.Name, folder.Name + '/');
            foreach (var moved in folders.Values.Where(one => one.Name == from || one.Name.StartsWith(below, StringComparison.Ordinal)).ToArray())
            {
                folders.Remove(moved.Name);
                moved.Name = Proper(name) + moved.Name[from.Length..];
                folders[moved.Name] = moved;
            }
            return true;
        }
    }

    private static string Proper(string name) => name.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? "INBOX" : name;
}
