using MailNode.OpenPgp.Keys;

namespace MailNode.OpenPgp.Wire;

/// <summary>The outside of an encrypted message (RFC 9580, section 10.3): wrapped keys and one encrypted body.</summary>
internal sealed class SealedMessage
{
    private readonly List<WrappedKey> wrappedKeys = [];
    private readonly List<PassphraseKey> passphraseKeys = [];
    private ChunkHeader header;
    private int keys;

    /// <summary>What stands before the chunks, in version 2.</summary>
    internal ChunkHeader Header => header;

    /// <summary>Those that go with the body's version; others must not open it, or an old one would undo what a new one protects.</summary>
    public IReadOnlyList<WrappedKey> WrappedKeys => wrappedKeys;

    /// <summary>The packets by which a passphrase opens it, of the body's version too.</summary>
    public IReadOnlyList<PassphraseKey> PassphraseKeys => passphraseKeys;

    public WirePacket Body { get; private set; }

    public SealVersion Version { get; private set; }

    /// <summary>The cipher that the body itself names; null in version 1, where the wrapped key does.</summary>
    public byte? Cipher => Version == SealVersion.Two ? header.Cipher : null;

    /// <summary>What is wrong with it. The keys found until then are there all the same: they say whom it was for.</summary>
    public OpenRefusal Fault { get; internal set; }

    public static SealedMessage Read(ReadOnlyMemory<byte> message, OpenLimits limits)
    {
        var read = new SealedMessage();
        if (message.Length > limits.MessageBytes)
            read.Fault = OpenRefusal.OverLimit;
        else if (!Armor.TryUnwrap(message, limits.MessageBytes, out var packets))
            read.Fault = OpenRefusal.NotOpenPgp;
        else
            read.Fault = read.Take(packets, limits);
        return read;
    }

    /// <summary>The body's packets, once their integrity is proven, in a buffer that is the caller's to wipe.</summary>
    public OpenRefusal OpenBody(SessionKey session, out byte[] buffer, out ReadOnlyMemory<byte> packets)
    {
        if (Version == SealVersion.One)
            return ProtectedBody.Open(Body.Body.Span, session, out buffer, out packets);
        var refusal = ChunkedBody.Open(Body.Body, header, session, out buffer);
        packets = buffer;
        return refusal;
    }

    private OpenRefusal Take(ReadOnlyMemory<byte> packets, OpenLimits limits)
    {
        var reader = new PacketReader(packets);
        for (var count = 0; reader.TryNext(out var packet); count++)
        {
            var refusal = Take(packet, count, limits);
            if (refusal != OpenRefusal.None)
                return refusal;
        }
        return AtEnd(reader.AtEnd);
    }

    /// <summary>Is anything missing once the packets are over, at their end or where the bytes are no packet?</summary>
    internal OpenRefusal AtEnd(bool isEnd) =>
        isEnd && Body.Tag == PacketTag.Protected ? OpenRefusal.None : OpenRefusal.Malformed;

    /// <summary>The next packet, with so many before it.</summary>
    internal OpenRefusal Take(WirePacket packet, int count, OpenLimits limits)
    {
        if (count == limits.Packets || (IsKey(packet.Tag) && packet.Body.Length > Policy.WrappedKeyBytes))
            return OpenRefusal.OverLimit;
        if (packet.Ignorable)
            return OpenRefusal.None;
        if (Body.Tag != 0)
            return OpenRefusal.Malformed;                  // nothing belongs behind the body
        switch (packet.Tag)
        {
            case PacketTag.WrappedKey or PacketTag.PassphraseKey:
                TakeKey(packet);
                return ++keys > limits.WrappedKeys ? OpenRefusal.OverLimit : OpenRefusal.None;
            case PacketTag.Protected:
                Body = packet;
                return TakeBody(limits);
            case PacketTag.Aead:
                return OpenRefusal.Unsupported;            // LibrePGP's own, not of RFC 9580
            case PacketTag.Unprotected:
                return OpenRefusal.NoIntegrity;
            case PacketTag.Literal or PacketTag.Compressed or PacketTag.Signature or PacketTag.OnePass:
                return OpenRefusal.NotEncrypted;
            default:
                return OpenRefusal.Malformed;
        }
    }

    private void TakeKey(WirePacket packet)
    {
        if (packet.Tag == PacketTag.WrappedKey && WrappedKey.Read(packet.Body) is { } wrapped)
            wrappedKeys.Add(wrapped);
        else if (packet.Tag == PacketTag.PassphraseKey && PassphraseKey.Read(packet.Body) is { } passphrase)
            passphraseKeys.Add(passphrase);
    }

    /// <summary>The version, and which keys go with it (RFC 9580, section 10.3.2.1).</summary>
    private OpenRefusal TakeBody(OpenLimits limits)
    {
        if (Body.Body.IsEmpty)
            return OpenRefusal.Malformed;
        Version = (SealVersion)Body.Body.Span[0];
        var refusal = Version switch
        {
            SealVersion.One => OpenRefusal.None,
            SealVersion.Two => ReadHeader(limits),
            _ => OpenRefusal.Unsupported,
        };
        if (refusal != OpenRefusal.None)
            return refusal;
        wrappedKeys.RemoveAll(key => key.GoesWith != Version);
        passphraseKeys.RemoveAll(key => key.GoesWith != Version);
        return OpenRefusal.None;
    }

    /// <summary>Is a body of that many bytes of version 2, and in more chunks than may be?</summary>
    public bool HasTooManyChunks(long bodyLength, OpenLimits limits) =>
        Version == SealVersion.Two && bodyLength / (header.ChunkLength + Chunks.TagLength) > limits.Chunks;

    private OpenRefusal ReadHeader(OpenLimits limits)
    {
        var refusal = ChunkHeader.Read(Body.Body, out header);
        if (refusal != OpenRefusal.None)
            return refusal;
        return HasTooManyChunks(Body.Body.Length, limits) ? OpenRefusal.OverLimit : OpenRefusal.None;
    }

    private static bool IsKey(PacketTag tag) => tag is PacketTag.WrappedKey or PacketTag.PassphraseKey;
}
