using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Tests.People;

/// <summary>The user's mail client: reads folders, answers, files copies under Sent. It knows nothing of nodes.</summary>
internal sealed class MailClient(Person user, MailWorld world)
{
    private static int counter;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What lies in a folder, by UID.</summary>
    public async Task<IReadOnlyList<StoredMessage>> ReadAsync(string folder)
    {
        await using var mailbox = await world.OpenMailboxAsync(user.Address);
        return await ReadAsync(mailbox, folder);
    }

    public async Task<IReadOnlyList<MimeEntity>> MailsAsync(string folder) => [.. (await ReadAsync(folder)).Select(mail => MimeEntity.Parse(mail.Bytes))];

    /// <summary>Every folder with all that is in it.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<StoredMessage>>> ReadAllAsync()
    {
        await using var mailbox = await world.OpenMailboxAsync(user.Address);
        var all = new Dictionary<string, IReadOnlyList<StoredMessage>>();
        foreach (var folder in (await mailbox.ListAsync(Token)).Where(one => one.Selectable)) all[folder.Name] = await ReadAsync(mailbox, folder.Name);
        return all;
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

    /// <summary>One line per message of a folder: UID, flags, hash of the bytes. \Recent is the session's, not the message's.</summary>
    public async Task<IReadOnlyList<string>> StateAsync(string folder) =>
        [.. (await ReadAsync(folder)).Select(mail => $"{mail.Uid} {string.Join(' ', mail.Flags.Where(flag => flag != "\\Recent").Order(StringComparer.Ordinal))} "
            + $"{mail.InternalDate.ToUnixTimeSeconds()} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(mail.Bytes.Span))[..16]}")];

    /// <summary>The one message of the Feed folder that says this; what lies below it in its thread may name it in a title.</summary>
    public async Task<MimeEntity> FeedMessageAsync(string text)
    {
        var saying = (await MailsAsync("MailNode/Feed")).Where(mail => TextOf(mail).Contains(text, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(saying);
        return Assert.Single(saying.GroupBy(mail => mail.Headers.MessageIds("References").Count).MinBy(depth => depth.Key)!);
    }

    public static string TextOf(MimeEntity mail) => string.Join('\n', mail.Leaves().Where(leaf => leaf.ContentType.Is("text/plain")).Select(leaf => leaf.Text()));

    public static string HtmlOf(MimeEntity mail) => string.Join('\n', mail.Leaves().Where(leaf => leaf.ContentType.Is("text/html")).Select(leaf => leaf.Text()));

    /// <summary>A reply as any mail client writes it: new text on top, then the quote and a signature.</summary>
    public byte[] Reply(MimeEntity to, string text, string? from = null, string? recipient = null, string? cc = null, bool html = false)
    {
        var body = html ? MimeBuilder.Text("text/html", HtmlBody(to, text)) : MimeBuilder.Text("text/plain", PlainBody(to, text));
        return Headed(body, to, from, recipient, cc).WriteMessage();
    }

    /// <summary>The head of a reply around any body.</summary>
    public MimeBuilder Headed(MimeBuilder body, MimeEntity to, string? from = null, string? recipient = null, string? cc = null)
    {
        var id = to.Headers.MessageIds("Message-ID")[0];
        var mail = body.Header("From", new Address(user.Name, EmailAddress.Parse(from ?? user.Address)))
            .Header("To", recipient is null ? to.Headers.Addresses("Reply-To") : [new Address("", EmailAddress.Parse(recipient))])
            .Header("Subject", $"Re: {to.Headers.Text("Subject")}")
            .Date(user.Clock.GetUtcNow())
            .MessageId("Message-ID", NewId())
            .MessageId("In-Reply-To", id)
            .MessageId("References", [.. to.Headers.MessageIds("References"), id]);
        return cc is null ? mail : mail.Header("Cc", new Address("", EmailAddress.Parse(cc)));
    }

    private string PlainBody(MimeEntity to, string text) =>
        $"{text}\n\nOn Sat, 21 Nov 2026 at 10:00, {to.Headers.Addresses("From")[0].Name} wrote:\n"
        + string.Concat(TextOf(to).Split('\n').Select(line => $"> {line}\n")) + $"\n-- \n{user.Name}\nsent from a mail client\n";

    private string HtmlBody(MimeEntity to, string text) =>
        $"<html><body><div>{text}</div><div class=\"gmail_signature\">{user.Name}, sent from a mail client</div><br><div class=\"gmail_quote\">"
        + $"<div>On Sat, 21 Nov 2026 at 10:00, {to.Headers.Addresses("From")[0].Name} wrote:<br></div><blockquote>{TextOf(to)}</blockquote></div></body></html>";

    /// <summary>What a mail client writes when its user clicks a mailto: link and, maybe, adds some text.</summary>
    public byte[] Clicked(string mailto, string text = "")
    {
        var uri = new Uri(mailto);
        var subject = Uri.UnescapeDataString(uri.Query["?subject=".Length..]);
        return MimeBuilder.Text("text/plain", text)
            .Header("From", new Address(user.Name, EmailAddress.Parse(user.Address)))
            .Header("To", new Address("", EmailAddress.Parse($"{uri.UserInfo}@{uri.Host}")))
            .Header("Subject", subject)
            .Date(user.Clock.GetUtcNow())
            .MessageId("Message-ID", NewId())
            .WriteMessage();
    }

    /// <summary>Any mail of everyday life.</summary>
    public static string NewId() => $"mail-{Interlocked.Increment(ref counter)}@client.example.test";

    /// <summary>Sends a mail and files the copy under Sent, as mail clients do.</summary>
    public async Task SendAsync(byte[] mail, string? to = null)
    {
        await world.DeliverAsync(user.Address, to ?? user.Address, mail);
        await FileAsync("Sent", mail);
    }

    public Task FileAsync(string folder, byte[] mail, params string[] flags) => FileAsync(folder, mail, user.Clock.GetUtcNow(), flags is [] ? ["\\Seen"] : flags);

    public async Task FileAsync(string folder, ReadOnlyMemory<byte> mail, DateTimeOffset date, IReadOnlyList<string> flags)
    {
        await using var mailbox = await world.OpenMailboxAsync(user.Address);
        await mailbox.CreateAsync(folder, Token);
        await mailbox.AppendAsync(folder, mail, flags, date, Token);
    }

    public async Task DeleteAsync(string folder, params IReadOnlyCollection<uint> uids)
    {
        await using var mailbox = await world.OpenMailboxAsync(user.Address);
        await mailbox.DeleteAsync(new FolderRef(folder, (await mailbox.StatusAsync(folder, Token)).UidValidity), uids, Token);
    }
}
