using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.Core.Replies;
using MailNode.Mime;
using MailNode.OpenPgp;
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

    /// <summary>Keys of strangers whose hello, and renewed keys of friends whose profile, came in this pass and is not folded yet.</summary>
    private readonly Dictionary<Fingerprint, Certificate> introduced = [];

    /// <summary>How often one of them said something new.</summary>
    private int introductions;

    public async Task RunAsync(IMailbox mailbox, PassReport report, CancellationToken cancellation)
    {
        introduced.Clear();
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
            if (summary.IsUnreadable) report.Unreadable++;
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
        if (type.Is("multipart/mixed") && headers.Text("Subject")?.Contains(MailFields.OuterSubject, StringComparison.Ordinal) == true) return true;
        return ReplyMail.Token(headers, node.ReplyKeys, node.Self.Address, node.Now) is not null;
    }

    private async Task SortAsync(IMailbox mailbox, FolderRef folder, uint[] uids, PassReport report, CancellationToken cancellation)
    {
        var intakes = new Dictionary<uint, Intake>();
        // A stranger's hello, or the renewal of a friend's key, may lie behind what else they sent: with the key that it
        // brings, the rest is looked at once more.
        for (var known = -1; known < introductions && Undecided() is { Count: > 0 } undecided;)
        {
            known = introductions;
            await foreach (var mail in mailbox.ReadAsync(folder, undecided, Limits.MailBytes, cancellation))
                intakes[mail.Uid] = mail.IsUnreadable ? Intake.Unreadable : Decide(mail.Bytes);
        }
        foreach (var uid in Decided(Intake.Reply)) node.View.Held.Add(folder.Name, folder.UidValidity, uid);
        var (ours, refused) = (Decided(Intake.Log), Decided(Intake.Quarantine));
        if (ours.Count > 0) await mailbox.MoveAsync(folder, ours, NodeFolders.Archive, cancellation);
        if (refused.Count > 0) await mailbox.MoveAsync(folder, refused, NodeFolders.Quarantine, cancellation);
        report.Received += ours.Count;
        report.Quarantined += refused.Count;
        report.Unreadable += Decided(Intake.Unreadable).Count;

        List<uint> Decided(Intake intake) => [.. intakes.Where(one => one.Value == intake).Select(one => one.Key)];
        List<uint> Undecided() => [.. uids.Where(uid => intakes.GetValueOrDefault(uid, Intake.Quarantine) == Intake.Quarantine)];
    }

    private Intake Decide(ReadOnlyMemory<byte> bytes)
    {
        var mail = MimeEntity.Parse(bytes);
        var keyring = node.Keyring with { Known = Known };
        var openings = SealedMail.Find(mail).Select(body => Envelope.Open(body, keyring, node.Now)).ToList();
        foreach (var genuine in openings.OfType<Opening.Genuine>()) Introduce(genuine.Packet);
        if (openings.Any(one => one is Opening.Genuine)) return Intake.Log;
        if (openings.Any(one => one is Opening.Refused)) return Intake.Quarantine;
        var reading = ReplyMail.Read(mail, node.ReplyKeys, node.Self.Address, node.Now);
        return reading is ReplyReading.Comment or ReplyReading.Like ? Intake.Reply : Intake.Leave;
    }

    private Certificate? Known(Fingerprint person) => introduced.GetValueOrDefault(person) ?? node.CertificateOf(person);

    private void Introduce(Packet packet)
    {
        if (Envelope.BroughtBy(packet.Body, node.Now) is not { } certificate || certificate.Fingerprint != packet.Author) return;
        var known = Known(packet.Author);
        var merged = known?.Merge(certificate, node.Now) ?? certificate;
        if (known is not null && merged.ToBytes().AsSpan().SequenceEqual(known.ToBytes())) return;
        introduced[packet.Author] = merged;
        introductions++;
    }

    private enum Intake
    {
        Leave,
        Log,
        Quarantine,

        /// <summary>The server has it and does not hand it out: it stays where it is, and the owner is told.</summary>
        Unreadable,

        /// <summary>It would speak for the owner, if the owner's Sent folder knows it too.</summary>
        Reply,
    }
}
