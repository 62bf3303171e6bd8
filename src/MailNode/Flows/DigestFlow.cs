using System.Security.Cryptography;
using MailNode.Configuration;
using MailNode.Core.Contacts;
using MailNode.Core.Digests;
using MailNode.Core.Packets;
using MailNode.Core.Replies;
using MailNode.Core.Threads;
using MailNode.Store;
using MailNode.Transport;

namespace MailNode.Flows;

/// <summary>Renders what has happened as one page: a file, or a mail that is placed in INBOX.</summary>
internal sealed class DigestFlow(Node node, Log log, Copies copies)
{
    /// <summary>Bytes of pictures in a mail: a larger one is refused by many servers, and then no digest would come any more.</summary>
    private const long MaxMailPictures = 10 * 1024 * 1024;

    /// <summary>Bytes of pictures in a file.</summary>
    private const long MaxFilePictures = 50 * 1024 * 1024;

    /// <summary>The newest threads as an HTML file that needs nothing beside it.</summary>
    public string RenderFile()
    {
        var digest = Digest.Of([.. Threads().Take(Digest.MaxThreads + 1)], Requests());
        var fitting = node.Fitting(PicturesOf(digest), MaxFilePictures);
        // No mail provider cuts a file, and its pictures lie in the HTML: they must not cost the threads their place.
        return digest.Render(node.Pages.Digest, Entries(one => fitting.Contains(one.Sha256) ? DataUri(one) : null), node.Now, int.MaxValue).Html;
    }

    /// <summary>Places a digest of what no digest has shown yet, and logs that it was shown. False when there is nothing new.</summary>
    public async Task<bool> SendAsync(IMailbox mailbox, CancellationToken cancellation)
    {
        if (copies == Copies.Off)
            throw new UserError("Copies are off for this node, so no digest is placed in the mailbox. `mailnode digest --out FILE` writes one on this machine.");
        var shown = node.ShownBefore();
        var fresh = Threads().Where(thread => thread.Walk().Any(one => IsNew(one.Entry, shown))).ToList();
        var requests = Requests().Where(one => !shown.Contains(one.Fingerprint.ToString())).ToList();
        if (fresh.Count == 0 && requests.Count == 0) return false;
        var shownThreads = fresh.Select(thread => copies == Copies.Plain && thread.SealedCopies ? thread.WithoutText() : thread);
        var whole = Digest.Of([.. shownThreads], requests);
        var fitting = node.Fitting(PicturesOf(whole), MaxMailPictures);
        var (digest, html, text) = whole.Render(node.Pages.Digest, Entries(one => fitting.Contains(one.Sha256) ? PageMail.Cid(one) : null), node.Now);
        var mail = Mail(digest, html, text, fitting);
        await mailbox.AppendAsync("INBOX", copies == Copies.Sealed ? mail.WriteSealed(log.SealToSelf) : mail.Write(), [], node.Now, cancellation);
        var ids = digest.Threads.SelectMany(thread => thread.Walk()).Select(one => one.Entry.Id.ToString());
        log.Compose(batch => batch.AddToSelf(new PacketDraft(
            PacketTypes.SelfRead, new SelfReadBody([.. ids, .. digest.Requests.Select(one => one.Fingerprint.ToString())]))));
        await log.FlushAsync(mailbox, cancellation);
        return true;
    }

    private IEnumerable<Entry> Threads() => new Feed(node.View, node.Book, node.Self.Person).Threads();

    private List<Contact> Requests() => [.. node.Book.All.Where(one => one.Trust == Trust.Requested)];

    private static bool IsNew(Entry entry, HashSet<string> shown) => entry.Author.Trust != Trust.Self && !shown.Contains(entry.Id.ToString());

    private EntryModel Entries(Func<Attachment, string?> pictures) =>
        new(node.Self, node.ReplyKeys, node.Clock.LocalTimeZone, pictures, one => node.View.Media.File(one.Sha256) is not null);

    private string? DataUri(Attachment one) =>
        node.Media.Read(node.View.Media.File(one.Sha256)) is { } bytes ? $"data:{one.Type};base64,{Convert.ToBase64String(bytes)}" : null;

    private PageMail Mail(Digest digest, string html, string text, HashSet<string> fitting) => new()
    {
        From = new Mime.Address("MailNode", node.Self.Address),
        To = node.Self.MailAddress,
        Subject = Digest.Title(node.Now),
        Date = node.Now,
        MessageId = $"{MessageIdOf(digest)}@{node.Self.Address.Domain}",
        Html = html,
        Text = text,
        Pictures = [.. Bytes(PicturesOf(digest).Where(one => fitting.Contains(one.Sha256)))],
    };

    /// <summary>A digest of one thread can be answered as it is; in a longer one each post has its own reply link.</summary>
    private string MessageIdOf(Digest digest) => digest.Threads is [var only]
        ? ReplyToken.Make(node.ReplyKeys.Tokens, node.Self.Address, TokenPurpose.Reply, only.Id, node.Now)
        : $"digest.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}";

    private static IEnumerable<Attachment> PicturesOf(Digest digest) =>
        from thread in digest.Threads
        from one in thread.Walk()
        from attachment in one.Entry.Attachments
        where Core.Media.MediaType.IsInlinePicture(attachment.Type)
        select attachment;

    private IEnumerable<(Attachment, ReadOnlyMemory<byte>)> Bytes(IEnumerable<Attachment> pictures) =>
        from one in pictures.DistinctBy(one => one.Sha256)
        let bytes = node.Media.Read(node.View.Media.File(one.Sha256))
        where bytes is not null
        select (one, (ReadOnlyMemory<byte>)bytes);
}
