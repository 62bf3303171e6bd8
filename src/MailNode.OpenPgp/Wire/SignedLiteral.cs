using MailNode.OpenPgp.Keys;

namespace MailNode.OpenPgp.Wire;

/// <summary>Content with the signatures over it, ready to be written: what <see cref="SignedContent"/> reads.</summary>
internal sealed class SignedLiteral : IDisposable
{
    private readonly ReadOnlyMemory<byte> content;
    private readonly List<(SignatureWriter Writer, byte[] Signature)> signed = [];

    /// <summary>Signs at once; without signers it is just a literal. Throws if one of them cannot sign.</summary>
    public SignedLiteral(
        ReadOnlyMemory<byte> content, IReadOnlyList<SecretKey> signers, IReadOnlyList<Fingerprint> intended, DateTimeOffset now)
    {
        this.content = content;
        foreach (var signer in signers)
        {
            var key = signer.SigningKey(now) ?? throw new ArgumentException("The key cannot sign.", nameof(signers));
            var writer = Begin(key, intended, now);
            signed.Add((writer, writer.Sign(digest => digest.Bytes(content.Span))));
        }
    }

    /// <summary>A signature over content, before the content.</summary>
    public static SignatureWriter Begin(SecretKeyPacket key, IReadOnlyList<Fingerprint> intended, DateTimeOffset now)
    {
        var writer = new SignatureWriter(SignatureTypes.Binary, key, now);
        foreach (var reader in intended)
            writer.Subpacket(SubpacketTypes.IntendedRecipient, [(byte)reader.Version, .. reader.ToBytes()]);
        return writer;
    }

    public int Length =>
        LiteralPacket.LengthOf(content.Length) + signed.Sum(one => OnePass.LengthOf(one.Writer) + one.Signature.Length);

    /// <summary>Announcements and signatures lie around the content like brackets.</summary>
    public void Write(WireWriter writer)
    {
        foreach (var (index, one) in signed.Index())
            OnePass.Write(writer, one.Writer, isLast: index == signed.Count - 1);
        LiteralPacket.Write(writer, content.Span);
        foreach (var one in Enumerable.Reverse(signed))
            writer.Bytes(one.Signature);
    }

    public void Dispose() => signed.ForEach(one => one.Writer.Dispose());
}
