using MailNode.Configuration;
using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Demo;

/// <summary>Does what a mail client does when its user presses Reply: answers, files a copy under Sent, sends.</summary>
internal sealed class MailClient(Actor user, TimeProvider clock)
{
    /// <param name="quoted">Some text of the message in the Feed folder that is answered.</param>
    public async Task ReplyAsync(string quoted, string text, CancellationToken cancellation)
    {
        await using var mailbox = MaildirMailbox.Open(user.Maildir, clock);
        var answered = await FindAsync(mailbox, quoted, cancellation);
        var id = answered.Headers.MessageIds("Message-ID")[0];
        var body = $"{text}\n\nOn Saturday, {answered.Headers.Addresses("From")[0].Name} wrote:\n> {quoted}\n";
        var reply = MimeBuilder.Text("text/plain", body)
            .Header("From", new Address(user.Name, EmailAddress.Parse(user.Address)))
            .Header("To", answered.Headers.Addresses("Reply-To"))
            .Header("Subject", $"Re: {answered.Headers.Text("Subject")}")
            .Date(clock.GetUtcNow())
            .MessageId("Message-ID", $"reply-1@{EmailAddress.Parse(user.Address).Domain}")
            .MessageId("In-Reply-To", id)
            .MessageId("References", [.. answered.Headers.MessageIds("References"), id])
            .WriteMessage();
        await mailbox.CreateAsync("Sent", cancellation);
        await mailbox.AppendAsync("Sent", reply, ["\\Seen"], clock.GetUtcNow(), cancellation);
        await Maildir.DeliverAsync(user.Maildir, reply, clock, cancellation);
    }

    private static async Task<MimeEntity> FindAsync(MaildirMailbox mailbox, string quoted, CancellationToken cancellation)
    {
        const string feed = "MailNode/Feed";
        var folder = new FolderRef(feed, (await mailbox.StatusAsync(feed, cancellation)).UidValidity);
        var uids = new List<uint>();
        await foreach (var summary in mailbox.SummariesAsync(folder, 0, [], cancellation)) uids.Add(summary.Uid);
        await foreach (var mail in mailbox.ReadAsync(folder, uids, long.MaxValue, cancellation))
        {
            var message = MimeEntity.Parse(mail.Bytes);
            if (message.Leaves().Any(leaf => leaf.ContentType.Is("text/plain") && leaf.Text().Contains(quoted, StringComparison.Ordinal))) return message;
        }
        throw new UserError($"The demo failed: {feed} has no message that says \"{quoted}\".");
    }
}
