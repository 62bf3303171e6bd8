using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>
/// A part of a secret key as its certificate shows it, and the open secret where the part is a key. A key whose secret is
/// elsewhere keeps its stub, so that it is written back as it came.
/// </summary>
internal sealed record SecretPart(CertificatePart Public, SecretKeyPacket? Secret, ReadOnlyMemory<byte> Stub)
{
    /// <summary>Opens a part, and keeps nothing of the memory that it is in; null without a fault for a key of an unknown kind, which is left out.</summary>
    public static UnlockFault TryOpen(CertificatePart part, string? passphrase, out SecretPart? opened)
    {
        opened = null;
        if (part.Head.Tag is not (PacketTag.SecretKey or PacketTag.SecretSubkey))
        {
            opened = new SecretPart(part.Copy(), null, default);
            return UnlockFault.None;
        }
        var body = part.Head.Body;
        if (!PublicKeyPacket.TryParseStart(body, out var start) || !PublicKeyPacket.TryParse(start.Body.ToArray(), out var key))
            return part.Head.Tag == PacketTag.SecretKey ? UnlockFault.Broken : UnlockFault.None;
        if (key.Body.Length == body.Length)
            return part.Head.Tag == PacketTag.SecretKey ? UnlockFault.Unsupported : UnlockFault.None;
        var fault = SecretKeyPacket.TryRead(part.Head.Tag, key, body.Span[key.Body.Length..], passphrase, out var secret);
        opened = new SecretPart(AsPublic(part, key), secret, secret is null ? part.Head.Whole.ToArray() : default(ReadOnlyMemory<byte>));
        return fault;
    }

    /// <summary>A copy of the part with its secret numbers removed.</summary>
    public static CertificatePart AsPublic(CertificatePart part, PublicKeyPacket key)
    {
        var tag = part.Head.Tag == PacketTag.SecretKey ? PacketTag.PublicKey : PacketTag.PublicSubkey;
        using var writer = new WireWriter(key.Body.Length + 6);
        var head = new WirePacket(tag, key.Body, writer.Packet(tag, key.Body.Span).ToArray());
        return new CertificatePart(head with { Body = head.Whole[^key.Body.Length..] }, [.. part.Signatures.Select(signature => signature.Copy())]);
    }

    public void Write(WireWriter writer, string? passphrase, bool isRandom)
    {
        if (Secret is not null)
            WriteKey(writer, passphrase, isRandom);
        else
            writer.Bytes(Stub.IsEmpty ? Public.Head.Whole.Span : Stub.Span);
        foreach (var signature in Public.Signatures)
            writer.Bytes(signature.Packet.Whole.Span);
    }

    private void WriteKey(WireWriter writer, string? passphrase, bool isRandom)
    {
        using var body = new WireWriter();
        if (passphrase is null)
            Secret!.WriteOpen(body);
        else
            Secret!.WriteLocked(body, passphrase, isRandom);
        writer.Packet(Public.Head.Tag == PacketTag.PublicKey ? PacketTag.SecretKey : PacketTag.SecretSubkey, body.Written);
    }
}
