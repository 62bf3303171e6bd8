using MailNode.Tests.Transport;

namespace MailNode.Tests.People;

/// <summary>What the mail provider could read of what people write.</summary>
public abstract class PrivacyStories : PeopleStory
{
    private static readonly string[] Public =
    [
        "Shall we meet at the harbour", "Zwölf Boxkämpfer jagen Viktor", "notes about the boat.txt", "the boat is leaking", "a drawing of the boat",
        "I bring a bucket", "And a sponge", "By mail: and some tar",
    ];

    private const string Direct = "Do not tell the others", DirectAnswer = "My lips are sealed", Group = "Boat Committee";

    private protected PrivacyStories(MailWorld world) : base(world) { }

    [Theory]
    [InlineData("off")]
    [InlineData("sealed")]
    public async Task Nothing_that_people_typed_can_be_read_in_any_mailbox(string copies)
    {
        var people = await LiveAsync(copies);
        foreach (var person in people)
            foreach (var words in (string[])[.. Public, Direct, DirectAnswer, Group])
                Assert.Equal(copies == "off" ? [] : SentBy(person, words), await MailboxReading.FoldersWithAsync(person, words));
        foreach (var person in people)
            Assert.Equal(copies == "off", (await person.MailClient.ReadAsync("MailNode/Feed")).Count == 0);
    }

    [Fact]
    public async Task Plain_copies_are_in_the_feed_folder_and_the_digest_and_nowhere_else()
    {
        var people = await LiveAsync("plain");
        foreach (var person in people)
        {
            foreach (var words in Public)
                Assert.Empty((await MailboxReading.FoldersWithAsync(person, words)).Except(["INBOX", "MailNode/Feed", "Sent"]));
            var others = person.Name == "Ana" ? "I bring a bucket" : "Shall we meet at the harbour";
            Assert.Equal(["INBOX", "MailNode/Feed"], await MailboxReading.FoldersWithAsync(person, others));
            foreach (var words in (string[])[Direct, DirectAnswer]) Assert.Empty(await MailboxReading.FoldersWithAsync(person, words));
            Assert.Empty((await MailboxReading.FoldersWithAsync(person, Group)).Except(person.Name == "Ana" ? ["INBOX", "MailNode/Feed"] : []));
        }
    }

    /// <summary>What a mail client files under Sent is the person's own doing.</summary>
    private static string[] SentBy(Person person, string words) => person.Name == "Cem" && words == Public[^1] ? ["Sent"] : [];

    /// <summary>A whole story; everybody's mailbox is then what a provider has.</summary>
    private async Task<IReadOnlyList<Person>> LiveAsync(string copies)
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync("--copies", copies);
        var file = Path.Combine(World.Folder, "notes about the boat.txt");
        await File.WriteAllTextAsync(file, "the boat is leaking");
        await ana.RunAsync("group", "add", Group, ben.Address, cem.Address);
        var post = await ana.PostAsync("Shall we meet at the harbour?", "--to", Group, "--attach", file, "--alt", "a drawing of the boat");
        await ana.PostAsync("Zwölf Boxkämpfer jagen Viktor");
        var direct = await ana.PostAsync(Direct, "--to", ben.Address);
        await World.SyncAsync(ana, ben, cem);
        var comment = await ben.CommentAsync(post, "I bring a bucket");
        await ben.CommentAsync(direct, DirectAnswer);
        await World.SyncAsync(ana, ben, cem);
        await ana.CommentAsync(comment, "And a sponge");
        await World.SyncAsync(ana, ben, cem);
        if (copies == "off")
        {
            Assert.Contains("off", await ben.FailAsync(1, "digest", "--send"), StringComparison.Ordinal);
            return [ana, ben, cem];
        }
        foreach (var person in (Person[])[ana, ben, cem]) Assert.True((await person.JsonAsync("digest", "--send")).GetProperty("sent").GetBoolean());
        var answered = (await cem.MailClient.MailsAsync("MailNode/Feed"))[0];
        await cem.MailClient.SendAsync(cem.MailClient.Reply(answered, "By mail: and some tar"));
        await World.SyncAsync(cem, ana, ben);
        Assert.True(await ben.SeesAsync("By mail: and some tar"));
        Assert.Equal(DirectAnswer, Assert.Single((await ana.ThreadAsync(Direct)).Comments()));
        return [ana, ben, cem];
    }
}

public sealed class PrivacyAtThePostOffice() : PrivacyStories(new PostOfficeWorld());

public sealed class PrivacyOnLoopback() : PrivacyStories(new LoopbackWorld());

public sealed class PrivacyOnRealServers(RealServers servers) : PrivacyStories(new RealServersWorld(servers));
