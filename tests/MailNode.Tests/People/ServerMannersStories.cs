using System.Text.RegularExpressions;
using MailNode.LoopbackMail;
using MailNode.Transport;

namespace MailNode.Tests.People;

/// <summary>Servers differ in what they can and where folders are; friends notice nothing, and nobody else's mail does either.</summary>
public sealed partial class ServerMannersStories
{
    private static readonly Dictionary<string, LoopbackOptions> Manners = new()
    {
        ["modern"] = new(),
        ["neither MOVE nor UIDPLUS"] = new LoopbackOptions().Without("MOVE", "UIDPLUS"),
        ["UIDPLUS alone"] = new LoopbackOptions().Without("MOVE"),
        ["folders under the inbox, and told so"] = new() { Prefix = "INBOX.", Delimiter = '.' },
        ["folders under the inbox, and nobody tells"] = new LoopbackOptions { Prefix = "INBOX.", Delimiter = '.' }.Without("NAMESPACE"),
        ["dots and nothing else"] = new LoopbackOptions { Delimiter = '.' }.Without("NAMESPACE", "LITERAL+", "SPECIAL-USE", "IDLE"),
        ["IMAP4rev2"] = new LoopbackOptions().With("IMAP4rev2"),
    };

    public static TheoryData<string> Names => [.. Manners.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task Whatever_the_server_can_a_post_arrives_once(string manners)
    {
        await using var world = new LoopbackWorld(Manners[manners]);
        await world.StartAsync();
        var (ana, ben) = (await world.AddNodeAsync("Ana"), await world.AddNodeAsync("Ben"));
        await world.BefriendAsync(ana, ben);
        await ana.PostAsync("Anyone for tea?");
        await world.SyncAsync(ben, ana, ben);

        Assert.Equal(["Ana: Anyone for tea?"], await ben.LinesAsync());
        await ben.RunAsync("rebuild");
        Assert.Equal(["Ana: Anyone for tea?"], await ben.LinesAsync());
        await AssertHarmlessAsync(world, ben);
    }

    [Fact]
    public async Task A_post_that_was_taken_for_junk_or_came_twice_is_shown_once()
    {
        await using var world = new LoopbackWorld();
        await world.StartAsync();
        var (ana, ben) = (await world.AddNodeAsync("Ana"), await world.AddNodeAsync("Ben"));
        await world.BefriendAsync(ana, ben);
        await ana.PostAsync("Nothing but words");
        await using (var mailbox = await world.OpenMailboxAsync(ben.Address))
        {
            var token = TestContext.Current.CancellationToken;
            var inbox = new FolderRef("INBOX", (await mailbox.StatusAsync("INBOX", token)).UidValidity);
            var uids = await mailbox.SummariesAsync(inbox, 0, [], token).Select(mail => mail.Uid).ToListAsync(token);
            await foreach (var mail in mailbox.ReadAsync(inbox, uids, 1_000_000, token))
                await mailbox.AppendAsync("Drafts", mail.Bytes, [], mail.InternalDate, token);
            var drafts = new FolderRef("Drafts", (await mailbox.StatusAsync("Drafts", token)).UidValidity);
            await mailbox.MoveAsync(inbox, uids, "Junk", token);
            await mailbox.MoveAsync(drafts, [.. Enumerable.Range(1, uids.Count).Select(uid => (uint)uid)], "INBOX", token);
        }

        await world.SyncAsync(ben, ana, ben);

        Assert.Equal(["Ana: Nothing but words"], await ben.LinesAsync());
    }

    [Fact]
    public async Task A_mail_that_the_server_hands_out_damaged_is_named_and_keeps_no_other_back()
    {
        await using var world = new LoopbackWorld();
        await world.StartAsync();
        var (ana, ben) = (await world.AddNodeAsync("Ana"), await world.AddNodeAsync("Ben"));
        await world.BefriendAsync(ana, ben);
        await ana.PostAsync("This one brings the chain");
        await ben.SyncAsync();
        await ana.PostAsync("This one suffers" + new string('!', 2_000));
        var suffering = $"BODY[] {{{(await ben.MailClient.ReadAsync("INBOX")).Max(mail => mail.Bytes.Length)}}}";
        await ana.PostAsync("This one does not");
        world.Server.Misbehave = [new Misbehaviour.Retell("BODY.PEEK[]", said => said.Replace(suffering, $"?{suffering}", StringComparison.Ordinal))];

        var report = await ben.SyncAsync();

        Assert.Equal((1, 1), (report.Number("received"), report.Number("unreadable")));
        Assert.Equal(["Ana: This one does not", "Ana: This one brings the chain"], await ben.LinesAsync());
        Assert.Single(await ben.MailClient.ReadAsync("INBOX"));
    }

    /// <summary>Nothing was expunged but by UID, read aloud, closed, or put into a folder of the person's.</summary>
    private static async Task AssertHarmlessAsync(LoopbackWorld world, Person person)
    {
        var heard = world.Server.Heard.Where(line => line.StartsWith("imap: ", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(heard, Harmful.IsMatch);
        Assert.DoesNotContain(heard, line => line.Contains("FETCH", StringComparison.Ordinal) && line.Contains("BODY[", StringComparison.Ordinal));
        Assert.All(heard.Where(line => line.Contains("SELECT", StringComparison.Ordinal) || line.Contains("APPEND", StringComparison.Ordinal)),
            line => Assert.DoesNotMatch("\"(INBOX.)?(Sent|Drafts|Trash|Junk)\"", line));
        Assert.Empty(await person.MailClient.ReadAsync("Sent"));
        Assert.Empty(await person.MailClient.ReadAsync("Drafts"));
    }

    [GeneratedRegex(@"^imap: \S+ (EXPUNGE|CLOSE|DELETE|RENAME|STORE|UID STORE .*\\Seen)")]
    private static partial Regex Harmful { get; }
}
