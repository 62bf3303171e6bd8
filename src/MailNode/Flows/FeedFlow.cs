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

    /// <summary>Bytes of files in one copy: what is larger many servers refuse, and no copy after it would come.</summary>
    private const long MaxFileBytes = 20 * 1024 * 1024;

    /// <summary>Where the folder's cursor stands while copies are written, and when all are.</summary>
    private const uint Writing = 1, Written = 0;

    public async Task RunAsync(IMailbox mailbox, CancellationToken cancellation)
    {
        if (copies == Copies.Off) return;
        var state = await mailbox.StatusAsync(NodeFolders.Feed, cancellation);
        var folder = new FolderRef(NodeFolders.Feed, state.UidValidity);
        var wanted = Wanted();
        var (there, isWhole) = Known(folder);
        if (!isWhole || (there.Count == 0 && state.Count > 0)) there = await RecoverAsync(mailbox, folder, wanted, cancellation);
        var stale = wanted.Where(one => there.GetValueOrDefault(one.Key)?.Rendering != one.Value.Rendering).ToList();
        var gone = there.Where(one => !wanted.ContainsKey(one.Key)).ToList();
        if (stale.Count + gone.Count > 0) node.View.Cursors.Set(folder.Name, folder.UidValidity, Writing);
        foreach (var (id, mail) in stale) await PlaceAsync(mailbox, folder, id, mail, there.GetValueOrDefault(id), cancellation);
        foreach (var (id, copy) in gone) await RemoveAsync(mailbox, folder, id, copy, cancellation);
        node.View.Cursors.Set(folder.Name, folder.UidValidity, Written);
    }

    /// <summary>What we wrote there; nothing, where the server has given out its UIDs anew. Not whole: the last refresh was cut off.</summary>
    private (IReadOnlyDictionary<string, FeedCopy> There, bool IsWhole) Known(FolderRef folder)
    {
        if (!node.View.Cursors.IsCurrent(folder.Name, folder.UidValidity)) node.View.FeedCopies.Clear();
        return (node.View.FeedCopies.All(), node.View.Cursors.Get(folder.Name, folder.UidValidity) == Written);
    }

    private Dictionary<string, FeedMail> Wanted()
    {
        var wanted = new Dictionary<string, FeedMail>();
        foreach (var thread in new Feed(node.View, node.Book, node.Self.Person).Threads().Take(threads))
        {
            var line = new List<Entry>();
            foreach (var (entry, depth) in thread.Walk())
            {
                line.RemoveRange(depth, line.Count - depth);
                wanted[entry.Id.ToString()] = Render(entry, [.. line]);
                line.Add(entry);
            }
        }
        return wanted;
    }

    private FeedMail Render(Entry entry, IReadOnlyList<Entry> line)
    {
        // Without the files: there may be gigabytes of them, and almost always all copies are there already.
        var page = Page(entry, line, _ => ReadOnlyMemory<byte>.Empty);
        var names = page.Pictures.Concat(page.Files).Select(one => one.Named.Sha256);
        var told = string.Join('\n', [page.Subject, page.Text, page.Html, .. names, copies.ToString()]);
        // Keyed, since it stands outside the seal: from a bare hash the provider could tell a guessed text from a wrong guess.
        var rendering = HMACSHA256.HashData(node.ReplyKeys.Origins, Encoding.UTF8.GetBytes(told)).AsSpan(0, 15);
        return new FeedMail(() => Page(entry, line, FileOf), page.MessageId, page.Date, entry.Author.Trust == Trust.Self, Base32.Encode(rendering));
    }

    private PageMail Page(Entry entry, IReadOnlyList<Entry> line, Func<Attachment, ReadOnlyMemory<byte>?> read)
    {
        var fitting = node.Fitting(entry.Attachments, MaxFileBytes);
        var entries = new EntryModel(
            node.Self, node.ReplyKeys, node.Clock.LocalTimeZone, one => fitting.Contains(one.Sha256) ? PageMail.Cid(one) : null,
            one => node.View.Media.File(one.Sha256) is not null);
        return FeedMessage.Write(
            entry, line, node.Pages.Post, entries, node.Self, node.ReplyKeys, one => fitting.Contains(one.Sha256) ? read(one) : null,
            plain: copies == Copies.Plain);
    }

    private ReadOnlyMemory<byte>? FileOf(Attachment one) => node.Media.Read(node.View.Media.File(one.Sha256)) is { } bytes ? bytes : default(ReadOnlyMemory<byte>?);

    /// <summary>The new copy is there before the old one goes.</summary>
    private async Task PlaceAsync(IMailbox mailbox, FolderRef folder, string id, FeedMail mail, FeedCopy? old, CancellationToken cancellation)
    {
        IReadOnlyList<string>? flags = mail.IsOwn ? ["\\Seen"] : [];
        if (old is { Uid: > 0 }) flags = await FlagsAsync(mailbox, folder, old.Uid, cancellation);
        if (flags is null)
        {
            // The user has deleted the copy: a new reaction must not bring it back.
            node.View.FeedCopies.Set(id, new FeedCopy(0, mail.Rendering));
            return;
        }
        var page = mail.Page() with { Rendering = (RenderingHeader, mail.Rendering) };
        var bytes = copies == Copies.Sealed ? page.WriteSealed(log.SealToSelf) : page.Write();
        var uid = await mailbox.AppendAsync(NodeFolders.Feed, bytes, flags, mail.Date, cancellation)
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

    /// <summary>
    /// After a rebuild, or a refresh that was cut off: what lies in the folder is known again by its Message-ID, so nothing
    /// is written twice, and of two copies the older one goes.
    /// </summary>
    private async Task<IReadOnlyDictionary<string, FeedCopy>> RecoverAsync(
        IMailbox mailbox, FolderRef folder, Dictionary<string, FeedMail> wanted, CancellationToken cancellation)
    {
        var ids = wanted.ToDictionary(one => one.Value.MessageId, one => one.Key);
        var found = (await CopiesAsync(mailbox, folder, cancellation)).Where(one => ids.ContainsKey(one.MessageId)).ToLookup(one => ids[one.MessageId], one => one.Copy);
        var older = found.SelectMany(same => same.SkipLast(1)).Select(copy => copy.Uid).ToList();
        if (older.Count > 0) await mailbox.DeleteAsync(folder, older, cancellation);
        foreach (var same in found) node.View.FeedCopies.Set(same.Key, same.Last());
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

    /// <param name="Page">Made when it is needed, with its files.</param>
    private sealed record FeedMail(Func<PageMail> Page, string MessageId, DateTimeOffset Date, bool IsOwn, string Rendering);
}
