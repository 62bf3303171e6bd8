using System.Security.Cryptography;
using System.Text;
using MailNode.Core.Envelopes;
using MailNode.Mime;
using MailNode.Tests.Transport;

namespace MailNode.Tests.People;

/// <summary>The account is shared with a person: their other mail is none of the node's business.</summary>
public abstract class OtherMailStories : PeopleStory
{
    private static readonly string[] Folders = ["INBOX", "Junk", "Sent", "Drafts", "Receipts"];

    private protected OtherMailStories(MailWorld world) : base(world) { }

    [Fact]
    public async Task All_other_mail_stays_as_it_is()
    {
        var (ana, ben) = await AnaAndBenAsync();
        var mails = await EverydayMailAsync(ana, ben);
        string[][] flags = [["\\Seen"], [], ["\\Flagged"], ["\\Seen", "\\Answered"], []];
        foreach (var folder in Folders)
            for (var at = 0; at < mails.Count; at++)
            {
                await ben.MailClient.FileAsync(folder, mails[at], ben.Clock.GetUtcNow().AddMinutes(-at), flags[at % flags.Length]);
                if (folder == "INBOX" && at % 3 == 0) await ana.PostAsync($"Between the letters {at}");
            }
        await World.SettleAsync();
        var mine = mails.Select(mail => Convert.ToHexString(SHA256.HashData(mail))[..16]).ToHashSet();
        var before = await StateAsync(ben, mine);
        Assert.Equal(Folders.Length * mails.Count, before.Count);

        await World.SyncAsync(ben, ana);
        Assert.True(await ben.SeesAsync("Between the letters 3"));
        Assert.Equal(before, await StateAsync(ben, mine));
        await ben.RunAsync("digest", "--send");
        await ben.RunAsync("rebuild");
        await World.SyncAsync(ben, ana);
        Assert.Equal(before, await StateAsync(ben, mine));
        foreach (var folder in Folders)
            Assert.Equal(mails.Count + (folder == "INBOX" ? 1 : 0), (await ben.MailClient.ReadAsync(folder)).Count);
        Assert.Empty(await ben.MailClient.ReadAsync("MailNode/Quarantine"));
    }

    [Fact]
    public async Task A_letter_that_lies_in_the_nodes_own_folders_is_left_there()
    {
        var (ana, ben) = await AnaAndBenAsync();
        var letter = Plain("A letter, moved to the wrong place", "Dear Ben");
        foreach (var folder in (string[])["MailNode/Out", "MailNode/In", "MailNode/Archive"]) await ben.MailClient.FileAsync(folder, letter);
        await ben.PostAsync("I post as ever");
        await World.SyncAsync(ben, ana);
        Assert.True(await ana.SeesAsync("I post as ever"));
        Assert.Single(await ben.MailClient.ReadAsync("MailNode/Out"));
        Assert.Single(await ben.MailClient.ReadAsync("MailNode/In"));
        Assert.Single(await ben.MailClient.ReadAsync("MailNode/Archive"), mail => mail.Bytes.Span.SequenceEqual(letter));
        await ben.RunAsync("rebuild");
        Assert.Equal(["Ben: I post as ever"], await ben.LinesAsync());
    }

    /// <summary>Folder, UID, flags, date and content of the mails that are the person's own, in the order in which they lie.</summary>
    private static async Task<IReadOnlyList<string>> StateAsync(Person person, HashSet<string> mine)
    {
        var lines = new List<string>();
        foreach (var folder in Folders)
            lines.AddRange((await person.MailClient.StateAsync(folder)).Where(line => mine.Contains(line[^16..])).Select(line => $"{folder} {line}"));
        return lines;
    }

    private async Task<IReadOnlyList<byte[]>> EverydayMailAsync(Person ana, Person ben)
    {
        using var own = await ModifiedNode.OfAsync(ben, World);
        using var friend = await ModifiedNode.OfAsync(ana, World);
        using var stranger = ModifiedNode.Stranger("gil@elsewhere.test", World);
        var letter = MimeBuilder.Text("text/plain", "For your eyes only\n").Header("Subject", "inside").Write();
        return
        [
            Plain("Lunch", "At noon?"),
            Plain("[...] is what an encrypted mail is called", "and MailNode: mn.abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnop"),
            Newsletter(),
            friend.Mail(friend.Seal(letter, own.Key.Certificate)),
            stranger.Mail(stranger.Seal(letter, own.Key.Certificate)),
            stranger.Mail(stranger.Seal(letter, stranger.Key.Certificate)),
            friend.Mail(friend.Seal(friend.Entity(friend.Post("Not for Ben", friend.Fingerprint)), friend.Key.Certificate)),
            stranger.Mail("-----BEGIN PGP MESSAGE-----\n\nthis is no armor at all\n-----END PGP MESSAGE-----\n"),
            Mixed(),
            Encoding.ASCII.GetBytes("no header at all\r\n"),
            Encoding.Latin1.GetBytes("Subject: Gr\u00fc\u00dfe\r\nContent-Type: multipart/encrypted; boundary=\"\r\n\r\n--\r\n\r\n\u0001\u00ff"),
        ];
    }

    private static byte[] Plain(string subject, string text) => Headed(MimeBuilder.Text("text/plain", text), subject);

    private static byte[] Newsletter() => Headed(
        MimeBuilder.Multipart("mixed", [
            MimeBuilder.Multipart("alternative", [MimeBuilder.Text("text/plain", "Buy now"), MimeBuilder.Text("text/html", "<b>Buy now</b>")]),
            MimeBuilder.Binary("application/pdf", RandomNumberGenerator.GetBytes(3000), "offer.pdf")]),
        "[...] our offers of this week");

    /// <summary>A packet in the clear: anybody can write that.</summary>
    private static byte[] Mixed() => Headed(
        MimeBuilder.Multipart("mixed", [MimeBuilder.Text("text/plain", ""), MimeBuilder.Binary(SignedEntity.PacketMediaType, "{}"u8.ToArray(), "packet.json")]),
        MailFields.OuterSubject);

    private static byte[] Headed(MimeBuilder body, string subject) => body
        .Header("From", new Address("Gil", EmailAddress.Parse("gil@elsewhere.test")))
        .Header("Subject", subject)
        .MessageId("Message-ID", MailClient.NewId())
        .WriteMessage();
}

public sealed class OtherMailAtThePostOffice() : OtherMailStories(new PostOfficeWorld());

public sealed class OtherMailOnLoopback() : OtherMailStories(new LoopbackWorld());

public sealed class OtherMailOnRealServers(RealServers servers) : OtherMailStories(new RealServersWorld(servers));
