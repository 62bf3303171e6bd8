using System.Text;
using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>The mailbox in a directory, as its owner uses it.</summary>
public sealed class MaildirMailboxTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly MaildirPlace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task A_message_that_was_stored_is_read_back_byte_for_byte()
    {
        await using var mailbox = place.Open();
        await mailbox.CreateAsync("MailNode/In", None);
        await mailbox.CreateAsync("MailNode/In", None);
        byte[] message = [.. "Subject: Hi\r\nFrom: ben@example.org\r\n\r\n.\nbody\r\r\n"u8, 0, 0xE4];

        var uid = await mailbox.AppendAsync("MailNode/In", message, ["\\Seen", "\\Recent", "$MailNode"], MaildirPlace.Then, None);

        var folder = await mailbox.RefAsync("MailNode/In");
        var summary = Assert.Single(await mailbox.SummariesAsync("MailNode/In", 0, "subject"));
        Assert.Equal(uid, summary.Uid);
        Assert.Equal(message.Length, summary.Size);
        Assert.Equal(MaildirPlace.Then, summary.InternalDate);
        Assert.Equal("Subject: Hi\r\n\r\n", Encoding.UTF8.GetString(summary.Headers.Span));
        var read = Assert.Single(await mailbox.ReadAsync(folder, [4711, uid!.Value, uid.Value], message.Length, None).ToListAsync());
        Assert.Equal(message, read.Bytes.ToArray());
        Assert.Equal(MaildirPlace.Then, read.InternalDate);
        Assert.Equal(["$MailNode", "\\Seen"], read.Flags.Order());
        Assert.Empty(await mailbox.ReadAsync(folder, [uid.Value], message.Length - 1, None).ToListAsync());
    }

    [Fact]
    public async Task Mail_is_counted_and_numbered_in_order_of_arrival()
    {
        await using var mailbox = place.Open();
        await File.WriteAllBytesAsync(place.PathOf("", "new", "1700000000.M9P1Q10.host"), MaildirPlace.Message("ten"), None);
        await File.WriteAllBytesAsync(place.PathOf("", "cur", "1700000000.M9P1Q9.host:2,RS"), MaildirPlace.Message("nine"), None);
        await File.WriteAllBytesAsync(place.PathOf("", "new", "99.host"), MaildirPlace.Message("first"), None);

        Assert.Equal([(1u, "first"), (2u, "nine"), (3u, "ten")], await mailbox.SubjectsAsync("INBOX"));
        await place.DeliverAsync("four");

        Assert.Equal([(4u, "four")], await mailbox.SubjectsAsync("inbox", after: 3));
        var state = await mailbox.StatusAsync("INBOX", None);
        Assert.Equal((5u, 4), (state.UidNext, state.Count));
        Assert.Equal((uint)place.Clock.GetUtcNow().ToUnixTimeSeconds(), state.UidValidity);
        Assert.Equal(["\\Answered", "\\Seen"], (await mailbox.SummariesAsync("INBOX", 1))[0].Flags);
    }

    [Fact]
    public async Task A_delivery_is_in_new_with_the_time_of_the_clock_and_nothing_stays_in_tmp()
    {
        await place.DeliverAsync("hi");

        var name = Assert.Single(place.Names("", "new"));
        Assert.Equal(place.Clock.GetUtcNow().UtcDateTime, File.GetLastWriteTimeUtc(place.PathOf("", "new", name)));
        Assert.Empty(place.Names("", "tmp"));
        await place.DeliverAsync("hi"); // the clock stands still
        Assert.Equal(2, place.Names("", "new").Length);
    }

    [Fact]
    public async Task Where_there_is_no_maildir_that_is_what_is_said()
    {
        var nowhere = Path.Combine(place.Root, "nowhere");
        var deliver = () => Maildir.DeliverAsync(nowhere, MaildirPlace.Message("a"), place.Clock, None);
        Assert.Equal(MailProblem.FolderMissing, await MaildirCalls.ProblemAsync(deliver));
        Assert.False(Directory.Exists(nowhere));
        await using var empty = MaildirMailbox.Open(nowhere, place.Clock);
        Assert.Equal(MailProblem.FolderMissing, await MaildirCalls.ProblemAsync(() => empty.ListAsync(None)));
        await using var mailbox = place.Open();
        Assert.Equal(MailProblem.FolderMissing, await MaildirCalls.ProblemAsync(() => mailbox.StatusAsync("Nowhere", None)));
        var append = () => mailbox.AppendAsync("Nowhere", "x"u8.ToArray(), [], MaildirPlace.Then, None);
        Assert.Equal(MailProblem.FolderMissing, await MaildirCalls.ProblemAsync(append));
        await place.DeliverAsync("stays");
        var inbox = await mailbox.RefAsync("INBOX");
        Assert.Equal(MailProblem.FolderMissing, await MaildirCalls.ProblemAsync(() => mailbox.MoveAsync(inbox, [1], "Nowhere", None)));
        Assert.Single(await mailbox.SummariesAsync("INBOX"));
    }

    [Fact]
    public async Task A_move_keeps_flags_and_time_and_touches_nothing_else()
    {
        await using var mailbox = place.Open();
        await mailbox.CreateAsync("Archive", None);
        await mailbox.AppendAsync("Archive", "a: b\r\n\r\n"u8.ToArray(), ["other"], MaildirPlace.Then, None);
        for (var i = 1; i <= 4; i++)
        {
            string[] flags = i % 2 == 0 ? ["\\Flagged", "$MailNode", "\\Seen"] : [];
            await mailbox.AppendAsync("INBOX", MaildirPlace.Message($"{i}"), flags, MaildirPlace.Then, None);
        }

        await mailbox.MoveAsync(await mailbox.RefAsync("INBOX"), [4, 2, 2, 99, 1], "Archive", None);

        Assert.Equal([(3u, "3")], await mailbox.SubjectsAsync("INBOX"));
        Assert.Equal([(2u, "1"), (3u, "2"), (4u, "4")], await mailbox.SubjectsAsync("Archive", after: 1));
        var moved = await mailbox.SummariesAsync("Archive", 1);
        Assert.All(moved, message => Assert.Equal(MaildirPlace.Then, message.InternalDate));
        Assert.Empty(moved[0].Flags);
        Assert.Equal(["$MailNode", "\\Flagged", "\\Seen"], moved[1].Flags.Order());
        Assert.Equal(5u, (await mailbox.StatusAsync("INBOX", None)).UidNext);
    }

    [Fact]
    public async Task A_message_that_went_and_came_back_is_a_new_one()
    {
        await using var mailbox = place.Open();
        await mailbox.CreateAsync("Archive", None);
        await place.DeliverAsync("round trip");
        await mailbox.MoveAsync(await mailbox.RefAsync("INBOX"), [1], "Archive", None);
        await mailbox.MoveAsync(await mailbox.RefAsync("Archive"), [1], "INBOX", None);
        Assert.Equal([(2u, "round trip")], await mailbox.SubjectsAsync("INBOX"));

        // Another program moves it by hand, and keeps the name.
        var name = Assert.Single(place.Names("", "new"));
        File.Move(place.PathOf("", "new", name), place.PathOf(".Archive", "cur", name + ":2,"));
        Assert.Empty(await mailbox.SummariesAsync("INBOX"));
        File.Move(place.PathOf(".Archive", "cur", name + ":2,"), place.PathOf("", "cur", name + ":2,S"));

        Assert.Equal([(3u, "round trip")], await mailbox.SubjectsAsync("INBOX"));
    }

    [Fact]
    public async Task Deleting_takes_these_and_no_others()
    {
        await using var mailbox = place.Open();
        foreach (var subject in new[] { "a", "b", "c" })
            await place.DeliverAsync(subject);
        var inbox = await mailbox.RefAsync("INBOX");
        await mailbox.FlagAsync(inbox, [1], "\\Deleted", on: true, None);

        await mailbox.DeleteAsync(inbox, [2, 77], None);

        Assert.Equal([(1u, "a"), (3u, "c")], await mailbox.SubjectsAsync("INBOX"));
    }

    [Fact]
    public async Task Flags_come_and_go_in_the_file_name()
    {
        await using var mailbox = place.Open();
        await place.DeliverAsync("a");
        var inbox = await mailbox.RefAsync("INBOX");

        await mailbox.FlagAsync(inbox, [1], "\\Seen", on: true, None);
        await mailbox.FlagAsync(inbox, [1], "\\answered", on: true, None);
        await mailbox.FlagAsync(inbox, [1], "$Like", on: true, None);
        await mailbox.FlagAsync(inbox, [1], "not an atom", on: true, None);
        Assert.EndsWith(":2,RSa", Assert.Single(place.Names("", "cur")), StringComparison.Ordinal);
        Assert.Equal("0 $Like\n", await File.ReadAllTextAsync(Path.Combine(place.Root, "dovecot-keywords"), None));
        await mailbox.FlagAsync(inbox, [1], "\\Seen", on: false, None);

        Assert.Equal(["\\Answered", "$Like"], Assert.Single(await mailbox.SummariesAsync("INBOX")).Flags);
        Assert.Empty(place.Names("", "new"));
    }

    [Fact]
    public async Task Folders_are_listed_by_our_names_with_their_uses()
    {
        await using var mailbox = place.Open();
        foreach (var name in new[] { "Sent", "Junk", "Drafts", "Trash", "MailNode/Out/Größe & Würfel" })
            await mailbox.CreateAsync(name, None);
        Directory.CreateDirectory(Path.Combine(place.Root, ".NoMaildir"));
        Maildir.Create(Path.Combine(place.Root, "..Odd"));
        Maildir.Create(Path.Combine(place.Root, ".a&AC8-b"));

        var folders = await mailbox.ListAsync(None);

        Assert.Equal(
            [
                new MailFolder("INBOX", FolderUse.Inbox, true), new MailFolder("Drafts", FolderUse.Drafts, true),
                new MailFolder("Junk", FolderUse.Junk, true), new MailFolder("MailNode/Out/Größe & Würfel", FolderUse.None, true),
                new MailFolder("Sent", FolderUse.Sent, true), new MailFolder("Trash", FolderUse.Trash, true),
            ],
            folders);
        Assert.True(File.Exists(Path.Combine(place.Root, ".MailNode.Out.Gr&APYA3w-e &- W&APw-rfel", "maildirfolder")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("..")]
    [InlineData("../other")]
    [InlineData("MailNode//Feed")]
    [InlineData("MailNode/")]
    [InlineData("/etc")]
    [InlineData("MailNode.Feed")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a/ /b")]
    public async Task Names_that_lead_elsewhere_are_refused(string name)
    {
        await using var mailbox = place.Open();
        Assert.Equal(MailProblem.FolderRefused, await MaildirCalls.ProblemAsync(() => mailbox.CreateAsync(name, None)));
        Assert.Equal(MailProblem.FolderRefused, await MaildirCalls.ProblemAsync(() => mailbox.StatusAsync(name, None)));
        Assert.Equal(MailProblem.FolderRefused, await MaildirCalls.ProblemAsync(() => mailbox.CreateAsync(new string('x', 300), None)));
    }

    [Fact]
    public async Task Another_uidvalidity_is_noticed()
    {
        await using var mailbox = place.Open();
        await place.DeliverAsync("a");
        var old = await mailbox.RefAsync("INBOX") with { UidValidity = 17 };

        Func<Task> list = async () => await mailbox.SummariesAsync(old, 0, [], None).ToListAsync();
        Assert.Equal(MailProblem.FolderChanged, await MaildirCalls.ProblemAsync(list));
        Assert.Equal(MailProblem.FolderChanged, await MaildirCalls.ProblemAsync(() => mailbox.DeleteAsync(old, [1], None)));
        Assert.Single(place.Names("", "new"));
    }

    [Fact]
    public async Task Headers_come_from_the_beginning_of_the_file_folded_as_they_are()
    {
        var head = "Subject: one\r\n two\r\nX-Long: " + new string('x', 30_000) + "\r\nReferences: <a>\r\n\t<b>\r\n\r\nSubject: body\r\n";
        await Maildir.DeliverAsync(place.Root, Encoding.ASCII.GetBytes(head), place.Clock, None);
        await Maildir.DeliverAsync(place.Root, "Subject: unix\nTo: a\n\nSubject: body\n"u8.ToArray(), place.Clock, None);
        await Maildir.DeliverAsync(place.Root, "Subject: no end"u8.ToArray(), place.Clock, None);
        await using var mailbox = place.Open();

        var found = await mailbox.SummariesAsync("INBOX", 0, "SUBJECT", "References");

        Assert.Equal(
            ["Subject: one\r\n two\r\nReferences: <a>\r\n\t<b>\r\n\r\n", "Subject: unix\n\n", "Subject: no end\r\n"],
            found.Select(message => Encoding.ASCII.GetString(message.Headers.Span)));
        Assert.True((await mailbox.SummariesAsync("INBOX"))[0].Headers.IsEmpty);
    }
}
