using System.Buffers;

namespace MailNode.Mime;

/// <summary>quoted-printable (RFC 2045, 6.7).</summary>
internal static class QuotedPrintable
{
    private const int MaxLine = 76;

    private static ReadOnlySpan<byte> SoftBreak => "=\r\n"u8;

    private static readonly SearchValues<byte> Special = SearchValues.Create("=\n"u8);

    public static ReadOnlyMemory<byte> Decode(ReadOnlySpan<byte> text, out bool broken)
    {
        var decoded = GC.AllocateUninitializedArray<byte>(text.Length);
        return decoded.AsMemory(0, Decode(text, decoded, out broken));
    }

    /// <summary>Decodes what is valid; an '=' before anything else than two hex digits or a line end stays as it is.</summary>
    /// <param name="decoded">Room for as much as there is text.</param>
    public static int Decode(ReadOnlySpan<byte> text, Span<byte> decoded, out bool broken)
    {
        var length = 0;
        broken = false;
        while (text.IndexOfAny(Special) is >= 0 and var at)
        {
            var literal = text[..at];
            if (text[at] == '\n')
            {
                length += CopyLineEnd(literal, decoded[length..]);
                text = text[(at + 1)..];
                continue;
            }

            literal.CopyTo(decoded[length..]);
            length += literal.Length;
            text = text[(at + TakeEscape(text[at..], decoded, ref length, ref broken))..];
        }

        text.CopyTo(decoded[length..]);
        return length + text.Length;
    }

    /// <summary>
    /// Encodes text whose lines end in CRLF; lines that mail servers would touch ("From ", ".", blanks at the end) are made safe.
    /// </summary>
    public static byte[] Encode(ReadOnlySpan<byte> text)
    {
        var encoded = new ArrayBufferWriter<byte>(text.Length + (text.Length / 4) + 16);
        while (!text.IsEmpty)
        {
            var end = text.IndexOf("\r\n"u8);
            EncodeLine(end < 0 ? text : text[..end], encoded);
            if (end >= 0)
                encoded.Write("\r\n"u8);
            text = end < 0 ? [] : text[(end + 2)..];
        }

        return encoded.WrittenSpan.ToArray();
    }

    private static void EncodeLine(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> encoded)
    {
        var row = encoded.GetSpan(MaxLine + SoftBreak.Length);
        var column = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var literal = IsLiteral(line, i);
            if (column + (literal ? 1 : 3) > (i == line.Length - 1 ? MaxLine : MaxLine - 1))
            {
                SoftBreak.CopyTo(row[column..]);
                encoded.Advance(column + SoftBreak.Length);
                row = encoded.GetSpan(MaxLine + SoftBreak.Length);
                column = 0;
                // A '.' that now starts a line is escaped too.
                literal = literal && line[i] is not ((byte)'.' or (byte)'F');
            }

            column += Write(line[i], literal, row[column..]);
        }

        encoded.Advance(column);
    }

    private static int Write(byte b, bool literal, Span<byte> row)
    {
        row[0] = literal ? b : (byte)'=';
        if (literal)
            return 1;
        row[1] = "0123456789ABCDEF"u8[b >> 4];
        row[2] = "0123456789ABCDEF"u8[b & 15];
        return 3;
    }

    private static bool IsLiteral(ReadOnlySpan<byte> line, int at) => line[at] switch
    {
        (byte)'=' => false,
        (byte)' ' or (byte)'\t' => at < line.Length - 1,
        (byte)'.' => at > 0,
        (byte)'F' => at > 0 || !line.StartsWith("From "u8),
        var b => b is >= (byte)'!' and <= (byte)'~',
    };

    private static int CopyLineEnd(ReadOnlySpan<byte> line, Span<byte> decoded)
    {
        // Blanks before a line end were added on the way (RFC 2045, 6.7, rule 3).
        var ending = line.EndsWith("\r"u8) ? "\r\n"u8 : "\n"u8;
        line = line.TrimEnd(" \t\r"u8);
        line.CopyTo(decoded);
        ending.CopyTo(decoded[line.Length..]);
        return line.Length + ending.Length;
    }

    private static int TakeEscape(ReadOnlySpan<byte> text, Span<byte> decoded, ref int length, ref bool broken)
    {
        if (text.Length > 2 && char.IsAsciiHexDigit((char)text[1]) && char.IsAsciiHexDigit((char)text[2]))
        {
            decoded[length++] = (byte)((HexDigit(text[1]) << 4) | HexDigit(text[2]));
            return 3;
        }

        var blanks = text[1..].IndexOfAnyExcept(" \t\r"u8);
        if (blanks < 0)
            return text.Length;
        if (text[1 + blanks] == '\n')
            return blanks + 2;
        broken = true;
        decoded[length++] = (byte)'=';
        return 1;
    }

    private static int HexDigit(byte b) => b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10;
}
