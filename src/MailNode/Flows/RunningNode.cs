using MailNode.Commands;
using MailNode.Configuration;
using MailNode.Core.Contacts;
using MailNode.Drivers;
using MailNode.Mime;
using MailNode.Store;
using Microsoft.Extensions.Configuration;

namespace MailNode.Flows;

/// <summary>A node with its flows, opened from its data folder and locked against other processes until it is disposed.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    private readonly IAsyncDisposable folderLock;

    private RunningNode(Node node, IDriver driver, Account account, int feedThreads, IAsyncDisposable folderLock)
    {
        (Node, Driver, Account, this.folderLock) = (node, driver, account, folderLock);
        Log = new Log(node);
        Log.ShowSpooled();
        Writing = new Writing(node, Log);
        Digests = new DigestFlow(node, Log, account.Copies);
        Owe = new OweFlow(node, Log);
        Pass = new Pass(
            driver, Log, new ReceiveFlow(node), new FoldFlow(node), new ReplyFlow(node, Log, Writing), Owe,
            new SendFlow(node, Log, driver), new FeedFlow(node, Log, account.Copies, feedThreads));
    }

    public Node Node { get; }

    public IDriver Driver { get; }

    public Account Account { get; }

    public Log Log { get; }

    public Writing Writing { get; }

    public DigestFlow Digests { get; }

    public OweFlow Owe { get; }

    public Pass Pass { get; }

    public Feed Feed => new(Node.View, Node.Book, Node.Self.Person);

    /// <summary>Opens the node; a missing or damaged data folder is a <see cref="UserError"/> that says what to do.</summary>
    /// <param name="password">Kept by whoever opens the node again and again, so that nobody is asked twice; null finds it anew.</param>
    public static async Task<RunningNode> OpenAsync(
        DataFolder folder, Surroundings surroundings, PasswordSource? password, CancellationToken cancellation)
    {
        var clock = surroundings.Clock;
        var account = Account.Load(folder);
        var feed = NodeSettings.Load(folder, surroundings.Variables).GetSection(FeedOptions.Section).Get<FeedOptions>() ?? new FeedOptions();
        var folderLock = await folder.LockAsync(clock, cancellation);
        try
        {
            var key = IdentityFile.Load(folder, null, clock.GetUtcNow());
            var pages = new Pages(Path.Combine(AppContext.BaseDirectory, "templates"), folder.TemplatesFolder);
            var (view, spool, media) = (View.Open(folder.ViewFile), Spool.Open(folder.SpoolFile), new MediaFolder(folder.MediaFolder));
            var node = With(key);
            if (OwnKey.Changed(node) is { } changed && OwnKey.TryKeep(folder, changed, key, clock.GetUtcNow()))
            {
                key.Dispose();
                node = With(changed);
            }

            Node With(OpenPgp.SecretKey own) => new(
                new Self(account.Name, EmailAddress.Parse(account.Address), own.Certificate), own, view, spool, media, pages, clock);
            return new RunningNode(node, Drivers.DriverChoice.For(account, password ?? PasswordSource.Of(account, surroundings.Environment, clock), clock, surroundings.Transcript), account, feed.Threads, folderLock);
        }
        catch
        {
            await folderLock.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Reads the log where the view was dropped, or its making was cut off: out of half a view a post would go to half of the
    /// friends, and a digest would show again what it has shown.
    /// </summary>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        if (!Node.View.Cursors.IsLogRead) await Pass.FoldAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Driver.DisposeAsync();
        Node.Dispose();
        await folderLock.DisposeAsync();
    }
}
