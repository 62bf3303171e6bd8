using MailNode.OpenPgp.Keys;

namespace MailNode.OpenPgp.Wire;

/// <summary>Content with the signatures over it, ready to be written: what <see cref="SignedContent"/> reads.</summary>
internal sealed class SignedLiteral
{
    private readonly ReadOnlyMemory<byte> content;
    private readonly List<(byte[] Announcement, byte[] Signature)> signatures = [];

    /// <summary>Signs at once; without signers it is just a literal.</summary>
    public SignedLiteral(
        ReadOnlyMemory<byte> content, IReadOnlyList<SecretKey> signers, IReadOnlyList<Fingerprint> intended, DateTimeOffset now)
    {
        this.content = content;
        foreach (var signer in signers)
        {
            var key = signer.SigningKey(now) ?? throw new ArgumentException("The key cannot sign.", nameof(signers));
            var signature = DetachedSignature.Sign(content, key, now, intended);
            signatures.Add((OnePass.Write(key.Public, signature, isLast: signer == signers[^1]), signature));
        }
    }

    public int Length => LiteralPacket.LengthOf(content.Length) + signatures.Sum(one => one.Announcement.Length + one.Signature.Length);

    /// <summary>Announcements and signatures lie around the content like brackets.</summary>
    public void Write(WireWriter writer)
    {
        foreach (var (announcement, _) in signatures)
            writer.Bytes(announcement);
        LiteralPacket.Write(writer, content.Span);
        foreach (var (_, signature) in Enumerable.Reverse(signatures))
            writer.Bytes(signature);
    }
}
