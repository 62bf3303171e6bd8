using System.Buffers;
using System.Buffers.Text;

namespace MailNode.Mime;

/// <summary>base64 (RFC 2045, 6.8).</summary>
internal static class Base64Body
{
    /// <summary>Characters of an encoded line, and the bytes that make it.</summary>
    private const int LineLength = 76;
    private const int LineBytes = LineLength / 4 * 3;

    /// <summary>Lines handled at a time, few enough to stay in the processor's nearest cache.</summary>
    private const int ChunkLines = 64;

    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private static readonly SearchValues<byte> Joined =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"u8);

    /// <summary>Bytes that a text of this length decodes to at most.</summary>
    public static int MaxDecodedLength(int text) => (int)(((long)text + 3) / 4 * 3);

    public static int EncodedLength(int bytes) => Base64.GetMaxEncodedToUtf8Length(bytes) + ((bytes + LineBytes - 1) / LineBytes * 2);

    public static ReadOnlyMemory<byte> Decode(ReadOnlySpan<byte> text, out bool broken)
    {
        var decoded = GC.AllocateUninitializedArray<byte>(MaxDecodedLength(text.Length));
        return decoded.AsMemory(0, Decode(text, decoded, out broken));
    }

    /// <summary>
    /// Decodes what is valid: foreign characters are passed over, padding amid the text ends a group, and a last half group gives what it
    /// has. After padding only more of the same kind counts, since mailing lists put their footers there.
    /// </summary>
    /// <param name="decoded">Room for <see cref="MaxDecodedLength"/>.</param>
    public static int Decode(ReadOnlySpan<byte> text, Span<byte> decoded, out bool broken)
    {
        broken = false;
        return TryDecode(text, decoded, out var written) ? written : DecodeBroken(text, decoded, out broken);
    }

    /// <summary>Writes lines of 76 characters that end in CRLF.</summary>
    /// <param name="encoded">Room for <see cref="EncodedLength"/>.</param>
    public static void Encode(ReadOnlySpan<byte> bytes, Span<byte> encoded)
    {
        Span<byte> chunk = stackalloc byte[ChunkLines * LineLength];
        while (!bytes.IsEmpty)
        {
            var lines = bytes[..Math.Min(ChunkLines * LineBytes, bytes.Length)];
            Base64.EncodeToUtf8(lines, chunk, out _, out var length);
            encoded = encoded[WriteLines(chunk[..length], encoded)..];
            bytes = bytes[lines.Length..];
        }
    }

    private static int WriteLines(ReadOnlySpan<byte> text, Span<byte> encoded)
    {
        var written = 0;
        for (; text.Length >= LineLength; text = text[LineLength..], written += LineLength + 2)
        {
            text[..LineLength].CopyTo(encoded[written..]);
            "\r\n"u8.CopyTo(encoded[(written + LineLength)..]);
        }

        if (text.IsEmpty)
            return written;
        text.CopyTo(encoded[written..]);
        "\r\n"u8.CopyTo(encoded[(written + text.Length)..]);
        return written + text.Length + 2;
    }

    /// <summary>
    /// What is sound, as fast as it goes: .NET decodes many characters at once, but one by one from the first line end on. So the lines are
    /// joined before, some at a time. False for anything that is not sound.
    /// </summary>
    private static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> decoded, out int written)
    {
        Span<byte> chunk = stackalloc byte[ChunkLines * LineLength];
        var filled = 0;
        written = 0;
        text = text.TrimEnd(" \t\r\n"u8);
        while (true)
        {
            filled += JoinLines(ref text, chunk[filled..]);
            var status = Base64.DecodeFromUtf8(chunk[..filled], decoded[written..], out var consumed, out var length, text.IsEmpty);
            written += length;
            if (text.IsEmpty || status == OperationStatus.InvalidData || consumed == 0)
                return status == OperationStatus.Done && text.IsEmpty;
            chunk[consumed..filled].CopyTo(chunk);
            filled -= consumed;
        }
    }

    /// <summary>Copies as much of the text as there is room for, without line ends.</summary>
    private static int JoinLines(ref ReadOnlySpan<byte> text, scoped Span<byte> chunk)
    {
        var filled = 0;
        while (!text.IsEmpty && filled < chunk.Length)
        {
            var room = chunk.Length - filled;
            if (room >= LineLength && text.Length > LineLength + 1 && text[LineLength] == '\r' && text[LineLength + 1] == '\n')
            {
                // Nearly every line of nearly every mail. Should there be a line end within, then the decoder steps over it.
                text[..LineLength].CopyTo(chunk[filled..]);
                filled += LineLength;
                text = text[(LineLength + 2)..];
                continue;
            }

            var end = text[..Math.Min(room, text.Length)].IndexOf((byte)'\n');
            var line = end < 0 ? text[..Math.Min(room, text.Length)] : text[..end].TrimEnd(" \t\r"u8);
            line.CopyTo(chunk[filled..]);
            filled += line.Length;
            text = text[(end < 0 ? line.Length : end + 1)..];
        }

        return filled;
    }

    private static int DecodeBroken(ReadOnlySpan<byte> text, Span<byte> decoded, out bool broken)
    {
        Span<byte> group = stackalloc byte[4];
        int written = 0, filled = 0;
        text = WithoutFooter(text, out broken);
        foreach (var b in text)
        {
            if (Alphabet.Contains(b))
            {
                group[filled++] = b;
                if (filled == 4)
                    written += DecodeGroup(group, ref filled, decoded[written..]);
            }
            else if (b == '=')
            {
                written += DecodeGroup(group, ref filled, decoded[written..]);
            }
            else
            {
                broken |= b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n');
            }
        }

        broken |= filled > 0;
        return written + DecodeGroup(group, ref filled, decoded[written..]);
    }

    private static ReadOnlySpan<byte> WithoutFooter(ReadOnlySpan<byte> text, out bool broken)
    {
        var padding = text.IndexOf((byte)'=');
        broken = padding >= 0 && text[padding..].TrimEnd(" \t\r\n"u8).ContainsAnyExcept(Joined);
        if (!broken)
            return text;
        var rest = text[padding..].IndexOfAnyExcept((byte)'=');
        return rest < 0 ? text : text[..(padding + rest)];
    }

    /// <summary>2, 3 or 4 characters give 1, 2 or 3 bytes; a single one gives nothing.</summary>
    private static int DecodeGroup(Span<byte> group, ref int filled, Span<byte> decoded)
    {
        Span<byte> three = stackalloc byte[3];
        var count = Math.Max(0, filled - 1);
        group[filled..].Fill((byte)'A');
        if (count > 0)
            Base64.DecodeFromUtf8(group, three, out _, out _);
        three[..count].CopyTo(decoded);
        filled = 0;
        return count;
    }
}
