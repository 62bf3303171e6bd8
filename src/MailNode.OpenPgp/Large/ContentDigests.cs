using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Large;

/// <summary>
/// The digests of content that goes by once: one for each signature that stands or is announced before it. A signature that
/// nothing announced needs the content to go by again.
/// </summary>
internal sealed class ContentDigests(OpenLimits limits) : IDisposable
{
    private readonly List<ContentDigest> running = [];

    /// <summary>For a signature of that kind; of kinds that policy does not accept there is none.</summary>
    public void Expect(byte type, byte hash, ReadOnlyMemory<byte> salt)
    {
        if (running.Count < limits.Signatures && Policy.AcceptsHash(hash, out _) && type is SignatureTypes.Binary or SignatureTypes.Text)
            running.Add(new ContentDigest(type, hash, salt));
    }

    public void Append(ReadOnlySpan<byte> content)
    {
        foreach (var digest in running)
            digest.Append(content);
    }

    /// <summary>The digest for a signature, out of those that no other one took; null if there is none.</summary>
    public byte[]? Finish(SignaturePacket signature)
    {
        var found = running.Find(digest => digest.Fits(signature));
        if (found is null)
            return null;
        running.Remove(found);
        using (found)
            return found.Finish(signature);
    }

    public void Dispose() => running.ForEach(digest => digest.Dispose());
}

/// <summary>One of them.</summary>
internal sealed class ContentDigest(byte type, byte hash, ReadOnlyMemory<byte> salt) : IDisposable
{
    private readonly SignatureDigest digest = SignatureDigest.Start(hash, salt.Span);
    private bool holdsReturn;

    public bool Fits(SignaturePacket signature) =>
        type == signature.Type && hash == signature.HashAlgorithm && salt.Span.SequenceEqual(signature.Salt.Span);

    public void Append(ReadOnlySpan<byte> content)
    {
        if (type != SignatureTypes.Text)
            digest.Bytes(content);
        else if (!content.IsEmpty)
            AppendText(content);
    }

    public byte[] Finish(SignaturePacket signature)
    {
        if (holdsReturn)
            digest.Bytes("\r"u8);
        return digest.Finish(signature.HashedPart.Span);
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
