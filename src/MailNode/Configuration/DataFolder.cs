namespace MailNode.Configuration;

/// <summary>The node's folder on disk, which no other user of the machine may look into.</summary>
internal sealed class DataFolder(string path)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The whole path, whatever the current folder is later.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>What init wrote down.</summary>
    public string AccountFile => Inside("account.json");

    /// <summary>The secret key, encrypted at rest.</summary>
    public string IdentityFile => Inside("identity.asc");

    /// <summary>What the secret key is encrypted with, where there is no passphrase.</summary>
    public string KeyFile => Inside("identity.key");

    /// <summary>The view: may be deleted and made again.</summary>
    public string ViewFile => Inside("view.db");

    /// <summary>What was written while the mailbox was out of reach.</summary>
    public string SpoolFile => Inside("spool.db");

    /// <summary>Attachments by their hash.</summary>
    public string MediaFolder => Inside("media");

    /// <summary>The user's own templates, each in place of ours of the same name.</summary>
    public string TemplatesFolder => Inside("templates");

    /// <summary>The user's own settings; need not be there.</summary>
    public string SettingsFile => Inside("appsettings.json");

    /// <summary>Held by the process that reads or writes the log.</summary>
    public string LockFile => Inside("lock");

    /// <summary>Held by the worker as long as it runs.</summary>
    public string WorkerLockFile => Inside("worker.lock");

    /// <summary>The worker's process number: a locked file cannot be read, so it stands beside it.</summary>
    public string WorkerProcessFile => Inside("worker.pid");

    /// <summary>Whether init has been here.</summary>
    public bool HasAccount => File.Exists(AccountFile);

    /// <summary>The folder of --data, else of MAILNODE_DATA, else the place for user data of the XDG Base Directory Specification.</summary>
    public static DataFolder Resolve(string? option, Func<string, string?> environment)
    {
        if (option is not null)
            return string.IsNullOrWhiteSpace(option)
                ? throw new UserError("--data has no folder after it. Write for example --data ~/mailnode-data.", UserError.Usage)
                : new DataFolder(option);
        if (environment("MAILNODE_DATA") is { Length: > 0 } chosen)
            return new DataFolder(Expand(chosen, environment("HOME")));
        return new DataFolder(System.IO.Path.Combine(UserDataFolder(environment), "mailnode"));
    }

    /// <summary>Makes the folder, or sees to it that nobody else can look into the one that is there.</summary>
    public void Create()
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(Path);
            else
                CreatePrivately();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The folder {Path} cannot be made: {e.Message} Choose another one with --data.", inner: e);
        }
    }

    /// <summary>One pass over the log, or one composition, at a time: waits its turn, politely and not for ever.</summary>
    public async Task<IAsyncDisposable> LockAsync(TimeProvider clock, CancellationToken c)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            if (LockedFile.TryOpen(LockFile) is { } held)
                return held;
            if (clock.GetElapsedTime(began) >= LongestWait)
                throw new UserError(
                    $"Another mailnode has been busy with {Path} for {LongestWait.TotalMinutes:0} minutes. "
                    + $"Wait until it is done and try again; if it hangs, find it with `fuser {LockFile}` and end it.");
            await Task.Delay(Pause, clock, c);
        }
    }

    /// <summary>One worker on a folder: fails at once if there is another.</summary>
    public IDisposable LockWorker()
    {
        var held = LockedFile.TryOpen(WorkerLockFile) ?? throw new UserError(
            $"Another worker ({OtherWorker()}) runs on the folder {Path}. End it first, or choose another folder with --data.");
        PrivateFile.Write(WorkerProcessFile, System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
        return held;
    }

    /// <summary>Is a worker at work on this folder?</summary>
    public bool IsWorkerRunning()
    {
        if (!File.Exists(WorkerLockFile))
            return false;
        using var free = LockedFile.TryOpen(WorkerLockFile);
        return free is null;
    }

    /// <summary>The path, which is what a person wants to read.</summary>
    public override string ToString() => Path;

    private string Inside(string name) => System.IO.Path.Combine(Path, name);

    private static string UserDataFolder(Func<string, string?> environment)
    {
        // A relative XDG_DATA_HOME must be ignored, says the specification.
        if (environment("XDG_DATA_HOME") is { } xdg && System.IO.Path.IsPathFullyQualified(xdg))
            return xdg;
        return environment("HOME") is { Length: > 0 } home
            ? System.IO.Path.Combine(home, ".local", "share")
            : throw new UserError("There is no home folder here (HOME is not set). Say where the data is with --data FOLDER.");
    }

    /// <summary>A service file sets variables without a shell, so nobody else reads the tilde.</summary>
    private static string Expand(string path, string? home) =>
        home is { Length: > 0 } && (path == "~" || path.StartsWith("~/", StringComparison.Ordinal)) ? home + path[1..] : path;

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private void CreatePrivately()
    {
        Directory.CreateDirectory(Path, Private);
        if ((File.GetUnixFileMode(Path) & ~Private) == 0)
            return;
        // Somebody's home folder or a shared folder must not be closed to others because of a slip in --data.
        if (Stranger() is { } stranger)
            throw new UserError(
                $"The folder {Path} is open to other users and holds something else ({stranger}). "
                + $"Choose an empty or new folder with --data, or close it with `chmod 700 {Path}`.");
        File.SetUnixFileMode(Path, Private);
    }

    private string? Stranger() => HasAccount
        ? null
        : Directory.EnumerateFileSystemEntries(Path).FirstOrDefault(entry => entry != SettingsFile && entry != TemplatesFolder);

    private string OtherWorker()
    {
        try
        {
            return $"process {File.ReadAllText(WorkerProcessFile).Trim()}";
        }
        catch (IOException)
        {
            return "it has only just started";
        }
    }
}
