using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.Core.Replies;
using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Flows;

/// <summary>
/// Looks through new mail in INBOX, Junk and MailNode/In, opens what may be ours, and moves what is: to the log, or to the
/// quarantine. Everything else stays as it is, flags and all.
/// </summary>
internal sealed class ReceiveFlow(Node node)
{
    private const int Batch = 50;
    private static readonly IReadOnlyList<string> Headers = ["Content-Type", .. ReplyMail.TellingHeaders];

    public async Task RunAsync(IMailbox mailbox, PassReport report, CancellationToken cancellation)
    {
        foreach (var folder in await SourcesAsync(mailbox, cancellation))
            await ReceiveAsync(mailbox, folder, report, cancellation);
    }

    private static async Task<IReadOnlyList<string>> SourcesAsync(IMailbox mailbox, CancellationToken cancellation)
    {
        var junk = (await mailbox.ListAsync(cancellation)).Where(folder => folder is { Use: FolderUse.Junk, Selectable: true });
        return ["INBOX", .. junk.Select(folder => folder.Name), NodeFolders.In];
    }

    private async Task ReceiveAsync(IMailbox mailbox, string name, PassReport report, CancellationToken cancellation)
    {
        var state = await mailbox.StatusAsync(name, cancellation);
        var folder = new FolderRef(name, state.UidValidity);
        var after = node.View.Cursors.Get(name, state.UidValidity);
        var (candidates, last) = (new List<uint>(), after);
        await foreach (var summary in mailbox.SummariesAsync(folder, after, Headers, cancellation))
        {
            last = summary.Uid;
            if (summary.Size <= Limits.MailBytes && IsCandidate(HeaderList.Parse(summary.Headers))) candidates.Add(summary.Uid);
        }
        foreach (var batch in candidates.Chunk(Batch))
        {
            await SortAsync(mailbox, folder, batch, report, cancellation);
            node.View.Cursors.Set(name, folder.UidValidity, batch[^1]);
        }
        if (last > after) node.View.Cursors.Set(name, folder.UidValidity, last);
    }

    /// <summary>Worth fetching whole: PGP/MIME, what gateways make of it, and replies with a token of ours.</summary>
    private bool IsCandidate(HeaderList headers)
    {
        var type = ContentType.Parse(headers.First("Content-Type")?.Value);
        if (type.Is("multipart/encrypted")) return true;
        if (type.Is("multipart/mixed") && headers.Text("Subject")?.Contains(SignedEntity.OuterSubject, StringComparison.Ordinal) == true) return true;
        return ReplyMail.Token(headers, node.ReplyKeys, node.Self.Address, node.Now) is not null;
    }

    private async Task SortAsync(IMailbox mailbox, FolderRef folder, uint[] uids, PassReport report, CancellationToken cancellation)
    {
        var (ours, refused) = (new List<uint>(), new List<uint>());
        await foreach (var mail in mailbox.ReadAsync(folder, uids, Limits.MailBytes, cancellation))
        {
            switch (Decide(mail.Bytes))
            {
                case Intake.Log: ours.Add(mail.Uid); break;
                case Intake.Quarantine: refused.Add(mail.Uid); break;
                case Intake.Reply: node.View.Held.Add(folder.Name, folder.UidValidity, mail.Uid); break;
            }
        }
        if (ours.Count > 0) await mailbox.MoveAsync(folder, ours, NodeFolders.Archive, cancellation);
        if (refused.Count > 0) await mailbox.MoveAsync(folder, refused, NodeFolders.Quarantine, cancellation);
        report.Received += ours.Count;
        report.Quarantined += refused.Count;
    }

    private Intake Decide(ReadOnlyMemory<byte> bytes)
    {
        var mail = MimeEntity.Parse(bytes);
        var openings = SealedMail.Find(mail).Select(body => Envelope.Open(body, node.Keyring, node.Now)).ToList();
        if (openings.Any(one => one is Opening.Genuine)) return Intake.Log;
        if (openings.Any(one => one is Opening.Refused)) return Intake.Quarantine;
        var reading = ReplyMail.Read(mail, node.ReplyKeys, node.Self.Address, node.Now);
        return reading is ReplyReading.Comment or ReplyReading.Like ? Intake.Reply : Intake.Leave;
    }

    private enum Intake
    {
        Leave,
        Log,
        Quarantine,

        /// <summary>It would speak for the owner, if the owner's Sent folder knows it too.</summary>
        Reply,
    }
}
