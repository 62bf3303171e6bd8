namespace MailNode.Tests.People;

/// <summary>Stories are told once, in an abstract class, and run in each world by a sealed one.</summary>
public abstract class PeopleStory : IAsyncLifetime
{
    private protected PeopleStory(MailWorld world) => World = world;

    private protected MailWorld World { get; }

    public async ValueTask InitializeAsync() => await World.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await World.DisposeAsync();
    }

    /// <summary>Ana has befriended Ben and Cem, who do not know each other.</summary>
    private protected async Task<(Person Ana, Person Ben, Person Cem)> AnaAndHerFriendsAsync(params string[] more)
    {
        var (ana, ben, cem) = (await World.AddNodeAsync("Ana", more), await World.AddNodeAsync("Ben", more), await World.AddNodeAsync("Cem", more));
        await World.BefriendAsync(ana, ben);
        await World.BefriendAsync(ana, cem);
        return (ana, ben, cem);
    }

    private protected async Task<(Person Ana, Person Ben)> AnaAndBenAsync(params string[] more)
    {
        var (ana, ben) = (await World.AddNodeAsync("Ana", more), await World.AddNodeAsync("Ben", more));
        await World.BefriendAsync(ana, ben);
        return (ana, ben);
    }
}
