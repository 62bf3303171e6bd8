namespace MailNode.OpenPgp.Wire;

/// <summary>The packet that holds the content (RFC 9580, section 5.9). Its file name and date are not signed, so not used.</summary>
internal static class LiteralPacket
{
    private const int HeadLength = 6;

    /// <summary>Bytes, without a name or a date.</summary>
    public static byte[] Head => [(byte)'b', .. new byte[HeadLength - 1]];

    public static int LengthOf(int content) => WireWriter.HeaderLength(HeadLength + content) + HeadLength + content;

    public static void Write(WireWriter writer, ReadOnlySpan<byte> content) =>
        writer.Header(PacketTag.Literal, HeadLength + content.Length).Bytes(Head).Bytes(content);

    public static bool TryRead(ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> content)
    {
        content = default;
        var cursor = new ByteCursor(body.Span);
        if (!cursor.TryByte(out var format) || format is not ((byte)'b' or (byte)'t' or (byte)'u' or (byte)'m')
            || !cursor.TryShort(out _) || !cursor.TryUInt32(out _))
            return false;
        content = body[^cursor.Rest.Length..];
        return true;
    }
}
