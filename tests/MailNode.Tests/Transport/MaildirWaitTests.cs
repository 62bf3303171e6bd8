using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>Waiting for news in a Maildir.</summary>
public sealed class MaildirWaitTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    private readonly MaildirPlace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task New_mail_wakes_the_one_who_waits()
    {
        await using var mailbox = place.Open();
        await mailbox.SummariesAsync("INBOX");
        var waiting = mailbox.WaitAsync("INBOX", Long, None);
        Assert.False(waiting.IsCompleted);

        await place.DeliverAsync("a");

        Assert.True(await waiting);
        Assert.False(await mailbox.WaitAsync("INBOX", TimeSpan.Zero, None));
    }

    [Fact]
    public async Task A_flag_that_another_program_sets_wakes_too()
    {
        await using var mailbox = place.Open();
        await place.DeliverAsync("a");
        await mailbox.SummariesAsync("INBOX");
        var waiting = mailbox.WaitAsync("INBOX", Long, None);
        var name = Assert.Single(place.Names("", "new"));

        File.Move(place.PathOf("", "new", name), place.PathOf("", "cur", name + ":2,F"));

        Assert.True(await waiting);
    }

    [Fact]
    public async Task What_came_since_the_list_is_news_and_what_we_did_is_not()
    {
        await using var mailbox = place.Open();
        await mailbox.CreateAsync("Archive", None);
        await place.DeliverAsync("a");
        await place.DeliverAsync("b");
        await place.DeliverAsync("c");
        await mailbox.SummariesAsync("INBOX");
        var inbox = await mailbox.RefAsync("INBOX");
        await mailbox.FlagAsync(inbox, [1], "\\Seen", on: true, None);
        await mailbox.MoveAsync(inbox, [1], "Archive", None);
        await mailbox.DeleteAsync(inbox, [2], None);
        await mailbox.AppendAsync("INBOX", MaildirPlace.Message("d"), ["\\Seen"], MaildirPlace.Then, None);
        Assert.False(await mailbox.WaitAsync("INBOX", TimeSpan.Zero, None));

        await place.DeliverAsync("late");
        await mailbox.FlagAsync(inbox, [3], "\\Seen", on: true, None);

        Assert.True(await mailbox.WaitAsync("INBOX", TimeSpan.Zero, None));
    }

    [Fact]
    public async Task The_time_is_over_or_the_caller_has_enough()
    {
        await using var mailbox = place.Open();
        Assert.False(await mailbox.WaitAsync("INBOX", TimeSpan.FromMilliseconds(30), None));
        using var enough = new CancellationTokenSource();
        var waiting = mailbox.WaitAsync("INBOX", Long, enough.Token);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(MailProblem.FolderMissing, await MaildirCalls.ProblemAsync(() => mailbox.WaitAsync("Nowhere", Long, None)));
    }
}
