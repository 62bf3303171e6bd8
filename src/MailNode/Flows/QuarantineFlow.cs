using MailNode.Core.Envelopes;
using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Flows;

/// <summary>Says why mails lie in the quarantine: the reason is found again by opening them, so it is written down nowhere.</summary>
internal sealed class QuarantineFlow(Node node)
{
    /// <summary>The newest are told of; the rest is a number.</summary>
    private const int Told = 20;

    public async Task<(int Count, IReadOnlyList<QuarantinedMail> Newest)> ReadAsync(IMailbox mailbox, CancellationToken cancellation)
    {
        var state = await mailbox.StatusAsync(NodeFolders.Quarantine, cancellation);
        var folder = new FolderRef(NodeFolders.Quarantine, state.UidValidity);
        var uids = new List<uint>();
        await foreach (var summary in mailbox.SummariesAsync(folder, 0, [], cancellation)) uids.Add(summary.Uid);
        var newest = new List<QuarantinedMail>();
        await foreach (var mail in mailbox.ReadAsync(folder, [.. uids.TakeLast(Told)], Limits.MailBytes, cancellation))
            newest.Add(new QuarantinedMail(MimeEntity.Parse(mail.Bytes).Headers.Text("From") ?? "", mail.InternalDate, ReasonOf(mail.Bytes)));
        return (uids.Count, newest);
    }

    private string ReasonOf(ReadOnlyMemory<byte> mail) => SealedMail.Find(MimeEntity.Parse(mail))
        .Select(body => Envelope.Open(body, node.Keyring, node.Now))
        .OfType<Opening.Refused>().Select(one => one.Reason)
        .FirstOrDefault("it can be opened now; move it to MailNode/In to have it taken in");
}

/// <param name="From">As the outer header claims; nothing says that it is true.</param>
internal sealed record QuarantinedMail(string From, DateTimeOffset Came, string Reason);
