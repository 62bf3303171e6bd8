namespace MailNode.OpenPgp.Wire;

/// <summary>
/// Announces a signature that follows the content (RFC 9580, section 5.4), so that hashing can begin with the first byte:
/// version 3 for a version 4 signature, version 6 with the salt for one of version 6.
/// </summary>
internal sealed record OnePass(int SignatureVersion, byte Type, byte HashAlgorithm, byte Algorithm, ReadOnlyMemory<byte> Salt, Fingerprint? Issuer)
{
    private const byte Last = 1;

    /// <summary>How long the packet for a signer's signature is.</summary>
    public static int LengthOf(SignatureWriter signature) => WireWriter.HeaderLength(BodyLength(signature)) + BodyLength(signature);

    /// <summary>The packet for a signature that follows; the last before the content says so.</summary>
    public static void Write(WireWriter writer, SignatureWriter signature, bool isLast = true)
    {
        var issuer = signature.Issuer;
        writer.Header(PacketTag.OnePass, BodyLength(signature)).Byte(issuer.Version == 6 ? 6 : 3)
            .Byte(signature.Type).Byte(signature.HashAlgorithm).Byte(signature.Algorithm);
        if (issuer.Version == 6)
            writer.Short(signature.Salt).Bytes(issuer.ToBytes());
        else
            writer.UInt64(issuer.KeyId);
        writer.Byte(isLast ? Last : 0);
    }

    /// <summary>Null for other versions and for damaged ones: they announce nothing that we read.</summary>
    public static OnePass? Read(ReadOnlyMemory<byte> body)
    {
        var cursor = new ByteCursor(body.Span);
        if (!cursor.TryByte(out var version) || !cursor.TryByte(out var type) || !cursor.TryByte(out var hash) || !cursor.TryByte(out var algorithm))
            return null;
        if (version == 3)
            return cursor.TryUInt64(out _) && IsEnd(ref cursor) ? new OnePass(4, type, hash, algorithm, default, null) : null;
        if (version != 6 || !cursor.TryShort(out var salt))
            return null;
        var saltStart = body.Length - cursor.Rest.Length - salt.Length;
        if (!cursor.TryTake(Fingerprint.Version6Length, out var issuer) || !IsEnd(ref cursor))
            return null;
        return new OnePass(6, type, hash, algorithm, body.Slice(saltStart, salt.Length), new Fingerprint(issuer));
    }

    /// <summary>
    /// Is this the signature that was announced? What was hashed by the announcement must be what the signature says, the
    /// salt above all, and both have one issuer (RFC 9580, section 5.4).
    /// </summary>
    public bool Announces(SignaturePacket signature) =>
        SignatureVersion == signature.Version && Type == signature.Type && HashAlgorithm == signature.HashAlgorithm
        && Algorithm == signature.Algorithm && Salt.Span.SequenceEqual(signature.Salt.Span)
        && (Issuer is null || signature.Issuer is null || Issuer == signature.Issuer);

    private static bool IsEnd(ref ByteCursor cursor) => cursor.TryByte(out _) && cursor.AtEnd;

    private static int BodyLength(SignatureWriter signature) =>
        signature.Issuer.Version == 6 ? 4 + 1 + signature.Salt.Length + Fingerprint.Version6Length + 1 : 13;
}
