using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.Core.Replies;
using MailNode.Mime;
using MailNode.Store;
using MailNode.Transport;

namespace MailNode.Flows;

/// <summary>
/// Makes comments of the replies in the user's own Sent folder, where only the user's own mail programs can put them. The
/// copy that came back to the node's own address is then kept sealed, and taken out of the way.
/// </summary>
internal sealed class ReplyFlow(Node node, Log log, Writing writing)
{
    /// <summary>How long a mail client may take to file its copy before the owner is asked.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task RunAsync(IMailbox mailbox, CancellationToken cancellation)
    {
        foreach (var folder in (await mailbox.ListAsync(cancellation)).Where(folder => folder is { Use: FolderUse.Sent, Selectable: true }))
            await ReadSentAsync(mailbox, folder.Name, cancellation);
        foreach (var held in node.View.Held.All())
        {
            // With new UIDs the folder is read from its beginning, and whatever is held there is found again.
            if (await UidValidityAsync(mailbox, held.Folder, cancellation) == held.UidValidity)
                await TidyAsync(mailbox, held, cancellation);
            else
                node.View.Held.Remove(held.Folder, held.Uid);
        }
    }

    /// <summary>Null when the folder is gone: the user may delete the one for junk.</summary>
    private static async Task<uint?> UidValidityAsync(IMailbox mailbox, string folder, CancellationToken cancellation)
    {
        try
        {
            return (await mailbox.StatusAsync(folder, cancellation)).UidValidity;
        }
        catch (MailException e) when (e.Problem == MailProblem.FolderMissing)
        {
            return null;
        }
    }

    private async Task ReadSentAsync(IMailbox mailbox, string name, CancellationToken cancellation)
    {
        var state = await mailbox.StatusAsync(name, cancellation);
        var folder = new FolderRef(name, state.UidValidity);
        var after = node.View.Cursors.Get(name, state.UidValidity);
        var (replies, last) = (new List<uint>(), after);
        await foreach (var summary in mailbox.SummariesAsync(folder, after, ReplyMail.TellingHeaders, cancellation))
        {
            last = summary.Uid;
            if (summary.Size <= Limits.MailBytes && Token(summary) is not null) replies.Add(summary.Uid);
        }
        await foreach (var mail in mailbox.ReadAsync(folder, replies, Limits.MailBytes, cancellation))
            Take(Read(MimeEntity.Parse(mail.Bytes)));
        if (last > after) node.View.Cursors.Set(name, folder.UidValidity, last);
    }

    private ReplyToken? Token(MessageSummary summary) =>
        ReplyMail.Token(HeaderList.Parse(summary.Headers), node.ReplyKeys, node.Self.Address, node.Now);

    /// <summary>With sealed copies, mail clients seal the reply too.</summary>
    private ReplyReading Read(MimeEntity mail)
    {
        var content = Envelope.OpenOwnLetter(mail, node.Keyring, node.Now);
        return ReplyMail.Read(mail, node.ReplyKeys, node.Self.Address, node.Now, content);
    }

    private void Take(ReplyReading reading)
    {
        if (node.IsTakenBack) return;
        if (reading is ReplyReading.Comment comment && Answered(comment.Packet, comment.Origin) is { } commented)
            writing.Comment(commented, comment.Text, comment.Origin);
        if (reading is ReplyReading.Like like && Answered(like.Packet, like.Origin) is { } liked)
            writing.React(liked, "👍", like.Origin);
    }

    /// <summary>The packet that a reply answers; null when it or its thread's root is not here, or the reply was taken already.</summary>
    private LoggedPacket? Answered(string packet, string origin) =>
        !node.View.Packets.HasOrigin(origin) && node.View.Packets.FindByPrefix(packet) is [var only]
        && (only.Packet.Root is not { } root || node.View.Packets.Find(root) is not null)
            ? only
            : null;

    /// <summary>A reply that only came back to INBOX is held until its twin lies in Sent: anybody can write our address into From.</summary>
    private async Task TidyAsync(IMailbox mailbox, HeldReply held, CancellationToken cancellation)
    {
        var folder = new FolderRef(held.Folder, held.UidValidity);
        var gone = true;
        await foreach (var mail in mailbox.ReadAsync(folder, [held.Uid], Limits.MailBytes, cancellation))
        {
            var origin = ReplyMail.Origin(MimeEntity.Parse(mail.Bytes), node.ReplyKeys);
            gone = node.View.Packets.HasOrigin(origin);
            if (!gone)
            {
                await AskAsync(mailbox, origin, mail.InternalDate, cancellation);
                continue;
            }
            await mailbox.AppendAsync(NodeFolders.Archive, log.Keep(mail.Bytes, node.Now), ["\\Seen"], mail.InternalDate, cancellation);
            await mailbox.DeleteAsync(folder, [held.Uid], cancellation);
        }
        if (gone) node.View.Held.Remove(held.Folder, held.Uid);
    }

    /// <summary>Asks the owner, once, about a reply that has had time enough to appear in Sent.</summary>
    private async Task AskAsync(IMailbox mailbox, string origin, DateTimeOffset came, CancellationToken cancellation)
    {
        if (node.Now - came < Patience || node.ShownBefore().Contains(origin)) return;
        await mailbox.AppendAsync("INBOX", HeldReplyMail.Write(node.Self, origin, came, node.Now), [], node.Now, cancellation);
        log.Compose(batch => batch.AddToSelf(new PacketDraft(PacketTypes.SelfRead, new SelfReadBody([origin]))));
    }
}
