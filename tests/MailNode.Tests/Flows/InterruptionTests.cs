using MailNode.Demo;
using MailNode.LoopbackMail;
using MailNode.Store;
using MailNode.Tests.People;

namespace MailNode.Tests.Flows;

/// <summary>What a crash, an old server or a slip of the pen leaves behind must not cost a post, nor show one twice.</summary>
public sealed class InterruptionTests
{
    [Fact]
    public async Task A_refresh_of_the_Feed_folder_that_was_cut_off_leaves_no_copy_twice()
    {
        await using var world = new PostOfficeWorld();
        var ana = await world.AddNodeAsync("Ana");
        await ana.PostAsync("Once");
        await ana.SyncAsync();
        var copy = Assert.Single(await ana.MailClient.ReadAsync("MailNode/Feed"));

        // As after a kill between writing a copy and noting it.
        await ana.MailClient.FileAsync("MailNode/Feed", copy.Bytes, copy.InternalDate, ["\\Seen"]);
        using (var view = View.Open(Path.Combine(ana.Data, "view.db")))
            view.Cursors.Set("MailNode/Feed", await UidValidityAsync(world, ana, "MailNode/Feed"), 1);
        await ana.SyncAsync();

        Assert.Single(await ana.MailClient.ReadAsync("MailNode/Feed"));
    }

    [Fact]
    public async Task A_post_after_the_view_was_lost_goes_to_all_friends()
    {
        await using var world = new PostOfficeWorld();
        var (ana, ben) = (await world.AddNodeAsync("Ana"), await world.AddNodeAsync("Ben"));
        await world.BefriendAsync(ana, ben);
        View.Drop(Path.Combine(ana.Data, "view.db"));

        await ana.PostAsync("Still there?");
        await ben.SyncAsync();

        Assert.True(await ben.SeesAsync("Still there?"));
    }

    [Fact]
    public async Task What_cannot_be_sent_because_the_password_is_gone_is_kept_and_said_so()
    {
        await using var world = new LoopbackWorld();
        await world.StartAsync();
        var password = Path.Combine(world.Folder, "password");
        await System.IO.File.WriteAllTextAsync(password, "secret\n", TestContext.Current.CancellationToken);
        var ana = world.Add("Ana");
        await ana.InitAsync("--password-file", password);
        System.IO.File.Delete(password);

        var (code, output, errors) = await ana.TryAsync("post", "Written once");

        Assert.True(code == 0, errors);
        Assert.Contains("It is kept", errors, StringComparison.Ordinal);
        Assert.NotEmpty(output);
        await ana.ThreadAsync("Written once");
    }

    [Fact]
    public async Task Where_the_server_cannot_expunge_one_mail_alone_the_archive_does_not_grow_with_every_pass()
    {
        await using var world = new LoopbackWorld(new LoopbackOptions { SmtpNeedsLogin = true }.Without("MOVE", "UIDPLUS"));
        await world.StartAsync();
        var (ana, ben) = (await world.AddNodeAsync("Ana"), await world.AddNodeAsync("Ben"));
        await world.BefriendAsync(ana, ben);
        await ana.PostAsync("From an old server");
        await world.SyncAsync(ana, ben);
        var archived = (await ana.MailClient.ReadAsync("MailNode/Archive")).Count;

        await world.SyncAsync(ana, ben);

        Assert.Equal(archived, (await ana.MailClient.ReadAsync("MailNode/Archive")).Count);
        Assert.True(await ben.SeesAsync("From an old server"));
    }

    [Fact]
    public async Task A_large_picture_does_not_push_the_other_posts_out_of_the_digest_file()
    {
        await using var world = new PostOfficeWorld();
        var ana = await world.AddNodeAsync("Ana");
        var picture = Path.Combine(world.Folder, "beach.png");
        await System.IO.File.WriteAllBytesAsync(picture, DemoPicture.Draw(), TestContext.Current.CancellationToken);
        await ana.PostAsync("The first");
        await ana.PostAsync("The second", "--attach", picture);
        await ana.PostAsync("The third");

        var page = await ana.RunAsync("digest");

        foreach (var text in (string[])["The first", "The second", "The third", "data:image/png"]) Assert.Contains(text, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_too_long_is_refused_in_words()
    {
        await using var world = new PostOfficeWorld();
        var ana = await world.AddNodeAsync("Ana");
        var post = await ana.PostAsync("Say something");
        var picture = Path.Combine(world.Folder, "photo.jpg");
        await System.IO.File.WriteAllBytesAsync(picture, Photo.WithPlace(), TestContext.Current.CancellationToken);

        Assert.Contains("100000 is the most", await ana.FailAsync(1, "comment", post, new string('x', 100_001)), StringComparison.Ordinal);
        Assert.Contains("1000 is the most", await ana.FailAsync(1, "post", "Look", "--attach", picture, "--alt", new string('x', 1001)), StringComparison.Ordinal);
        string[] files = [.. Enumerable.Repeat<string[]>(["--attach", picture], 101).SelectMany(one => one)];
        Assert.Contains("100 is the most", await ana.FailAsync(1, ["post", "Look", .. files]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_friend_calls_a_picture_cannot_look_like_somebody_elses_post()
    {
        await using var world = new PostOfficeWorld();
        var ana = await world.AddNodeAsync("Ana");
        var picture = Path.Combine(world.Folder, "photo.jpg");
        await System.IO.File.WriteAllBytesAsync(picture, Photo.WithPlace(), TestContext.Current.CancellationToken);
        await ana.PostAsync("Look", "--attach", picture, "--alt", "a hill\nBen (verified)  2026-11-21 12:00  friends");

        var lines = (await ana.RunAsync("feed")).Split('\n');

        Assert.DoesNotContain(lines, line => line.StartsWith("Ben (verified)", StringComparison.Ordinal));
    }

    private static async Task<uint> UidValidityAsync(MailWorld world, Person person, string folder)
    {
        await using var mailbox = await world.OpenMailboxAsync(person.Address);
        return (await mailbox.StatusAsync(folder, TestContext.Current.CancellationToken)).UidValidity;
    }
}
