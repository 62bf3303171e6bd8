using System.Buffers;
using System.Buffers.Text;

namespace MailNode.Mime;

/// <summary>base64 (RFC 2045, 6.8).</summary>
internal static class Base64Body
{
    /// <summary>Characters of an encoded line, and the bytes that make it.</summary>
    private const int LineLength = 76;
    private const int LineBytes = LineLength / 4 * 3;

    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private static readonly SearchValues<byte> Joined =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"u8);

    /// <summary>
    /// Decodes what is valid: foreign characters are passed over, padding amid the text ends a group, and a last half group gives what it
    /// has. After padding only more of the same kind counts, since mailing lists put their footers there.
    /// </summary>
    public static ReadOnlyMemory<byte> Decode(ReadOnlySpan<byte> text, out bool broken)
    {
        var compact = new byte[text.Length];
        var length = WithoutLineEnds(text, compact);
        var status = Base64.DecodeFromUtf8(compact.AsSpan(0, length), compact, out var consumed, out var written);
        broken = false;
        if (status == OperationStatus.Done && consumed == length)
            return compact.AsMemory(0, written);
        return DecodeBroken(text, out broken);
    }

    /// <summary>Lines of 76 characters that end in CRLF.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> bytes)
    {
        var lines = (bytes.Length + LineBytes - 1) / LineBytes;
        var encoded = new byte[Base64.GetMaxEncodedToUtf8Length(bytes.Length) + (lines * 2)];
        var position = 0;
        while (!bytes.IsEmpty)
        {
            var line = bytes[..Math.Min(LineBytes, bytes.Length)];
            Base64.EncodeToUtf8(line, encoded.AsSpan(position), out _, out var written);
            position += written;
            encoded[position++] = (byte)'\r';
            encoded[position++] = (byte)'\n';
            bytes = bytes[line.Length..];
        }

        return encoded;
    }

    public static int EncodedLength(int bytes) => Base64.GetMaxEncodedToUtf8Length(bytes) + ((bytes + LineBytes - 1) / LineBytes * 2);

    private static int WithoutLineEnds(ReadOnlySpan<byte> text, Span<byte> compact)
    {
        var length = 0;
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = (end < 0 ? text : text[..end]).TrimEnd(" \t\r"u8);
            line.CopyTo(compact[length..]);
            length += line.Length;
            text = end < 0 ? [] : text[(end + 1)..];
        }

        return length;
    }

    private static ReadOnlyMemory<byte> DecodeBroken(ReadOnlySpan<byte> text, out bool broken)
    {
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length) + 3];
        var group = new byte[4];
        int written = 0, filled = 0;
        text = WithoutFooter(text, out broken);
        foreach (var b in text)
        {
            if (Alphabet.Contains(b))
            {
                group[filled++] = b;
                if (filled == 4)
                    written += DecodeGroup(group, ref filled, decoded.AsSpan(written));
            }
            else if (b == '=')
            {
                written += DecodeGroup(group, ref filled, decoded.AsSpan(written));
            }
            else
            {
                broken |= b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n');
            }
        }

        broken |= filled > 0;
        written += DecodeGroup(group, ref filled, decoded.AsSpan(written));
        return decoded.AsMemory(0, written);
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
    private static int DecodeGroup(byte[] group, ref int filled, Span<byte> decoded)
    {
        Span<byte> three = stackalloc byte[3];
        var count = Math.Max(0, filled - 1);
        group.AsSpan(filled).Fill((byte)'A');
        if (count > 0)
            Base64.DecodeFromUtf8(group, three, out _, out _);
        three[..count].CopyTo(decoded);
        filled = 0;
        return count;
    }
}
