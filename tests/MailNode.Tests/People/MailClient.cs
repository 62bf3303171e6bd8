using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Tests.People;

/// <summary>The user's mail client: reads folders, answers, files copies under Sent. It knows nothing of nodes.</summary>
internal sealed class MailClient(Person user, MailWorld world)
{
    private static int counter;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task<IReadOnlyList<StoredMessage>> ReadAsync(string folder)
    {
        await using var mailbox = await world.OpenMailboxAsync(user.Address);
        return await ReadAsync(mailbox, folder);
    }

    private static async Task<IReadOnlyList<StoredMessage>> ReadAsync(IMailbox mailbox, string folder)
    {
        var place = new FolderRef(folder, (await mailbox.StatusAsync(folder, Token)).UidValidity);
        var uids = new List<uint>();
        await foreach (var summary in mailbox.SummariesAsync(place, 0, [], Token)) uids.Add(summary.Uid);
        var mails = new List<StoredMessage>();
        await foreach (var mail in mailbox.ReadAsync(place, uids, long.MaxValue, Token)) mails.Add(mail);
        return mails;
    }

    /// <summary>The one message of the Feed folder that says this.</summary>
    public async Task<MimeEntity> FeedMessageAsync(string text) => Assert.Single(
        (await ReadAsync("MailNode/Feed")).Select(mail => MimeEntity.Parse(mail.Bytes)), mail => TextOf(mail).Contains(text, StringComparison.Ordinal));

    public static string TextOf(MimeEntity mail) => string.Join('\n', mail.Leaves().Where(leaf => leaf.ContentType.Is("text/plain")).Select(leaf => leaf.Text()));

    /// <summary>A reply as any mail client writes it.</summary>
    public byte[] Reply(MimeEntity to, string text, string? from = null, string? recipient = null, string? cc = null)
    {
        var id = to.Headers.MessageIds("Message-ID")[0];
        var quoted = string.Concat(TextOf(to).Split('\n').Select(line => $"> {line}\n"));
        var mail = MimeBuilder.Text("text/plain", $"{text}\n\nOn Sat, 21 Nov 2026 at 10:00, {to.Headers.Addresses("From")[0].Name} wrote:\n{quoted}\n-- \n{user.Name}\nsent from a mail client\n")
            .Header("From", new Address(user.Name, EmailAddress.Parse(from ?? user.Address)))
            .Header("To", recipient is null ? to.Headers.Addresses("Reply-To") : [new Address("", EmailAddress.Parse(recipient))])
            .Header("Subject", $"Re: {to.Headers.Text("Subject")}")
            .Date(user.Clock.GetUtcNow())
            .MessageId("Message-ID", $"reply-{Interlocked.Increment(ref counter)}@client.example.test")
            .MessageId("In-Reply-To", id)
            .MessageId("References", [.. to.Headers.MessageIds("References"), id]);
        return (cc is null ? mail : mail.Header("Cc", new Address("", EmailAddress.Parse(cc)))).WriteMessage();
    }

    /// <summary>Sends a mail and files the copy under Sent, as mail clients do.</summary>
    public async Task SendAsync(byte[] mail, string to)
    {
        await world.SendAsync(user.Address, to, mail);
        await FileAsync("Sent", mail);
    }

    public async Task FileAsync(string folder, byte[] mail)
    {
        await using var mailbox = await world.OpenMailboxAsync(user.Address);
        await mailbox.CreateAsync(folder, Token);
        await mailbox.AppendAsync(folder, mail, ["\\Seen"], user.Clock.GetUtcNow(), Token);
    }
}
