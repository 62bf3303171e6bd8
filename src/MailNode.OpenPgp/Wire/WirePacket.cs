namespace MailNode.OpenPgp.Wire;

/// <summary>One OpenPGP packet: its kind, its body, and the bytes it came in, header included.</summary>
internal readonly record struct WirePacket(PacketTag Tag, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Whole)
{
    /// <summary>May a reader pass over it?</summary>
    public bool Ignorable => IsIgnorable(Tag);

    /// <summary>Is it of the same kind with the same body, whatever its header looks like?</summary>
    public bool IsSame(WirePacket other) => Tag == other.Tag && Body.Span.SequenceEqual(other.Body.Span);

    /// <summary>The same in memory of its own, so that what it was read from can be wiped.</summary>
    public WirePacket Copy() => new(Tag, Body.ToArray(), Whole.ToArray());

    /// <summary>Markers and padding are by definition, and unknown tags from 40 up (RFC 9580, section 4.3).</summary>
    public static bool IsIgnorable(PacketTag tag) => tag is PacketTag.Marker or PacketTag.Padding or PacketTag.Trust || (byte)tag >= 40;
}
