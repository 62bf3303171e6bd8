namespace MailNode.OpenPgp.Wire;

/// <summary>The outside of an encrypted message (RFC 9580, section 10.3): wrapped keys and one encrypted body.</summary>
internal sealed class SealedMessage
{
    private readonly List<WrappedKey> wrappedKeys = [];
    private readonly List<ReadOnlyMemory<byte>> passphraseKeys = [];

    public IReadOnlyList<WrappedKey> WrappedKeys => wrappedKeys;

    /// <summary>Bodies of the packets by which a passphrase opens it.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> PassphraseKeys => passphraseKeys;

    public WirePacket Body { get; private set; }

    /// <summary>What is wrong with it. The keys found until then are there all the same: they say whom it was for.</summary>
    public OpenRefusal Fault { get; private set; }

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

    private OpenRefusal Take(ReadOnlyMemory<byte> packets, OpenLimits limits)
    {
        var reader = new PacketReader(packets);
        for (var count = 0; reader.TryNext(out var packet); count++)
        {
            if (count == limits.Packets)
                return OpenRefusal.OverLimit;
            var refusal = Take(packet, limits);
            if (refusal != OpenRefusal.None)
                return refusal;
        }
        if (!reader.AtEnd)
            return OpenRefusal.Malformed;
        return Body.Tag == PacketTag.Protected ? OpenRefusal.None : OpenRefusal.Malformed;
    }

    private OpenRefusal Take(WirePacket packet, OpenLimits limits)
    {
        if (packet.Ignorable)
            return OpenRefusal.None;
        if (Body.Tag != 0)
            return OpenRefusal.Malformed;                  // nothing belongs behind the body
        switch (packet.Tag)
        {
            case PacketTag.WrappedKey:
                if (WrappedKey.Read(packet.Body) is { } key)
                    wrappedKeys.Add(key);
                return wrappedKeys.Count > limits.WrappedKeys ? OpenRefusal.OverLimit : OpenRefusal.None;
            case PacketTag.PassphraseKey:
                passphraseKeys.Add(packet.Body);
                return passphraseKeys.Count > limits.WrappedKeys ? OpenRefusal.OverLimit : OpenRefusal.None;
            case PacketTag.Protected:
                Body = packet;
                return !packet.Body.IsEmpty && packet.Body.Span[0] == 1 ? OpenRefusal.None : OpenRefusal.Unsupported;
            case PacketTag.Aead:
                return OpenRefusal.Unsupported;
            case PacketTag.Unprotected:
                return OpenRefusal.NoIntegrity;
            case PacketTag.Literal or PacketTag.Compressed or PacketTag.Signature or PacketTag.OnePass:
                return OpenRefusal.NotEncrypted;
            default:
                return OpenRefusal.Malformed;
        }
    }
}
