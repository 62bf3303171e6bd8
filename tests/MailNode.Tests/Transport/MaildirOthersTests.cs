using MailNode.Transport;
using MailNode.Transport.Maildirs;

namespace MailNode.Tests.Transport;

/// <summary>The mailbox while other programs, other processes of ours, and accidents work in the same directory.</summary>
public sealed class MaildirOthersTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly MaildirPlace place = new();

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData(null, "V\t2\n\nMailNode\tFeed\n")]
    [InlineData("V\t2\n\nSent\n", "V\t2\n\nSent\nMailNode\tFeed\n")]
    [InlineData("Sent\nMailNode", "Sent\nMailNode\nMailNode.Feed\n")]
    [InlineData("Sent\nMailNode.Feed\n", "Sent\nMailNode.Feed\n")]
    [InlineData("V\t3\nwhatever\n", "V\t3\nwhatever\n")]
    public async Task A_new_folder_joins_the_subscriptions_in_the_form_they_have(string? before, string after)
    {
        var file = Path.Combine(place.Root, "subscriptions");
        if (before is not null) await File.WriteAllTextAsync(file, before, None);
        await using var mailbox = place.Open();
        await mailbox.CreateAsync("MailNode/Feed", None);
        Assert.Equal(after, await File.ReadAllTextAsync(file, None));
        Assert.False(File.Exists(file + ".lock"));
    }

    [Fact]
    public async Task A_message_keeps_its_uid_while_a_mail_program_renames_it()
    {
        await using var mailbox = place.Open();
        await place.DeliverAsync("a");
        var inbox = await mailbox.RefAsync("INBOX");
        var name = Assert.Single(place.Names("", "new"));
        await using var reading = mailbox.SummariesAsync(inbox, 0, [], None).GetAsyncEnumerator(None);

        File.Move(place.PathOf("", "new", name), place.PathOf("", "cur", name + ":2,S"));

        Assert.Equal([(1u, "a")], await mailbox.SubjectsAsync("INBOX"));
        Assert.Equal(["\\Seen"], Assert.Single(await mailbox.SummariesAsync("INBOX")).Flags);
        await mailbox.FlagAsync(inbox, [1], "\\Flagged", on: true, None);
        Assert.Equal([name + ":2,FS"], place.Names("", "cur"));
    }

    [Fact]
    public async Task A_message_keeps_its_uid_when_mbsync_writes_its_own_into_the_name()
    {
        await using var mailbox = place.Open();
        await place.DeliverAsync("a");
        var inbox = await mailbox.RefAsync("INBOX");
        var name = Assert.Single(place.Names("", "new"));

        File.Move(place.PathOf("", "new", name), place.PathOf("", "cur", name + ",U=17:2,"));
        await mailbox.FlagAsync(inbox, [1], "\\Seen", on: true, None);

        Assert.Equal([name + ",U=17:2,S"], place.Names("", "cur"));
        Assert.Equal([(1u, "a")], await mailbox.SubjectsAsync("INBOX"));
    }

    [Fact]
    public async Task A_message_renamed_between_list_and_read_is_found_again()
    {
        await using var mailbox = place.Open();
        await place.DeliverAsync("a");
        await place.DeliverAsync("b");
        var inbox = await mailbox.RefAsync("INBOX");
        await using var reading = mailbox.ReadAsync(inbox, [1, 2], 1000, None).GetAsyncEnumerator(None);
        Assert.True(await reading.MoveNextAsync());
        var second = place.Names("", "new").Order(NaturalOrder.Comparer).Last();

        File.Move(place.PathOf("", "new", second), place.PathOf("", "cur", second + ":2,F"));

        Assert.True(await reading.MoveNextAsync());
        Assert.Equal((2u, "\\Flagged"), (reading.Current.Uid, Assert.Single(reading.Current.Flags)));
    }

    [Fact]
    public async Task What_is_no_mail_is_skipped()
    {
        await using var mailbox = place.Open();
        await place.DeliverAsync("a");
        Directory.CreateDirectory(place.PathOf("", "cur", "1.directory"));
        await File.WriteAllTextAsync(place.PathOf("", "cur", ".hidden"), "x", None);
        await File.WriteAllTextAsync(place.PathOf("", "new", "1.line\nfeed"), "x", None);
        await File.WriteAllTextAsync(place.PathOf("", "new", "1.empty"), "", None);
        File.CreateSymbolicLink(place.PathOf("", "new", "1.link"), "/etc/hostname");
        using var pipe = System.Diagnostics.Process.Start("mkfifo", [place.PathOf("", "cur", "1.pipe:2,")]);
        await pipe.WaitForExitAsync(None);

        Assert.Equal("a", Assert.Single(await mailbox.SubjectsAsync("INBOX")).Subject);
        Assert.Single(await mailbox.ReadAsync(await mailbox.RefAsync("INBOX"), [1, 2, 3, 4, 5, 6], 1000, None).ToListAsync());
    }

    [Fact]
    public async Task Two_mailboxes_agree_on_every_uid()
    {
        await using var one = place.Open();
        await using var other = place.Open();
        await Task.WhenAll(
            AppendManyAsync(one, "one", 40), AppendManyAsync(other, "other", 40),
            Task.Run(async () =>
            {
                for (var i = 0; i < 40; i++)
                    await place.DeliverAsync($"post {i}");
            }, None));

        var found = await one.SubjectsAsync("INBOX");

        Assert.Equal(found, await other.SubjectsAsync("INBOX"));
        await using var third = place.Open();
        Assert.Equal(found, await third.SubjectsAsync("INBOX"));
        Assert.Equal(Enumerable.Range(1, 120).Select(uid => (uint)uid), found.Select(message => message.Uid));
        Assert.Equal(120, found.Select(message => message.Subject).Distinct().Count());
    }

    [Fact]
    public async Task An_appended_message_has_the_uid_that_was_said()
    {
        await using var one = place.Open();
        await using var other = place.Open();
        await Task.WhenAll(AppendManyAsync(one, "one", 30), AppendManyAsync(other, "other", 30));
    }

    [Fact]
    public async Task A_lock_is_waited_for()
    {
        await using var mailbox = place.Open();
        await place.DeliverAsync("a");
        var held = await FolderLock.TakeAsync(place.Root, TimeProvider.System, None);
        var status = mailbox.StatusAsync("INBOX", None);
        Assert.False(status.IsCompleted);

        held.Dispose();

        Assert.Equal(1, (await status).Count);
        using var again = await FolderLock.TakeAsync(place.Root, TimeProvider.System, None);
        using var impatient = new CancellationTokenSource();
        var waiting = mailbox.StatusAsync("INBOX", impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_torn_last_line_is_forgotten_and_its_uid_given_out_again()
    {
        await place.DeliverAsync("a");
        await using (var mailbox = place.Open())
            await mailbox.SummariesAsync("INBOX");
        var before = await File.ReadAllTextAsync(UidPath, None);
        await File.AppendAllTextAsync(UidPath, "2 1700000000.M1P" + new string('x', 90), None);
        await place.DeliverAsync("b");

        await using var next = place.Open();
        Assert.Equal([(1u, "a"), (2u, "b")], await next.SubjectsAsync("INBOX"));

        Assert.StartsWith(before, await File.ReadAllTextAsync(UidPath, None), StringComparison.Ordinal);
        Assert.Equal(3, (await File.ReadAllLinesAsync(UidPath, None)).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("mailnode-uids 1 5")]
    [InlineData("mailnode-uids 9 4000000000 1 0\n")]
    [InlineData("mailnode-uids 1 4000000000 1 0\n1 a\n1 b\n2 c\n")]
    [InlineData("mailnode-uids 1 4000000000 1 0\nrubbish\n1 b\n")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    public async Task A_damaged_file_of_uids_is_begun_anew_under_another_validity(string content)
    {
        await place.DeliverAsync("a");
        await File.WriteAllTextAsync(UidPath, content, None);
        await using var mailbox = place.Open();

        var state = await mailbox.StatusAsync("INBOX", None);

        Assert.NotEqual(4_000_000_000u, state.UidValidity);
        Assert.Equal((1, 2u), (state.Count, state.UidNext));
        await using var next = place.Open();
        Assert.Equal(state, await next.StatusAsync("INBOX", None));
    }

    [Fact]
    public async Task A_lost_file_of_uids_never_repeats_a_validity()
    {
        await place.DeliverAsync("a");
        await using var mailbox = place.Open();
        var before = await mailbox.RefAsync("INBOX");
        File.Delete(UidPath);
        place.Clock.Advance(TimeSpan.FromDays(-1));

        Assert.True((await mailbox.RefAsync("INBOX")).UidValidity > before.UidValidity);
    }

    [Fact]
    public async Task The_file_of_uids_does_not_grow_for_ever()
    {
        await using var mailbox = place.Open();
        await using var other = place.Open();
        await place.DeliverAsync("stays");
        var inbox = await other.RefAsync("INBOX");
        for (var i = 0; i < 700; i++)
        {
            await File.WriteAllBytesAsync(place.PathOf("", "new", $"{i}.host"), MaildirPlace.Message("goes"), None);
            await mailbox.StatusAsync("INBOX", None);
            File.Delete(place.PathOf("", "new", $"{i}.host"));
        }

        var state = await mailbox.StatusAsync("INBOX", None);
        Assert.Equal((inbox.UidValidity, 702u, 1), (state.UidValidity, state.UidNext, state.Count));
        Assert.True((await File.ReadAllLinesAsync(UidPath, None)).Length < 1100);
        Assert.Equal([(1u, "stays")], await other.SubjectsAsync("INBOX"));
        await place.DeliverAsync("next");
        Assert.Equal([(702u, "next")], await other.SubjectsAsync("INBOX", after: 1));
    }

    [Fact]
    public async Task Litter_of_crashed_deliveries_is_swept_after_a_day_and_a_half()
    {
        var (old, young) = (place.PathOf("", "tmp", "old"), place.PathOf("", "tmp", "young"));
        await File.WriteAllTextAsync(old, "x", None);
        await File.WriteAllTextAsync(young, "x", None);
        File.SetLastWriteTimeUtc(old, place.Clock.GetUtcNow().UtcDateTime.AddHours(-37));
        File.SetLastAccessTimeUtc(old, place.Clock.GetUtcNow().UtcDateTime.AddHours(-37));
        File.SetLastAccessTimeUtc(young, place.Clock.GetUtcNow().UtcDateTime);
        await using var mailbox = place.Open();

        await mailbox.StatusAsync("INBOX", None);

        Assert.Equal(["young"], place.Names("", "tmp"));
    }

    private string UidPath => Path.Combine(place.Root, "mailnode-uids");

    private static async Task AppendManyAsync(MaildirMailbox mailbox, string who, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var message = MaildirPlace.Message($"{who} {i}");
            var uid = await mailbox.AppendAsync("INBOX", message, [], MaildirPlace.Then, None);
            var read = Assert.Single(await mailbox.ReadAsync(await mailbox.RefAsync("INBOX"), [uid!.Value], 1000, None).ToListAsync());
            Assert.Equal(message, read.Bytes.ToArray());
        }
    }
}
