namespace MailNode.OpenPgp.Wire;

/// <summary>One OpenPGP packet: its kind, its body, and the bytes it came in, header included.</summary>
internal readonly record struct WirePacket(PacketTag Tag, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Whole)
{
    /// <summary>May a reader pass over it? Markers and padding by definition, and unknown tags from 40 up (RFC 9580, section 4.3).</summary>
    public bool Ignorable => Tag is PacketTag.Marker or PacketTag.Padding or PacketTag.Trust || (byte)Tag >= 40;
}
