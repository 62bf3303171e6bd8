namespace MailNode.LoopbackMail.Imap;

/// <summary>How text is written in replies (RFC 9051, section 4.3). Text is Latin-1, a byte a character.</summary>
internal static class Text
{
    private const int MaxQuoted = 1000;

    /// <summary>In quotes, or as a literal where quotes cannot hold it.</summary>
    public static string Quote(string text)
    {
        if (text.Length > MaxQuoted || text.AsSpan().ContainsAny("\r\n\0") || text.Any(c => c > '~'))
            return $"{{{text.Length}}}\r\n{text}";
        return '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';
    }

    public static string QuoteOrNil(string? text) => text is null ? "NIL" : Quote(text);
}
