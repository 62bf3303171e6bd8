using MailNode.Configuration;
using MailNode.Core.Contacts;
using MailNode.Core.Envelopes;
using MailNode.Core.Media;
using MailNode.Core.Outbox;
using MailNode.Core.Packets;
using MailNode.Core.Text;
using MailNode.Core.Threads;
using MailNode.Store;

namespace MailNode.Flows;

/// <summary>What a person writes: posts, comments, reactions. Composed into the log; sending is another flow's.</summary>
internal sealed class Writing(Node node, Log log)
{
    public Packet Post(string text, AudienceChoice audience, IReadOnlyList<FileToAttach> files)
    {
        node.CheckMayWrite();
        if (files.Count > PacketLimits.Attachments)
            throw new UserError($"There are {files.Count} files; {PacketLimits.Attachments} is the most a post can carry. Write a second post for the others.");
        CheckLength(text);
        var attached = files.Select(Prepare).ToList();
        Packet? post = null;
        log.Compose(batch =>
        {
            var recipients = audience.Recipients(node.Book);
            var draft = new PacketDraft(PacketTypes.Post, new PostBody(text)) { Attachments = [.. attached.Select(one => one.Named)] };
            post = batch.Add(draft, audience, recipients, [.. attached.Where(IsSmall).Select(one => one.File)]);
            foreach (var large in attached.Where(one => !IsSmall(one)))
                batch.Add(
                    new PacketDraft(PacketTypes.Media, new MediaBody()) { About = post.Id, Root = post.Id, Attachments = [large.Named] },
                    audience, recipients, [large.File]);
        });
        return post!;
    }

    /// <param name="origin">Of the mail it was made from; null when it was typed at the command line.</param>
    public Packet Comment(LoggedPacket about, string text, string? origin = null)
    {
        CheckLength(text);
        return Answer(about, new PacketDraft(PacketTypes.Comment, new CommentBody(text)) { Origin = origin });
    }

    public Packet React(LoggedPacket about, string emoji, string? origin = null) =>
        Answer(about, new PacketDraft(PacketTypes.Reaction, new ReactionBody(emoji)) { Origin = origin });

    /// <summary>In a thread of ours to its audience; else to the thread's owner, whose node relays it.</summary>
    private Packet Answer(LoggedPacket about, PacketDraft draft)
    {
        node.CheckMayWrite();
        var rootId = about.Packet.Root ?? about.Packet.Id;
        var root = node.View.Packets.Find(rootId) ?? throw new UserError("The post at the top of this thread has not arrived yet; try again after the next sync.");
        var placed = draft with { About = about.Packet.Id, Root = rootId };
        Packet? packet = null;
        log.Compose(batch => packet = root.Packet.Author == node.Self.Fingerprint
            ? AddToOwn(batch, placed, root)
            : batch.AddDirect(placed, root.Packet.Author));
        return packet!;
    }

    private Packet AddToOwn(Composition batch, PacketDraft draft, LoggedPacket root)
    {
        var thread = node.View.ThreadOf(root);
        return batch.Add(draft, AudienceChoice.Of(thread), Owed.StillThere(thread.SentTo, node.Book));
    }

    private static void CheckLength(string text)
    {
        if (text.Length > PacketLimits.Text)
            throw new UserError($"The text has {text.Length} characters; {PacketLimits.Text} is the most that can be sent at once. Send it as a file, or in parts.");
    }

    private static bool IsSmall((Attachment Named, AttachedFile File) one) => one.File.Bytes.Length <= PacketLimits.InlineAttachmentBytes;

    /// <summary>Photos lose their location and camera data here, before anything is sealed.</summary>
    private static (Attachment Named, AttachedFile File) Prepare(FileToAttach given)
    {
        FileToAttach.CheckSize(given.Name, given.Bytes.Length);
        if (given.Alt is { Length: > PacketLimits.Word })
            throw new UserError($"The --alt text for {given.Name} has {given.Alt.Length} characters; {PacketLimits.Word} is the most. Say the rest in the post.");
        var type = MediaType.FromFileName(given.Name);
        var picture = PictureFile.Clean(given.Bytes);
        if (picture is null && MediaType.IsInlinePicture(type))
            throw new UserError($"{given.Name} looks like a picture but cannot be read, so its location data could not be removed. Save it anew and post again.");
        var file = AttachedFile.Of(picture?.Bytes ?? given.Bytes);
        var name = FileName.Clean(given.Name, picture?.Type ?? type);
        return (new Attachment(file.Sha256, name, picture?.Type ?? type, file.Bytes.Length, picture?.Width, picture?.Height, given.Alt), file);
    }
}

/// <summary>A file that the user adds to a post.</summary>
/// <param name="Alt">What the picture shows, for people who cannot see it.</param>
internal sealed record FileToAttach(string Name, byte[] Bytes, string? Alt)
{
    /// <exception cref="UserError">A post cannot carry a file of so many bytes.</exception>
    public static void CheckSize(string name, long bytes)
    {
        if (bytes > PacketLimits.AttachmentBytes)
            throw new UserError($"{name} is too large: it has {bytes / 1048576.0:0.0} MB, and a post can carry "
                + $"{PacketLimits.AttachmentBytes / 1048576} MB a file. Make it smaller and post again.");
    }
}
