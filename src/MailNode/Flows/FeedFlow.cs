using System.Security.Cryptography;
using System.Text;
using MailNode.Configuration;
using MailNode.Core.Contacts;
using MailNode.Core.Digests;
using MailNode.Core.Packets;
using MailNode.Core.Threads;
using MailNode.Mime;
using MailNode.Store;
using MailNode.Transport;

namespace MailNode.Flows;

/// <summary>Keeps one readable message per post and comment in the Feed folder, as far as the user wants copies there.</summary>
internal sealed class FeedFlow(Node node, Log log, Copies copies, int threads)
{
    /// <summary>Tells which rendering a message is, so that a rebuilt view finds its copies again.</summary>
    private const string RenderingHeader = "X-MailNode-Rendering";

    public async Task RunAsync(IMailbox mailbox, CancellationToken cancellation)
    {
        if (copies == Copies.Off) return;
        var state = await mailbox.StatusAsync(NodeFolders.Feed, cancellation);
        var folder = new FolderRef(NodeFolders.Feed, state.UidValidity);
        var wanted = Wanted();
        var there = Known(folder);
        if (there.Count == 0 && state.Count > 0) there = await RecoverAsync(mailbox, folder, wanted, cancellation);
        foreach (var (id, mail) in wanted)
            if (there.GetValueOrDefault(id)?.Rendering != mail.Rendering)
                await PlaceAsync(mailbox, folder, id, mail, there.GetValueOrDefault(id), cancellation);
        foreach (var (id, copy) in there.Where(one => !wanted.ContainsKey(one.Key)))
            await RemoveAsync(mailbox, folder, id, copy, cancellation);
    }

    /// <summary>What we wrote there; nothing, where the server has given out its UIDs anew.</summary>
    private IReadOnlyDictionary<string, FeedCopy> Known(FolderRef folder)
    {
        if (!node.View.Cursors.IsCurrent(folder.Name, folder.UidValidity)) node.View.FeedCopies.Clear();
        node.View.Cursors.Set(folder.Name, folder.UidValidity, 0);
        return node.View.FeedCopies.All();
    }

    private Dictionary<string, FeedMail> Wanted()
    {
        var entries = new EntryModel(node.Self, node.ReplyKeys, node.Clock.LocalTimeZone, PageMail.Cid, one => node.View.Media.File(one.Sha256) is not null);
        var wanted = new Dictionary<string, FeedMail>();
        foreach (var thread in new Feed(node.View, node.Book, node.Self.Person).Threads().Take(threads))
        {
            var line = new List<Entry>();
            foreach (var (entry, depth) in thread.Walk())
            {
                line.RemoveRange(depth, line.Count - depth);
                wanted[entry.Id.ToString()] = Render(entry, [.. line], entries);
                line.Add(entry);
            }
        }
        return wanted;
    }

    private FeedMail Render(Entry entry, IReadOnlyList<Entry> line, EntryModel entries)
    {
        var page = FeedMessage.Write(entry, line, node.Pages.Post, entries, node.Self, node.ReplyKeys, FileOf, plain: copies == Copies.Plain);
        var names = page.Pictures.Concat(page.Files).Select(one => one.Named.Sha256);
        var told = string.Join('\n', [page.Subject, page.Text, page.Html, .. names, copies.ToString()]);
        return new FeedMail(page, entry.Author.Trust == Trust.Self, Base32.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(told)).AsSpan(0, 15)));
    }

    private ReadOnlyMemory<byte>? FileOf(Attachment one) => node.Media.Read(node.View.Media.File(one.Sha256)) is { } bytes ? bytes : default(ReadOnlyMemory<byte>?);

    /// <summary>The new copy is there before the old one goes.</summary>
    private async Task PlaceAsync(IMailbox mailbox, FolderRef folder, string id, FeedMail mail, FeedCopy? old, CancellationToken cancellation)
    {
        var page = mail.Page with { Rendering = (RenderingHeader, mail.Rendering) };
        var bytes = copies == Copies.Sealed ? page.WriteSealed(log.SealToSelf) : page.Write();
        IReadOnlyList<string>? flags = mail.IsOwn ? ["\\Seen"] : [];
        if (old is { Uid: > 0 }) flags = await FlagsAsync(mailbox, folder, old.Uid, cancellation);
        if (flags is null)
        {
            // The user has deleted the copy: a new reaction must not bring it back.
            node.View.FeedCopies.Set(id, new FeedCopy(0, mail.Rendering));
            return;
        }
        var uid = await mailbox.AppendAsync(NodeFolders.Feed, bytes, flags, mail.Page.Date, cancellation)
            ?? (await CopiesAsync(mailbox, folder, cancellation)).LastOrDefault(one => one.Copy.Rendering == mail.Rendering).Copy?.Uid ?? 0;
        node.View.FeedCopies.Set(id, new FeedCopy(uid, mail.Rendering));
        if (old is { Uid: > 0 }) await mailbox.DeleteAsync(folder, [old.Uid], cancellation);
    }

    /// <summary>The flags that the user gave a copy: a newer copy keeps them. Null when it is gone.</summary>
    private static async Task<IReadOnlyList<string>?> FlagsAsync(IMailbox mailbox, FolderRef folder, uint uid, CancellationToken cancellation)
    {
        await foreach (var summary in mailbox.SummariesAsync(folder, uid - 1, [], cancellation))
            return summary.Uid == uid ? [.. summary.Flags.Where(flag => flag != "\\Recent")] : null;
        return null;
    }

    private async Task RemoveAsync(IMailbox mailbox, FolderRef folder, string id, FeedCopy copy, CancellationToken cancellation)
    {
        if (copy.Uid > 0) await mailbox.DeleteAsync(folder, [copy.Uid], cancellation);
        node.View.FeedCopies.Remove(id);
    }

    /// <summary>After a rebuild: what lies in the folder is known again by its Message-ID, so nothing is written twice.</summary>
    private async Task<IReadOnlyDictionary<string, FeedCopy>> RecoverAsync(
        IMailbox mailbox, FolderRef folder, Dictionary<string, FeedMail> wanted, CancellationToken cancellation)
    {
        var ids = wanted.ToDictionary(one => one.Value.Page.MessageId, one => one.Key);
        foreach (var (messageId, copy) in await CopiesAsync(mailbox, folder, cancellation))
            if (ids.TryGetValue(messageId, out var id)) node.View.FeedCopies.Set(id, copy);
        return node.View.FeedCopies.All();
    }

    private static async Task<List<(string MessageId, FeedCopy Copy)>> CopiesAsync(IMailbox mailbox, FolderRef folder, CancellationToken cancellation)
    {
        var found = new List<(string, FeedCopy)>();
        await foreach (var summary in mailbox.SummariesAsync(folder, 0, ["Message-ID", RenderingHeader], cancellation))
        {
            var headers = HeaderList.Parse(summary.Headers);
            if (headers.MessageIds("Message-ID") is [var id, ..] && headers.Text(RenderingHeader) is { } rendering)
                found.Add((id, new FeedCopy(summary.Uid, rendering.Trim())));
        }
        return found;
    }

    private sealed record FeedMail(PageMail Page, bool IsOwn, string Rendering);
}
