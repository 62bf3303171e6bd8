using MailNode.Transport;

namespace MailNode.Tests.People;

/// <summary>Where people have their mail: the same stories run on a post office, on the in-memory server, and on Dovecot and Postfix.</summary>
internal abstract class MailWorld : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailnode-people-");

    /// <summary>Begins a while ago, so that mail of other programs, which go by the machine's clock, does not come from the future.</summary>
    public ManualClock Clock { get; } = new(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1));

    public string Folder => folder.FullName;

    public virtual string Domain => "example.test";

    public IReadOnlyDictionary<string, string?> Variables => new Dictionary<string, string?> { ["MAILNODE_PASSWORD"] = Password };

    protected virtual string Password => "secret";

    /// <summary>What sets the people of one test apart from those of another on the same server.</summary>
    protected virtual string Mark => "";

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Skips the test where this world cannot be had.</summary>
    public virtual Task StartAsync() => Task.CompletedTask;

    /// <summary>Which options tell <c>init</c> where this world's mail is.</summary>
    public abstract string[] InitArguments(string address);

    /// <summary>The mailbox as the user's own mail client opens it.</summary>
    public abstract Task<IMailbox> OpenMailboxAsync(string address);

    /// <summary>A mail arrives from somewhere, as it is: what is in From is not looked at.</summary>
    public abstract Task DeliverAsync(string from, string to, byte[] mail);

    /// <summary>Makes sure that what was sent has been delivered.</summary>
    public virtual Task SettleAsync() => Task.CompletedTask;

    protected virtual void AddAccount(string address) { }

    /// <summary>Somebody with an account and no node yet.</summary>
    public Person Add(string name)
    {
        var address = $"{name.ToLowerInvariant()}{Mark}@{Domain}";
        AddAccount(address);
        return new Person(name, address, this, Path.Combine(Folder, name.ToLowerInvariant()));
    }

    /// <summary>The same account on another machine, where it has no node yet.</summary>
    public Person Elsewhere(Person person, string machine) => new(person.Name, person.Address, this, $"{person.Data}-{machine}");

    public async Task<Person> AddNodeAsync(string name, params string[] more)
    {
        var person = Add(name);
        await person.InitAsync(more);
        return person;
    }

    /// <summary>Two people become friends by an invite.</summary>
    public async Task BefriendAsync(Person host, Person guest)
    {
        await guest.RunAsync("accept", await host.InviteAsync());
        await SyncAsync(host, guest);
        Assert.Equal("invited", await host.TrustAsync(guest));
        Assert.Equal("invited", await guest.TrustAsync(host));
    }

    /// <summary>Rounds of sync until a question can have been asked, answered and passed on.</summary>
    public async Task SyncAsync(params Person[] who)
    {
        for (var round = 0; round < 3; round++)
        {
            foreach (var person in who)
            {
                await SettleAsync();
                await person.SyncAsync();
            }
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
        await SettleAsync();
    }

    public virtual ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A world that can go out of reach, and whose servers can refuse.</summary>
internal interface IUnsteadyWorld
{
    /// <summary>From now on nobody reaches their mailbox.</summary>
    void SwitchOff();

    /// <summary>All is as it was, with everything that lies in the mailboxes.</summary>
    void SwitchOn();
}
