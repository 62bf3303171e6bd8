using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MailNode.Core.Packets;
using MailNode.Tests.Transport;

namespace MailNode.Tests.People;

/// <summary>Who sees what is posted, and what travels with it.</summary>
public abstract class PostStories : PeopleStory
{
    private protected PostStories(MailWorld world) : base(world) { }

    [Theory]
    [InlineData("friends")]
    [InlineData("public")]
    public async Task A_post_to_friends_or_to_everybody_reaches_all_friends(string audience)
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        var written = await ana.JsonAsync("post", "Tea at five, *everybody*?", "--to", audience);
        Assert.Equal((2, 0), (written.Number("sent"), written.Number("waiting")));
        await World.SyncAsync(ben, cem);
        foreach (var reader in (Person[])[ben, cem])
        {
            var post = await reader.ThreadAsync("Tea at five, *everybody*?");
            Assert.Equal((written.Text("id"), "post", audience), (post.Text("id"), post.Text("type"), post.GetProperty("audience").Text("kind")));
            Assert.Equal(("Ana", ana.Address, "invited"), (Author(post, "name"), Author(post, "address"), Author(post, "trust")));
            Assert.False(post.GetProperty("edited").GetBoolean());
            Assert.Equal(World.Clock.GetUtcNow(), post.GetProperty("at").GetDateTimeOffset(), TimeSpan.FromMinutes(1));
        }
        Assert.Equal("self", Author(await ana.ThreadAsync("Tea at five, *everybody*?"), "trust"));
        Assert.Contains("Tea at five, everybody?", MailClient.TextOf(await ben.MailClient.FeedMessageAsync("Tea at five")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_post_to_a_group_reaches_its_members_who_do_not_learn_its_name()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        var group = await ana.JsonAsync("group", "add", "Poker Gang", ben.Address);
        Assert.Equal(("Poker Gang", "Ben"), (group.Text("name"), Assert.Single(group.List("members")).Text("name")));
        Assert.Equal(1, (await ana.JsonAsync("post", "Bring cash", "--to", "poker gang")).Number("sent"));
        await World.SyncAsync(ana, ben, cem);

        Assert.Equal("Poker Gang", (await ana.ThreadAsync("Bring cash")).GetProperty("audience").Text("label"));
        var seen = (await ben.ThreadAsync("Bring cash")).GetProperty("audience");
        Assert.Equal("group", seen.Text("kind"));
        Assert.False(seen.TryGetProperty("label", out _));
        Assert.False(await cem.SeesAsync("Bring cash"));
        Assert.DoesNotContain("Poker", await ben.RunAsync("feed"), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Poker", MailClient.TextOf(await ben.MailClient.FeedMessageAsync("Bring cash")), StringComparison.OrdinalIgnoreCase);
        foreach (var file in Directory.EnumerateFiles(ben.Data, "*", SearchOption.AllDirectories))
            Assert.Equal(-1, (await System.IO.File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).AsSpan().IndexOf("Poker"u8));
    }

    [Fact]
    public async Task Who_joins_a_group_later_sees_what_is_posted_from_then_on()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        await ana.RunAsync("group", "add", "Family", ben.Address);
        await ana.PostAsync("Before Cem", "--to", "Family");
        await ana.RunAsync("group", "add", "family", cem.Address);
        await ana.PostAsync("With Cem", "--to", "Family");
        await World.SyncAsync(ben, cem);
        Assert.Equal(["Ana: With Cem", "Ana: Before Cem"], await ben.LinesAsync());
        Assert.Equal(["Ana: With Cem"], await cem.LinesAsync());
    }

    [Fact]
    public async Task A_direct_post_reaches_the_one_it_names_and_is_not_copied_in_the_clear()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        Assert.Equal(1, (await ana.JsonAsync("post", "Only you, Ben", "--to", ben.Address)).Number("sent"));
        await ana.PostAsync("You two", "--to", ben.Address, cem.Address.ToUpperInvariant());
        await World.SyncAsync(ana, ben, cem);

        Assert.Equal("direct", (await ben.ThreadAsync("Only you, Ben")).GetProperty("audience").Text("kind"));
        Assert.Equal(["Ana: You two", "Ana: Only you, Ben"], await ben.LinesAsync());
        Assert.Equal(["Ana: You two"], await cem.LinesAsync());
        var mails = await ben.MailClient.MailsAsync("MailNode/Feed");
        Assert.Equal(2, mails.Count);
        foreach (var words in (string[])["Only you, Ben", "You two"]) Assert.Empty(await MailboxReading.FoldersWithAsync(ben, words));
        Assert.All(mails, mail => Assert.Contains("Ana", mail.Headers.Text("Subject"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_friend_sees_what_is_posted_from_then_on()
    {
        var (ana, ben) = await AnaAndBenAsync();
        await ana.PostAsync("Before Dara");
        var dara = await World.AddNodeAsync("Dara");
        await World.BefriendAsync(ana, dara);
        await ana.PostAsync("With Dara");
        await World.SyncAsync(ben, dara);
        Assert.Equal(["Ana: With Dara", "Ana: Before Dara"], await ben.LinesAsync());
        Assert.Equal(["Ana: With Dara"], await dara.LinesAsync());
    }

    [Fact]
    public async Task Small_files_travel_with_their_post()
    {
        var (ana, ben) = await AnaAndBenAsync();
        var (notes, photo) = (File("Nöte 1.txt", Encoding.UTF8.GetBytes("Flour, milk, äpples\r\n")), File("beach.jpg", Photo.WithPlace()));
        await ana.RunAsync("post", "With files", "--attach", notes, "--attach", photo, "--alt", "the shopping list", "--alt", "the beach at dusk");
        await World.SyncAsync(ben);

        var files = (await ben.ThreadAsync("With files")).List("attachments");
        Assert.Equal(["Nöte 1.txt text/plain the shopping list", "beach.jpg image/jpeg the beach at dusk"],
            files.Select(one => $"{one.Text("name")} {one.Text("type")} {one.Text("alt")}"));
        Assert.Equal(await BytesAsync(notes), await BytesAsync(files[0].Text("path")));
        foreach (var file in files) await IsWholeAsync(file);
        var mail = await ben.MailClient.FeedMessageAsync("With files");
        Assert.Contains(mail.Leaves(), leaf => leaf.ContentType.Is("image/jpeg") && leaf.ContentId is not null);
    }

    [Fact]
    public async Task A_picture_loses_the_place_where_it_was_taken()
    {
        var (ana, ben) = await AnaAndBenAsync();
        Assert.NotEqual(-1, Photo.WithPlace().AsSpan().IndexOf(Encoding.ASCII.GetBytes(Photo.Camera)));
        await ana.RunAsync("post", "Guess where", "--attach", File("beach.jpg", Photo.WithPlace()));
        await World.SyncAsync(ben);
        foreach (var reader in (Person[])[ana, ben])
        {
            var stored = await BytesAsync(Assert.Single((await reader.ThreadAsync("Guess where")).List("attachments")).Text("path"));
            Assert.Equal(-1, stored.AsSpan().IndexOf("Exif"u8));
            Assert.Equal(-1, stored.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Photo.Camera)));
            Assert.Equal([0xFF, 0xD8], stored[..2]);
        }
    }

    [Fact]
    public async Task A_large_file_follows_its_post()
    {
        var (ana, ben) = await AnaAndBenAsync();
        // Larger than what rides together in one mail, so that it comes in one of its own.
        var film = File("film.mp4", RandomNumberGenerator.GetBytes(3_500_000));
        await ana.RunAsync("post", "The film of Sunday", "--attach", film);
        await World.SettleAsync();
        var mails = await ben.MailClient.ReadAsync("INBOX");
        Assert.Equal(2, mails.Count);
        var late = mails.MaxBy(mail => mail.Bytes.Length)!;
        await ben.MailClient.DeleteAsync("INBOX", late.Uid);
        await ben.SyncAsync();

        var waiting = Assert.Single((await ben.ThreadAsync("The film of Sunday")).List("attachments"));
        Assert.Equal(("film.mp4", 3_500_000, JsonValueKind.Null), (waiting.Text("name"), waiting.Number("size"), waiting.GetProperty("path").ValueKind));

        await ben.MailClient.FileAsync("INBOX", late.Bytes.ToArray());
        await ben.SyncAsync();
        var there = Assert.Single((await ben.ThreadAsync("The film of Sunday")).List("attachments"));
        Assert.Equal(await BytesAsync(film), await BytesAsync(there.Text("path")));
        await IsWholeAsync(there);
    }

    [Fact]
    public async Task A_file_just_above_the_limit_of_one_mail_comes_through_and_one_too_large_is_refused()
    {
        var (ana, ben) = await AnaAndBenAsync();
        var rides = File("edge.bin", RandomNumberGenerator.GetBytes(PacketLimits.InlineAttachmentBytes + 1));
        await ana.RunAsync("post", "On the edge", "--attach", rides);
        var large = File("large.bin", new byte[PacketLimits.AttachmentBytes + 1]);
        Assert.Contains("too large", await ana.FailAsync(1, "post", "Never", "--attach", large), StringComparison.Ordinal);
        Assert.Contains("no file", await ana.FailAsync(1, "post", "Never", "--attach", Path.Combine(World.Folder, "nothing.txt")), StringComparison.Ordinal);
        await ana.FailAsync(2, "post", "Never", "--attach", rides, "--alt", "one", "--alt", "two");
        await World.SyncAsync(ana, ben);
        Assert.Equal(await BytesAsync(rides), await BytesAsync(Assert.Single((await ben.ThreadAsync("On the edge")).List("attachments")).Text("path")));
        Assert.Equal(["Ana: On the edge"], await ana.LinesAsync());
    }

    private static string? Author(JsonElement entry, string field) => entry.GetProperty("author").Text(field);

    private string File(string name, byte[] bytes)
    {
        var path = Path.Combine(World.Folder, name);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    private static Task<byte[]> BytesAsync(string path) => System.IO.File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

    /// <summary>The file says of itself what it is.</summary>
    private static async Task IsWholeAsync(JsonElement attachment)
    {
        var bytes = await BytesAsync(attachment.Text("path"));
        Assert.Equal(attachment.Number("size"), bytes.Length);
        Assert.Equal(attachment.Text("sha256"), Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}

public sealed class PostsAtThePostOffice() : PostStories(new PostOfficeWorld());

public sealed class PostsOnLoopback() : PostStories(new LoopbackWorld());

public sealed class PostsOnRealServers(RealServers servers) : PostStories(new RealServersWorld(servers));
