using MailNode.Core.Contacts;
using MailNode.Core.Packets;
using MailNode.Core.Replies;
using MailNode.Core.Text;
using MailNode.Core.Threads;
using MailNode.Mime;

namespace MailNode.Core.Digests;

/// <summary>The readable message in the Feed folder for one post or comment.</summary>
public static class FeedMessage
{
    /// <summary>Carries the token, so that a reply names what it answers; the same for the same entry, so that a copy is known again.</summary>
    public static string MessageId(Entry entry, Self self, ReplyKeys keys) =>
        $"{ReplyToken.Make(keys.Tokens, self.Address, TokenPurpose.Reply, entry.Id, entry.At)}@{self.Address.Domain}";

    /// <param name="line">From the thread's root to the entry's parent; empty for a root.</param>
    /// <param name="plain">The copy is readable at the provider, so what the author wants sealed is left out.</param>
    public static PageMail Write(
        Entry entry, IReadOnlyList<Entry> line, Page page, EntryModel entries, Self self, ReplyKeys keys,
        Func<Attachment, ReadOnlyMemory<byte>?> files, bool plain)
    {
        var root = line.Count > 0 ? line[0] : entry;
        var hidden = plain && entry.SealedCopies;
        var shown = hidden ? entry.WithoutText() : entry;
        var model = entries.One(shown, line.Count);
        model["node"] = entries.Node;
        model["thread_title"] = Subject(root, hidden);
        var (html, text) = page.Render(model);
        var here = shown.Attachments.Select(one => (one, files(one))).Where(one => one.Item2 is not null)
            .Select(one => (Named: one.one, Bytes: one.Item2!.Value)).ToList();
        return new PageMail
        {
            From = new Address($"{entry.Author.Name} (MailNode)", self.Address),
            To = self.MailAddress,
            Subject = (line.Count > 0 ? "Re: " : "") + Subject(root, hidden),
            Date = entry.At,
            MessageId = MessageId(entry, self, keys),
            References = [.. line.Select(one => MessageId(one, self, keys))],
            Html = html,
            Text = text,
            Pictures = [.. here.Where(one => Media.MediaType.IsInlinePicture(one.Named.Type))],
            Files = [.. here.Where(one => !Media.MediaType.IsInlinePicture(one.Named.Type))],
        };
    }

    private static string Subject(Entry root, bool hidden)
    {
        if (hidden) return $"A message from {root.Author.Name}";
        var preview = root.Placeholder ?? PostText.Preview(root.Text, 60);
        return preview.Length > 0 ? preview : $"A post by {root.Author.Name}";
    }
}
