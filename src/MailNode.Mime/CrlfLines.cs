namespace MailNode.Mime;

/// <summary>Text whose line ends, of whatever kind they are, become CRLF (RFC 5322, 2.3).</summary>
internal static class CrlfLines
{
    /// <summary>Bytes of the text with them.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        var returns = text.Count((byte)'\r');
        var whole = returns == 0 ? 0 : text.Count("\r\n"u8);
        return checked(text.Length + text.Count((byte)'\n') + returns - (whole * 2));
    }

    /// <summary>The text with them; itself if it needs none.</summary>
    public static byte[] Of(byte[] text)
    {
        var length = Length(text);
        if (length == text.Length)
            return text;
        var lines = GC.AllocateUninitializedArray<byte>(length);
        Write(text, lines);
        return lines;
    }

    /// <param name="target">Room for <see cref="Length"/>.</param>
    public static void Write(ReadOnlySpan<byte> text, Span<byte> target)
    {
        if (!text.Contains((byte)'\r'))
        {
            WriteFeeds(text, target);
            return;
        }

        while (text.IndexOfAny((byte)'\r', (byte)'\n') is >= 0 and var end)
        {
            text[..end].CopyTo(target);
            "\r\n"u8.CopyTo(target[end..]);
            target = target[(end + 2)..];
            text = text[(text[end..].StartsWith("\r\n"u8) ? end + 2 : end + 1)..];
        }

        text.CopyTo(target);
    }

    /// <summary>The usual case, in which there is but one thing to look for.</summary>
    private static void WriteFeeds(ReadOnlySpan<byte> text, Span<byte> target)
    {
        while (text.IndexOf((byte)'\n') is >= 0 and var end)
        {
            text[..end].CopyTo(target);
            "\r\n"u8.CopyTo(target[end..]);
            target = target[(end + 2)..];
            text = text[(end + 1)..];
        }

        text.CopyTo(target);
    }
}
