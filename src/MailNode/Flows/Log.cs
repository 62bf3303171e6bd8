using System.Security.Cryptography;
using MailNode.Core.Envelopes;
using MailNode.Core.Outbox;
using MailNode.Core.Packets;
using MailNode.OpenPgp;
using MailNode.Store;
using MailNode.Transport;

namespace MailNode.Flows;

/// <summary>Writes packets of our own into the log: spooled first, so that nothing is lost while the mailbox is out of reach.</summary>
internal sealed class Log(Node node)
{
    /// <summary>Composes a batch; from here on it is kept and shown, and <see cref="FlushAsync"/> puts it into the mailbox.</summary>
    public IReadOnlyList<Composed> Compose(Action<Composition> compose)
    {
        var now = node.Now;
        IReadOnlyList<Composed> batch = [];
        node.View.InTransaction(() =>
        {
            var composition = new Composition(node.Self, node.Book, audience => node.View.Packets.TipOf(audience, node.Self.Fingerprint), now);
            compose(composition);
            batch = composition.Finish();
        });
        if (batch.Count == 0) return batch;
        node.Spool.Add(batch.Select(one => (ReadOnlyMemory<byte>)SealToSelf(one, now)), now);
        var arrived = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        node.Add([.. batch.Select(one => new PacketEntry(new LoggedPacket(one.Packet, arrived, Direct: true)))], batch.SelectMany(one => one.Files));
        return batch;
    }

    /// <summary>Shows what is spooled: a process that died, or a view that was dropped, must not lead to a second chain link of one number.</summary>
    public void ShowSpooled()
    {
        foreach (var id in node.Spool.Waiting())
        {
            var spooled = node.Spool.Get(id);
            foreach (var body in SealedMail.Find(Mime.MimeEntity.Parse(spooled.Mail)))
                if (Envelope.Open(body, node.Keyring, node.Now) is Opening.Genuine own)
                    node.Add([new PacketEntry(new LoggedPacket(own.Packet, spooled.MadeAt, Direct: true))], own.Files);
        }
    }

    /// <summary>Appends what is spooled to the Out folder; a mail leaves the spool only after the server has it.</summary>
    public async Task FlushAsync(IMailbox mailbox, CancellationToken cancellation)
    {
        foreach (var id in node.Spool.Waiting())
        {
            var spooled = node.Spool.Get(id);
            await mailbox.AppendAsync(NodeFolders.Out, spooled.Mail, ["\\Seen"], spooled.MadeAt, cancellation);
            node.Spool.Remove(id);
        }
    }

    /// <summary>A mail around sealed bodies, from us, to one recipient or to nobody else.</summary>
    public byte[] Mail(IEnumerable<byte[]> bodies, Mime.Address? to, DateTimeOffset at)
    {
        var armored = bodies.Select(body => Armor.EncodeBytes("PGP MESSAGE", body)).ToList();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        armored.ForEach(hash.AppendData);
        var id = Base32.Encode(hash.GetHashAndReset().AsSpan(0, 20));
        var headers = new SealedMailHeaders(
            node.Self.MailAddress, at, $"{id}@{node.Self.Address.Domain}", AutocryptHeader.Write(node.Self.Address, node.Published));
        return SealedMail.Write(headers, to, armored);
    }

    /// <summary>Seals a mail that a person wrote, to be kept in the archive.</summary>
    public byte[] Keep(ReadOnlyMemory<byte> mail, DateTimeOffset at) =>
        Mail([Seal.Encrypt(SignedEntity.WriteKept(mail, node.Self.MailAddress, at), node.Key, [node.Self.Certificate], at)], node.Self.MailAddress, at);

    /// <summary>Seals an entity to our own key, armored.</summary>
    public byte[] SealToSelf(byte[] entity) => Armor.EncodeBytes("PGP MESSAGE", Seal.Encrypt(entity, node.Key, [node.Self.Certificate], node.Now));

    private byte[] SealToSelf(Composed one, DateTimeOffset now)
    {
        var travelling = one.Files.Where(file => one.Packet.Type == PacketTypes.Media || file.Bytes.Length <= PacketLimits.InlineAttachmentBytes);
        var entity = SignedEntity.Write(one.Packet, node.Self.MailAddress, node.Pages.Readable(one.Packet, node.Self.Name), [.. travelling]);
        var sealedBody = Seal.Encrypt(entity, node.Key, [node.Self.Certificate], now, new SealOptions { Intended = Intended(one.Packet) });
        return Mail([sealedBody], node.Self.MailAddress, now);
    }

    /// <summary>
    /// A direct packet names in its signature too whom it is for, so that any OpenPGP program of any of them refuses one that was
    /// passed on; and ourselves, who read it in the log. Its readers are those it is wrapped for later. What goes to a chain says
    /// nothing of the kind: that would tell every reader who the others are.
    /// </summary>
    private IReadOnlyList<Fingerprint> Intended(Packet packet) =>
        packet.Readers.Count is 0 or >= SealOptions.MostIntended ? [] : [.. packet.Readers, node.Self.Fingerprint];
}
