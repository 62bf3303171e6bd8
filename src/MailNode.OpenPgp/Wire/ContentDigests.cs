using MailNode.OpenPgp.Keys;

namespace MailNode.OpenPgp.Wire;

/// <summary>
/// The digests that the signatures over one content need. One serves all signatures of a kind, which in version 4 are all of the same
/// type and hash: only what a signature says of itself, at the end, is its own.
/// </summary>
internal sealed class ContentDigests(OpenLimits limits) : IDisposable
{
    private readonly List<ContentDigest> running = [];

    /// <summary>How many are made.</summary>
    public int Count => running.Count;

    /// <summary>
    /// For content that goes by once: prepares for a signature that stands or is announced before it; of kinds that policy does not accept
    /// there is none. One that nothing announced needs the content to go by again.
    /// </summary>
    public void Expect(byte type, byte hash, ReadOnlyMemory<byte> salt)
    {
        if (running.Count < limits.Signatures && Policy.AcceptsHash(hash, out _) && type is SignatureTypes.Binary or SignatureTypes.Text
            && !running.Exists(digest => digest.IsOf(type, hash, salt.Span)))
            running.Add(new ContentDigest(type, hash, salt));
    }

    public void Append(ReadOnlySpan<byte> content)
    {
        foreach (var digest in running)
            digest.Append(content);
    }

    /// <summary>The digest for a signature; null if it was not expected.</summary>
    public byte[]? Of(SignaturePacket signature) => Find(signature)?.Of(signature);

    /// <summary>The digest for a signature over content in memory, always the same content, which is gone through if need be.</summary>
    public byte[] Of(SignaturePacket signature, ReadOnlySpan<byte> content)
    {
        var found = Find(signature);
        if (found is null)
        {
            running.Add(found = new ContentDigest(signature.Type, signature.HashAlgorithm, signature.Salt));
            found.Append(content);
        }
        return found.Of(signature);
    }

    public void Dispose() => running.ForEach(digest => digest.Dispose());

    private ContentDigest? Find(SignaturePacket signature) =>
        running.Find(digest => digest.IsOf(signature.Type, signature.HashAlgorithm, signature.Salt.Span));
}

/// <summary>One of them.</summary>
internal sealed class ContentDigest(byte type, byte hash, ReadOnlyMemory<byte> salt) : IDisposable
{
    private readonly SignatureDigest digest = SignatureDigest.Start(hash, salt.Span);
    private bool holdsReturn;

    public bool IsOf(byte otherType, byte otherHash, ReadOnlySpan<byte> otherSalt) =>
        type == otherType && hash == otherHash && salt.Span.SequenceEqual(otherSalt);

    public void Append(ReadOnlySpan<byte> content)
    {
        if (type != SignatureTypes.Text)
            digest.Bytes(content);
        else if (!content.IsEmpty)
            AppendText(content);
    }

    /// <summary>The digest for a signature over what went by until now, with which another signature may go on.</summary>
    public byte[] Of(SignaturePacket signature)
    {
        using var copy = digest.Copy();
        if (holdsReturn)
            copy.Bytes("\r"u8);
        return copy.Finish(signature.HashedPart.Span);
    }

    public void Dispose() => digest.Dispose();

    /// <summary>A carriage return at the end waits for what comes next: it may be half of a line's end.</summary>
    private void AppendText(ReadOnlySpan<byte> content)
    {
        if (holdsReturn && content[0] != (byte)'\n')
            digest.Bytes("\r"u8);
        holdsReturn = content[^1] == (byte)'\r';
        digest.Text(holdsReturn ? content[..^1] : content);
    }
}
