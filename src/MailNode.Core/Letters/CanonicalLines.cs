namespace MailNode.Core.Letters;

/// <summary>The form in which a signed part is hashed: each line ends in CR LF, whatever the mailbox made of it (RFC 3156, section 5).</summary>
internal static class CanonicalLines
{
    /// <summary>The bytes with them, as a copy of its own.</summary>
    public static byte[] Of(ReadOnlySpan<byte> text)
    {
        var bare = text.Count((byte)'\n') - text.Count("\r\n"u8);
        if (bare == 0) return text.ToArray();
        var lines = GC.AllocateUninitializedArray<byte>(checked(text.Length + bare));
        var target = lines.AsSpan();
        for (var end = text.IndexOf((byte)'\n'); end >= 0; end = text.IndexOf((byte)'\n'))
        {
            var line = text[..end].EndsWith("\r"u8) ? text[..(end - 1)] : text[..end];
            line.CopyTo(target);
            "\r\n"u8.CopyTo(target[line.Length..]);
            target = target[(line.Length + 2)..];
            text = text[(end + 1)..];
        }
        text.CopyTo(target);
        return lines;
    }
}
