namespace MailNode.Mime;

/// <summary>uuencode, which some mailers declare as x-uuencode.</summary>
internal static class UuBody
{
    /// <summary>Decodes the lines between "begin" and "end"; without a "begin", all lines that could be meant.</summary>
    public static ReadOnlyMemory<byte> Decode(ReadOnlySpan<byte> text, out bool broken)
    {
        var decoded = new byte[text.Length];
        var length = 0;
        var inside = !HasBegin(text);
        broken = inside;
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = (end < 0 ? text : text[..end]).TrimEnd("\r"u8);
            text = end < 0 ? [] : text[(end + 1)..];
            if (!inside)
                inside = IsBegin(line);
            else if (line.TrimEnd(" "u8).SequenceEqual("end"u8))
                break;
            else if (!line.IsEmpty)
                length += DecodeLine(line, decoded.AsSpan(length), ref broken);
        }

        return decoded.AsMemory(0, length);
    }

    private static bool HasBegin(ReadOnlySpan<byte> text) => text.StartsWith("begin "u8) || text.IndexOf("\nbegin "u8) >= 0;

    private static bool IsBegin(ReadOnlySpan<byte> line) => line.StartsWith("begin "u8);

    /// <summary>The first character counts the bytes; blanks at the end may have been cut off on the way and count as zero.</summary>
    private static int DecodeLine(ReadOnlySpan<byte> line, Span<byte> decoded, ref bool broken)
    {
        var count = Bits(line[0]);
        line = line[1..];
        if (line[..Math.Min(line.Length, (count + 2) / 3 * 4)].ContainsAnyExceptInRange((byte)' ', (byte)'`'))
        {
            broken = true;
            return 0;
        }

        count = Math.Min(count, (line.Length + 3) / 4 * 3);
        count = Math.Min(count, decoded.Length);
        for (var i = 0; i < count; i++)
        {
            var at = i / 3 * 4;
            decoded[i] = (i % 3) switch
            {
                0 => (byte)((At(line, at) << 2) | (At(line, at + 1) >> 4)),
                1 => (byte)((At(line, at + 1) << 4) | (At(line, at + 2) >> 2)),
                _ => (byte)((At(line, at + 2) << 6) | At(line, at + 3)),
            };
        }

        return count;
    }

    private static int At(ReadOnlySpan<byte> line, int index) => index < line.Length ? Bits(line[index]) : 0;

    private static int Bits(byte b) => (b - ' ') & 63;
}
